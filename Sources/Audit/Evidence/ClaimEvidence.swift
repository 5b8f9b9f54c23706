import Scores
import Text

/// A claim, what could be read of what it names, and the scores of trials that were run anew.
struct ClaimEvidence {
  let claim: PublishedClaim
  let table: PublishedTable?
  let logs: [RunLog]?
  let reference: ConvergenceReference?
  /// Content digests of the goldens that were published for it, by the names of their trials.
  let goldens: [String: String]?
  /// Trials of its task that somebody ran anew; nil where there are none.
  let replicated: ReplicatedScores?
  let options: AuditOptions
  /// Other claims of the file, for comparisons.
  let others: [String: PublishedClaim]

  func finding(
    _ rule: AuditRule, _ verdict: AuditVerdict, _ sentence: String,
    _ evidence: KeyValuePairs<String, JSONValue> = [:]
  ) -> AuditFinding {
    AuditFinding(claim: claim.name, line: claim.line, rule, verdict, sentence, evidence)
  }

  /// The one score of the claim; nil where it has several or none.
  var score: PublishedClaim.Score? { claim.scores.count == 1 ? claim.scores[0] : nil }

  /// The values that the score can have been printed for, as shares or as they are.
  func values(_ number: PrintedNumber) -> ClosedRange<Double> {
    let own = number.values(claim.rounding)
    return own.lowerBound / claim.unit.divisor...own.upperBound / claim.unit.divisor
  }

  /// Whether one of `values`, shares or as they are, can have been printed as `number`.
  func allows(_ number: PrintedNumber, _ values: ClosedRange<Double>) -> Bool {
    let divisor = claim.unit.divisor
    return number.allows(values.lowerBound * divisor...values.upperBound * divisor, claim.rounding)
  }

  /// A value as the claim prints its own, with two digits more.
  func text(_ value: Double, like number: PrintedNumber) -> String {
    let parts = number.text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1].prefix { $0.isNumber }.count : 0
    return (value * claim.unit.divisor).decimals(min(12, decimals + 2))
  }
}

/// Scores of trials of one task that were run anew, as shares or as they are, and where they come from.
public struct ReplicatedScores: Sendable {
  /// The folder or table.
  public let path: String
  public let task: String
  public let metric: String
  /// By the names of the trials.
  public let scores: [(trial: String, score: Double)]
  /// Content digests of their goldens, by the names of the trials; empty for a table.
  public let goldens: [String: String]

  public init(
    path: String, task: String, metric: String, scores: [(trial: String, score: Double)],
    goldens: [String: String] = [:]
  ) {
    (self.path, self.task, self.metric) = (path, task, metric)
    (self.scores, self.goldens) = (scores, goldens)
  }

  /// Whether they are of the task that a claim names: `RTE` and `glue/rte` are one.
  func isOf(_ claim: PublishedClaim) -> Bool {
    func last(_ name: String) -> String? {
      name.lowercased().split(separator: "/").last.map(String.init)
    }
    return claim.task.map { last($0) == last(task) } ?? false
  }
}

/// What the user sets.
public struct AuditOptions: Sendable {
  /// Chance of a false alarm of one interval or test of an audit.
  public var level = 0.01
  /// Seed of simulations.
  public var seed: UInt64 = 0

  public init() {}
}
