import ArgumentParser
import Statistics
import Text

/// Which scores count and how: shared by `analyze`, `report` and `compare`.
struct ScoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Which score of a trial counts: the best over training, or the last. Without it 'analyze' and \
      'report' take the best, 'compare' and 'audit' the last.
      """, valueName: "score"))
  var score: ScoreKind?

  @Flag(help: "Less is better, as of a loss.")
  var minimize = false

  @Flag(
    help: "More is better, as of accuracy; what is taken for granted unless a name says 'loss'.")
  var maximize = false

  @Option(
    help: ArgumentHelp(
      """
      Call trials of a task degenerate that end at this score or worse; without it, those at or \
      below the majority baseline. Give it once a task.
      """, valueName: "task=score"), transform: DegenerateThreshold.init(text:))
  var degenerate: [DegenerateThreshold] = []

  @Option(
    help: ArgumentHelp(
      """
      What becomes of trials whose loss or score is not finite, or that have none: 'drop' leaves \
      them out of every score, 'degenerate' counts them with the score at which trials are degenerate. \
      How many they are is told in any case.
      """, valueName: "what"))
  var diverged = DivergedTrials.drop

  @Option(help: ArgumentHelp("The seed of every random step.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws {
    if minimize, maximize { throw ValidationError("--minimize and --maximize exclude each other") }
  }

  /// Thresholds by task; of several for one task the last.
  var thresholds: [String: Double] {
    Dictionary(degenerate.map { ($0.task, $0.score) }) { $1 }
  }

  /// Which of the scores of `table` are better.
  ///
  /// - Throws: `InputError` where a column's name says that less is, and nothing was asked for.
  func direction(of table: TrialTable) throws -> ScoreDirection {
    if minimize { return .lower }
    let loss = table.tasks.compactMap(\.scoreName).first(where: ScoreDirection.namesALoss)
    if let loss, !maximize {
      throw InputError(
        "'\(loss.printable)' is named as a loss",
        advice: "say --minimize if less is better, --maximize if more is")
    }
    return .higher
  }

  /// Sees that thresholds are for tasks that are there.
  ///
  /// - Throws: `InputError` that names the tasks.
  func checkThresholds(_ names: [String]) throws {
    for threshold in degenerate where !names.contains(threshold.task) {
      throw InputError(
        "--degenerate names the task '\(threshold.task)', which is not in the input",
        advice: "the tasks are \(names.prefix(8).joined(separator: ", "))")
    }
  }
}

extension ScoreKind: ExpressibleByArgument {}
extension DivergedTrials: ExpressibleByArgument {}

/// A task and the score at which its trials are degenerate, or worse: `glue/RTE=0.53`.
struct DegenerateThreshold: Sendable, Equatable {
  let task: String
  let score: Double

  /// - Throws: `ValidationError` that says what is missing, or no number.
  init(text: String) throws {
    guard let place = text.lastIndex(of: "="), place > text.startIndex else {
      throw ValidationError("it has no task before an '=', as in rte=0.53")
    }
    let number = String(text[text.index(after: place)...])
    guard let score = Double(number), score.isFinite else {
      throw ValidationError("'\(number.printable)' is no finite number")
    }
    task = String(text[..<place])
    self.score = score
  }
}
