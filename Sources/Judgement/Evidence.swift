import Files
import Sampling
import Text
import Trajectory

/// Everything that the verdict on one trial, or on a segment of it, rests on.
///
/// A condition is met only once somebody saw it. Evidence begins with none, so that a step which is left
/// out takes the verdict away, and never gives one.
public struct TrialEvidence: Sendable {
  /// What must have been seen.
  public enum Condition: String, Sendable, CaseIterable {
    /// The plan mentions the trial, as far as there is a plan.
    case planned
    /// Its golden is there.
    case present
    /// Structure and every digest of the golden are right, and all its pages can be read.
    case sound
    /// The header is that of this name and this plan.
    case named
    /// Data, model, settings and arithmetic of the rerun are those in the header.
    case inputs
    /// Every record of the rerun was compared, among them all updates that were asked for and at least one, and none
    /// differs.
    case compared
    /// The golden holds no record that the rerun lacks.
    case complete
    /// Rerun and golden ended in the same way; of a segment that is not the last, both go on.
    case outcome
    /// The inputs are at the end what they were at the beginning.
    case unchanged
    /// No other trial of this verification holds the same content.
    case unique
  }

  /// The golden's file.
  public let path: String
  public let lane: Lane
  public let part: TrialPart
  /// The seeds, as far as they are known.
  public var seeds: TrialSeeds?
  public private(set) var met: Set<Condition> = []
  /// What ended the verification before anything could be concluded: malformed or unverifiable.
  public private(set) var failure: InputError.Kind?
  /// Why, or what else there is to say.
  public var reason: String?
  public var firstDivergence: Divergence?
  /// In the statistical lane, the first value that is within its tolerance and not the same.
  public var firstInexact: Divergence?
  /// Updates compared, and values found equal.
  public var stepCount = 0
  public var valueCount = 0
  /// What is known of the reasons of a difference.
  public var diagnosis: Diagnosis?
  /// The golden's identity.
  public var contentDigest: Digest?
  /// Where the result of the rerun was kept as a golden of its own.
  public var keptPath: String?
  /// Whether a plan mentions the trial, as far as there is one.
  public var isPlanned = true
  /// How the golden says that the trial ended; nil where it could not be opened.
  public var outcome: TrialOutcome?
  /// Whether its last score is at or below that of always giving the commonest class; nil where that is not known.
  public var isDegenerate: Bool?
  /// How long its verification took.
  public var milliseconds: Int?

  public init(
    path: String, seeds: TrialSeeds? = nil, lane: Lane = .own, part: TrialPart = .whole
  ) {
    self.path = path
    self.seeds = seeds
    self.lane = lane
    self.part = part
  }

  /// Says that a condition was seen to hold.
  public mutating func meet(_ condition: Condition) { met.insert(condition) }

  /// Takes down what went wrong, and the settings that were declared in another way, if that is it.
  public mutating func fail(_ error: any Error) {
    if let other = error as? OtherSettings { diagnosis = Diagnosis(settings: other.settings) }
    failure = (error as? InputError)?.kind == .malformed ? .malformed : .unverifiable
    reason = String(describing: error).printable
  }

  /// Takes down where a new result was put, or why it could not be: what was found stands either way.
  public mutating func keep(_ put: () throws -> String?) {
    do { keptPath = try put() } catch {
      let found = reason.map { $0 + "; " } ?? ""
      reason = "\(found)its new result cannot be kept: \(error)".printable
    }
  }

  /// Whether all was seen that a success needs.
  public var isComplete: Bool { met == Set(Condition.allCases) }

  /// Whether the trial was compared from its beginning to its end, or to a difference.
  public var isCompared: Bool {
    guard failure == nil, case .whole = part else { return false }
    return firstDivergence != nil || isComplete
  }

  /// Whether the trial's first updates were compared, to their end or to a difference, where no more was asked for.
  public var isPrefixCompared: Bool {
    guard failure == nil, case .prefix = part else { return false }
    return firstDivergence != nil || isComplete
  }

  public var verdict: Verdict { Verdict(self) }

  /// In the statistical lane, whether every value that was compared is the same, as if bit for bit had been asked for.
  public var isExact: Bool {
    lane.isStatistical && verdict == .agrees && firstInexact == nil
  }

  /// Whether the golden says that the trial ended with a value that is no number.
  public var isNonfinite: Bool { outcome == .nonfinite }

  /// The name of how the golden says that the trial ended.
  public var outcomeName: String? { outcome?.rawValue }
}

/// How much of a trial is rerun.
public enum TrialPart: Sendable, Equatable {
  case whole
  /// These updates; the last segment ends with the trial.
  case segment(Range<Int>, isLast: Bool)
  /// So many updates from the trial's beginning, with the evaluation and the anchor after them.
  case prefix(Int)

  /// Updates done before the rerun begins.
  public var start: Int {
    switch self {
    case .whole, .prefix: 0
    case .segment(let steps, _): steps.lowerBound
    }
  }

  /// Updates done where the rerun is cut; nil where it goes to the trial's end.
  public var end: Int? {
    switch self {
    case .whole, .segment(_, isLast: true): nil
    case .segment(let steps, isLast: false): steps.upperBound
    case .prefix(let count): count
    }
  }

  /// Updates that are to be compared, of a golden with so many. It does not ask `end`, so that a rerun which is cut in
  /// the wrong place is not taken for all of the part.
  public func updateCount(of stepCount: Int) -> Int {
    switch self {
    case .whole: stepCount
    case .segment(let steps, _): steps.count
    case .prefix(let count): count
    }
  }

  /// Where a rerun beside a golden of so many updates is cut; nil where both go to their ends.
  public func cut(of stepCount: Int) -> Int? { end.flatMap { $0 < stepCount ? $0 : nil } }
}

/// Whose trials they are, and how they were compared. The lanes never mix in one report.
public enum Lane: Sendable, Equatable {
  /// Seedproof's own trainer, bit for bit.
  case own
  /// Another trainer, bit for bit.
  case external
  /// Another trainer, within these tolerances.
  case statistical(String)

  public var isStatistical: Bool { if case .statistical = self { true } else { false } }
}

/// Everything that the verdict of a verification rests on.
public struct Evidence: Sendable {
  public var trials: [TrialEvidence] = []
  public var controls: [ControlResult] = []
  /// The segments that were rerun, where segments were asked for; `trials` has their sums.
  public var segments: [TrialEvidence]?

  public init(
    trials: [TrialEvidence] = [], controls: [ControlResult] = [], segments: [TrialEvidence]? = nil
  ) {
    self.trials = trials
    self.controls = controls
    self.segments = segments
  }

  /// Whether controls ran and all were caught.
  public var isControlled: Bool { !controls.isEmpty && controls.allSatisfy(\.isCaught) }
}

extension [TrialEvidence] {
  /// The evidence, where no trial counts that counted before: a file may become another one's copy after it
  /// was looked at.
  public func countedOnce() -> Self {
    var paths: [Digest: String] = [:]
    return map { evidence in
      var counted = evidence
      guard let content = evidence.contentDigest else { return counted }
      var needed = Set(TrialEvidence.Condition.allCases)
      needed.remove(.unique)
      let isCompared = evidence.firstDivergence != nil || evidence.met.isSuperset(of: needed)
      guard evidence.failure == nil, isCompared else { return counted }
      guard let other = paths.updateValue(evidence.path, forKey: content) else {
        counted.meet(.unique)
        return counted
      }
      let error = TrialEvidence.namedTwice(evidence.path, other)
      if evidence.firstDivergence == nil { counted.fail(error) }
      counted.reason = error.description
      return counted
    }
  }
}

extension TrialEvidence {
  /// That a file holds the trial of another one.
  public static func namedTwice(_ path: String, _ other: String) -> InputError {
    InputError(
      file: path, "is named twice: it holds the same trial as \(other), and would count as two",
      advice: "name each trial once, and of copied folders one")
  }
}
