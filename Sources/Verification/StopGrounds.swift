import Experiment
import Files
import Judgement
import Text

/// What the ends of trials rest on where a stop rule decided on them: the scores in the goldens of their groups.
///
/// A rerun shows that a trial ends where the rule ends it by these scores. That they are true is shown by the reruns of
/// the trials that have them, and by nothing else.
struct StopGrounds {
  /// Trials that were found equal, and whose end was decided by scores.
  let trialCount: Int
  /// Goldens whose scores decided.
  private(set) var goldenCount = 0
  /// Where those of them are that were not reproduced.
  private(set) var unproved: [String] = []

  /// As many are named.
  static let nameLimit = (lines: 3, json: 5)

  /// - Parameter evidence: what was found of the first of `goldens`, in their order.
  /// - Returns: nil where no rule decided on a trial that was found equal.
  init?(_ goldens: [ChosenGolden], _ evidence: [TrialEvidence]) {
    let proved = Set(
      evidence.lazy.filter { $0.verdict == .reproduced }.compactMap(\.contentDigest))
    // Files that were named one by one have a plan each, and share the goldens of their group.
    var seenTrials: Set<Digest> = []
    var seenGroups: Set<Group> = []
    var seenContents: Set<Digest> = []
    for (golden, found) in zip(goldens, evidence) where found.verdict.isSuccess {
      // A segment that is not the last of its trial goes on, whatever the rule says of the end.
      guard found.part.end == nil, let stops = golden.sharedPlan?.stops, let seeds = found.seeds,
        let own = found.contentDigest
      else { continue }
      let cell = Cell(seeds)
      let (number, deciders) = stops.deciders(ofGroupOf: cell)
      guard !deciders.isEmpty else { continue }
      seenTrials.insert(own)
      guard seenGroups.insert(Group(rule: ObjectIdentifier(stops), number: number)).inserted
      else { continue }
      for (path, content) in deciders where seenContents.insert(content).inserted {
        goldenCount += 1
        if !proved.contains(content) { unproved.append(path) }
      }
    }
    if seenTrials.isEmpty { return nil }
    trialCount = seenTrials.count
  }

  private struct Group: Hashable {
    let rule: ObjectIdentifier
    let number: Int
  }

  /// For people nothing where all scores were reproduced.
  var remark: VerificationReport.Remark {
    VerificationReport.Remark(
      unproved.isEmpty ? [] : [line],
      [
        "trials": .integer(trialCount), "scores": .integer(goldenCount),
        "notReproduced": .integer(unproved.count),
        "firstNotReproduced": .array(unproved.prefix(Self.nameLimit.json).map { .string($0) }),
      ])
  }

  private var line: String {
    let names = unproved.prefix(Self.nameLimit.lines).joined(separator: " ")
    let more = unproved.count > Self.nameLimit.lines ? " ..." : ""
    let count = unproved.count == 1 ? "a golden" : "\(unproved.count) goldens"
    return "stop rule: not shown is that the right trials were stopped: scores of \(count) that "
      + "\(unproved.count == 1 ? "was" : "were") not reproduced here decided it: \(names)\(more)"
  }
}
