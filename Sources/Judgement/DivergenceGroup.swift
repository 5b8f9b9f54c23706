/// Trials that differ from their goldens in the same way, as far as their first differences tell.
public struct DivergenceGroup: Sendable {
  /// What the trials of a group have in common. It follows from a golden and its new result alone, so that `accept`
  /// finds the group that `verify` named.
  public struct Key: Sendable, Hashable, CustomStringConvertible {
    /// The column that differs first.
    public let column: String
    /// Whether it does so in the first update, or before it.
    public let isAtStart: Bool
    /// Whether the values are a few ULPs apart; nil for what is no float.
    public let isNear: Bool?

    public init(_ first: Divergence) {
      column = first.column.name
      isAtStart = first.step == 0
      isNear = first.ulps.map { $0 <= LikelyCause.nearULPs }
    }

    /// `gradientNorm-later-near`: the name of the group.
    public var description: String {
      let size = isNear.map { $0 ? "-near" : "-far" } ?? ""
      return "\(column.replacing(" ", with: "-"))-\(isAtStart ? "start" : "later")\(size)"
    }
  }

  public let key: Key
  /// In the order of the trials.
  public let trials: [TrialEvidence]
  /// Updates done before the first differences.
  public let steps: ClosedRange<Int>
  /// How far apart the values are; nil for what is no float.
  public let ulps: ClosedRange<UInt64>?
  /// What all of them point to; nil where that is not one thing.
  public let cause: LikelyCause?
  /// What golden and run do not have in common, in all of them.
  public let changes: [CategoryComparison.Category]

  /// - Precondition: there is a trial, and each differs.
  private init(_ key: Key, _ trials: [TrialEvidence]) {
    self.key = key
    self.trials = trials
    let found = trials.compactMap(\.firstDivergence)
    let (places, sizes) = (found.map(\.step), found.compactMap(\.ulps))
    steps = places.min()!...places.max()!
    ulps = sizes.isEmpty ? nil : sizes.min()!...sizes.max()!
    let causes = Set(trials.map { $0.diagnosis?.cause })
    cause = causes.count == 1 ? causes.first ?? nil : nil
    let others = trials.map { trial in
      trial.diagnosis?.categories.filter { $0.status == .differs }.map(\.category) ?? []
    }
    changes = (others.first ?? []).filter { category in others.allSatisfy { $0.contains(category) }
    }
  }

  /// The groups of the trials that differ, in the order of their first trials.
  public static func all(of trials: [TrialEvidence]) -> [DivergenceGroup] {
    var keys: [Key] = []
    var members: [Key: [TrialEvidence]] = [:]
    for trial in trials where trial.failure == nil {
      guard let first = trial.firstDivergence else { continue }
      let key = Key(first)
      if members[key] == nil { keys.append(key) }
      members[key, default: []].append(trial)
    }
    return keys.map { DivergenceGroup($0, members[$0] ?? []) }
  }
}
