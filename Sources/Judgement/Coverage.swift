import Files
import Sampling
import Statistics
import Trajectory

/// Which part of an experiment was verified, and what that would have found.
public struct Coverage: Sendable {
  /// How a sample was drawn.
  public struct Draw: Sendable {
    public let scheme: SamplingScheme
    public let challenge: Challenge
    /// Over the plans and the content of every planned trial's golden.
    public let root: Digest

    public init(scheme: SamplingScheme = .oneFolder, challenge: Challenge, root: Digest) {
      self.scheme = scheme
      self.challenge = challenge
      self.root = root
    }
  }

  /// Planned trials without golden, of which a draw can say nothing.
  public struct Missing: Sendable, Equatable {
    /// As many are named.
    static let limit = 5

    public let count: Int
    /// Where the first of them should be.
    public let paths: [String]

    public init(_ paths: [String]) {
      count = paths.count
      self.paths = Array(paths.prefix(Self.limit))
    }
  }

  /// `all`, `trials`, `changed`, `sample` or `budget`.
  public let rule: String
  /// Trials of the plans; nil where files were named.
  public var plannedCount: Int?
  /// Nil where nothing was drawn: trials that somebody picked say nothing of the others.
  public var draw: Draw?
  /// What the draw's frame lacks.
  public var missing = Missing([])
  /// What the sample is to certify, where that was asked for.
  public var goal: SampleGoal?
  /// The goldens of the draw, by their paths, in the order of their tickets; those that were not rerun too.
  public var drawn: [String] = []

  public init(rule: String, plannedCount: Int? = nil, draw: Draw? = nil) {
    self.rule = rule
    self.plannedCount = plannedCount
    self.draw = draw
  }

  /// Planned trials whose goldens are there: those that can be forged.
  public var presentCount: Int? { plannedCount.map { $0 - missing.count } }

  /// What `count` reproduced trials of a draw prove of all: the fewest forged goldens of which at least one
  /// would have been drawn with a chance of 95% or more. Missing ones are drawn too, and take the place of
  /// others.
  ///
  /// - Returns: nil where nothing was drawn or none was reproduced, or where so many goldens are missing
  ///   that the chance is less though all that are there were forged.
  public func detectableCount(reproduced count: Int) -> Int? {
    guard draw != nil, let plannedCount, let presentCount, count > 0, count <= presentCount else {
      return nil
    }
    let forged =
      AuditSampling.upperBound(total: plannedCount, drawn: count, failures: 0, alpha: Ratio(1, 20))
      + 1
    return forged <= presentCount ? forged : nil
  }
}

/// How much of what was chosen was reproduced, and so may state power.
public struct ReproducedCounts: Sendable {
  /// Planned trials that were chosen, and those of them that were reproduced.
  public let chosen: Int
  let reproduced: Int
  /// Whether everything that was looked at was reproduced, and the controls were caught.
  let isSuccess: Bool

  /// For each trial of a draw that was looked at, in the draw's order, whether it was reproduced; nil where that
  /// says nothing of the others: nothing was drawn, or a control was not caught.
  var outcomes: [Bool]?

  /// Nil where no power may be stated.
  public var stateable: Int? { isSuccess && chosen == reproduced ? reproduced : nil }
}

extension Coverage {
  /// What the sample says of all planned trials; nil where nothing was to be certified, or nothing can be.
  public func finding(_ counts: ReproducedCounts) -> SampleFinding? {
    guard let goal, draw != nil, let plannedCount, let outcomes = counts.outcomes,
      !outcomes.isEmpty, outcomes.count <= plannedCount
    else { return nil }
    return goal.finding(outcomes, of: plannedCount)
  }
}
