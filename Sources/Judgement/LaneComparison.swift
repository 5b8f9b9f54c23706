import Sampling
import Text
import Trajectory

/// What the goldens of two lanes of a folder have in common, cell by cell; nothing is rerun, and no verdict follows.
public struct LaneComparison: Sendable {
  public let lane: String
  public let other: String
  /// Trials whose goldens are in both lanes and could be compared, and those of them whose records are equal.
  public private(set) var comparedCount = 0
  public private(set) var equalCount = 0
  /// How the others differ.
  public var groups: [DivergenceGroup] { DivergenceGroup.all(of: differing) }
  /// What their trainers declared in another way, by name.
  public private(set) var settings: Set<String> = []
  /// Goldens of the other lane that cannot be compared, with the reason.
  public private(set) var unreadable: [(path: String, reason: String)] = []
  /// Trials of which the other lane has no golden.
  public var missingCount = 0
  private var differing: [TrialEvidence] = []

  public init(_ lane: String, with other: String) {
    (self.lane, self.other) = (lane, other)
  }

  /// Compares the goldens of one cell.
  ///
  /// - Parameters:
  ///   - golden: this lane's.
  ///   - other: that of the other lane.
  public mutating func compare(_ golden: String, with other: String, _ seeds: TrialSeeds) {
    do {
      let difference = try GoldenDifference(GoldenReader(golden), GoldenReader(other))
      comparedCount += 1
      settings.formUnion(difference.headerMembers)
      guard let first = difference.firstDivergence else {
        equalCount += 1
        return
      }
      var evidence = TrialEvidence(path: other, seeds: seeds, lane: .external)
      evidence.firstDivergence = first
      evidence.diagnosis = difference.diagnosis
      differing.append(evidence)
    } catch {
      unreadable.append((other, String(describing: error).printable))
    }
  }
}
