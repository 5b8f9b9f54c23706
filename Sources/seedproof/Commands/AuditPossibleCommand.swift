import ArgumentParser
import Audit
import Report
import Scores
import Text

/// `seedproof audit possible`
struct AuditPossibleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "possible",
    abstract: "Whether any results on a development set give a score, as it was printed.",
    discussion: """
      A score is a text such as accuracy=86.0: its digits count. Several scores of one run are of one \
      confusion matrix. What a mean or a median may be depends on the runs behind it: name them. Beside the \
      verdict stands what it could have found, as nearly every printed F1 is possible and few accuracies are.
      """)

  @Option(
    help: ArgumentHelp(
      "Take the development set of this task of GLUE: RTE, MRPC, CoLA or SST-2.", valueName: "task")
  )
  var task: String?

  @Option(help: ArgumentHelp("Examples of class 1 in the development set.", valueName: "n"))
  var positives: Int?

  @Option(help: ArgumentHelp("Examples of class 0 in the development set.", valueName: "n"))
  var negatives: Int?

  @Option(
    help: ArgumentHelp("Examples in the development set, for accuracy alone.", valueName: "n"))
  var examples: Int?

  @Option(
    help: ArgumentHelp(
      "A score as it was printed: accuracy, f1, acc_and_f1 or mcc.", valueName: "metric=text"))
  var metric: [String]

  @Option(help: ArgumentHelp("Which number of the runs the score is.", valueName: "name"))
  var statistic: ScoreStatistic = .one

  @Option(help: ArgumentHelp("Runs behind the score, where that is told.", valueName: "n"))
  var runs: Int?

  @Option(
    help: ArgumentHelp(
      "How digits were cut: any where that is not known, half-up or truncated.", valueName: "name"))
  var rounding: RoundingName = .any

  @Flag(help: "Scores are shares such as 0.86, not percentages.")
  var shares = false

  @Flag(help: "Print JSON.")
  var json = false

  private static let countLimit = 1_000_000

  func validate() throws {
    let named = [task != nil, positives != nil || negatives != nil, examples != nil]
    guard named.count(where: \.self) == 1, (positives == nil) == (negatives == nil) else {
      throw ValidationError(
        "name the development set by --task, by --positives and --negatives, or by --examples")
    }
    for (name, count) in [
      ("positives", positives), ("negatives", negatives), ("examples", examples), ("runs", runs),
    ] {
      guard let count, !(1...Self.countLimit).contains(count) else { continue }
      throw ValidationError("--\(name) must be 1...\(Self.countLimit), not \(count)")
    }
    guard !metric.isEmpty else { throw ValidationError("name a score by --metric") }
    guard runs == nil || statistic != .one && statistic != .ensemble || runs == 1 else {
      throw ValidationError("--runs is for a statistic of several runs: name it by --statistic")
    }
    _ = try claim()
  }

  private func claim() throws -> ScoreClaim {
    let set = try developmentSet()
    let scores = try metric.map { try score($0) }
    if case .count = set, let other = scores.first(where: { $0.metric != .accuracy }) {
      throw ValidationError(
        "\(other.metric.rawValue) needs the classes: name them by --positives and --negatives")
    }
    return ScoreClaim(
      scores, set, statistic: statistic, runs: runs, rounding: rounding.rounding)
  }

  private func developmentSet() throws -> ClaimedExamples {
    if let examples { return .count(examples) }
    if let positives, let negatives {
      return .classes(ClassCounts(positives: positives, negatives: negatives))
    }
    guard let task, let set = ClaimedExamples(task: task) else {
      throw ValidationError(
        "no development set of '\((task ?? "").prefix(40))' is known: RTE, MRPC, CoLA and SST-2 are; name others "
          + "by --positives and --negatives")
    }
    return set
  }

  private func score(_ text: String) throws -> Reachability.Claim {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let metric = Metric.reachable.first(where: { $0.rawValue == parts[0] }),
      let score = ReportedScore(parts[1], unit: shares ? 1 : 100, rounding: rounding.rounding)
    else {
      throw ValidationError(
        "'\(text.prefix(40))' is no score such as accuracy=86.0, f1=90.1, acc_and_f1=88.1 or mcc=60.5"
      )
    }
    return Reachability.Claim(metric, score)
  }

  func run() throws {
    let finding = PossibleFinding(try claim())
    print(json ? OutputSchema.audit.text(of: finding.json) : finding.table)
    if finding.verdict != .holds { throw ExitCode(finding.verdict.exitCode) }
  }
}

extension ScoreStatistic: ExpressibleByArgument {}

extension RoundingName: ExpressibleByArgument {}
