import Statistics
import Text

/// The tables of an analysis, each with a sentence on what it means.
///
/// The terminal, Markdown, LaTeX and the page print the same tables; how each looks is in `ReportTable+*.swift`.
struct AnalysisTables {
  let result: AnalysisResult
  /// How task names are shown.
  let names: DisplayNames

  init(_ result: AnalysisResult) {
    self.result = result
    names = DisplayNames(result.tasks.map(\.task))
  }

  /// Every table, in the order of reading.
  var all: [ReportTable] { listed.map(\.table) + agreement + (notComputed.map { [$0] } ?? []) }

  /// Where the page has a table.
  private enum Place {
    case overview
    /// In the overview if it has a row: what it needs is missing as a rule, and each task says so.
    case overviewIfKnown
    /// Below its figure.
    case figure
  }

  /// Every table about the tasks, in the order of reading; those without a row are left out.
  private var listed: [(table: ReportTable, place: Place)] {
    let tasks = result.tasks
    let tables: [(ReportTable, Place)] = [
      (scores(tasks), .overview), (anytime(tasks), .overviewIfKnown), (bestOfN(tasks), .figure),
      (variance(tasks), .overview),
      (tests(tasks), .overview), (bestWorst(tasks), .overview), (degenerate(tasks), .overview),
      (correlation(tasks), .figure), (earlyStopping(tasks), .figure),
      (testSetNoise(tasks), .overviewIfKnown), (examples(tasks), .overviewIfKnown),
      (expectedErrors(tasks), .overviewIfKnown), (metrics(tasks), .overviewIfKnown),
      (classes(tasks), .overviewIfKnown),
      (perturbations(result.perturbations), .overviewIfKnown),
      (partings(result.perturbations), .overviewIfKnown),
    ]
    return tables.filter { table, _ in !table.rows.isEmpty }
  }

  /// Those that stand in the page's overview.
  var overview: [ReportTable] {
    listed.filter { table, place in
      place == .overview || place == .overviewIfKnown && !table.rows.isEmpty
    }.map(\.table)
  }

  /// What was analyzed, in one line.
  var heading: String {
    let trials = result.tasks.reduce(0) { $0 + $1.trialCount }
    return
      "\(trials.counted("trial")) of \(result.tasks.count.counted("task")); "
      + "the \(scoreName) counts; \(result.options.direction.rawValue) is better; random steps use seed "
      + "\(result.options.seed)."
  }

  /// The score of a trial in words; its metric where that is the same for all tasks.
  var scoreName: String {
    let labels = Set(result.tasks.map { label($0) })
    return words(
      labels.count == 1 ? label(result.tasks[0]) : "score",
      isOnly: result.tasks.allSatisfy { $0.evaluationCount == 1 })
  }

  /// The score of a trial of `task` in words.
  func scoreName(_ task: TaskAnalysis) -> String {
    words(label(task), isOnly: task.evaluationCount == 1)
  }

  /// What the scores of `task` are called: by their metric, or by the column that they are from.
  func label(_ task: TaskAnalysis) -> String {
    task.scoreLabel.map { TextWidth.shortened($0, columns: 24) } ?? "score"
  }

  private func words(_ label: String, isOnly: Bool) -> String {
    // Of a single evaluation the best is the last.
    if isOnly { return label }
    return result.options.score == .best
      ? "best \(label) over training" : "\(label) of the last evaluation"
  }

  /// The confidence of intervals, as a percentage.
  var confidence: String {
    NumberText.percent(result.options.confidence).replacing(".0%", with: "%")
  }

  /// The task's name, as shown.
  func name(_ task: TaskAnalysis) -> String { names[task.task] }

  /// Methods that were refused, and why: each reason once. Nil where none was.
  var notComputed: ReportTable? {
    let notes = grouped(
      result.tasks.flatMap { task in
        refusals(task).map { (name(task), "\($0.names): \($0.reason).") }
      }, isNamed: result.tasks.count > 1)
    return notes.isEmpty
      ? nil
      : ReportTable(
        "Not computed", meaning: "What these trials do not allow, and why.", columns: [], rows: [],
        notes: notes)
  }

  /// The methods that were not used for `task`; those that were refused for one reason stand together.
  func refusals(_ task: TaskAnalysis) -> [(names: String, reason: String)] {
    var found: [(refusal: Refusal, names: [String])] = []
    for (_, title, refusal) in task.methods {
      guard let refusal else { continue }
      if let place = found.firstIndex(where: { $0.refusal.reason == refusal.reason }) {
        if !found[place].names.contains(title) { found[place].names.append(title) }
      } else {
        found.append((refusal, [title]))
      }
    }
    return found.map { refusal, names in
      // Most methods need a grid: where there is none, they need not be told one by one.
      let needsGrid = refusal == .oneSeed || refusal == .independentRuns
      let words =
        needsGrid
        ? "What needs a grid of WI and DO seeds"
        : refusal.missing.count > 0
          ? "What needs a complete grid"
          : names.joined(separator: ", ")
      return (words, refusal.reason)
    }
  }

  /// `names: text`, with all names of one text together; the text alone where names are of no use.
  func grouped(_ remarks: [(name: String, text: String)], isNamed: Bool = true) -> [String] {
    var texts: [String] = []
    for remark in remarks where !texts.contains(remark.text) { texts.append(remark.text) }
    return texts.map { text in
      let names = remarks.filter { $0.text == text }.map(\.name)
      return (isNamed ? names.joined(separator: ", ") + ": " : "") + text
    }
  }
}

extension TaskAnalysis {
  /// Trials without a final score, and how many they are in words.
  var unfinished: [(cells: [Cell], words: String)] {
    [
      (nonfinite, "not finite or without a score"),
      (stopped, "ended early by the stop rule"),
    ].filter { !$0.0.isEmpty }.map { ($0, "\($0.count.counted("trial")) \($1)") }
  }

  /// How scores of this task are written.
  var format: ScoreFormat {
    // Degenerate runs are far from the others, whose digits are wanted.
    let healthy = degenerate.value?.sdWithout ?? overallSD
    return ScoreFormat(
      magnitude: max(abs(best.value), abs(mean) + overallSD),
      spread: healthy > 0 ? healthy : overallSD)
  }

  /// Trials are independent runs, of which no two share a seed.
  var isSample: Bool {
    hasOneSeed || sdGiven.wi.refusal == .independentRuns
  }

  /// A cell as the task's seeds are written.
  func place(_ cell: Cell) -> String { hasOneSeed ? "\(cell.wi)" : cell.description }

  /// A cell in words.
  func words(_ cell: Cell) -> String { hasOneSeed ? "seed \(cell.wi)" : cell.words }

  /// Where degenerate runs end, beside the threshold.
  var beyond: String { direction == .higher ? "at or below" : "at or above" }
}

extension PermutationPValue {
  /// The p-value as a probability.
  var text: String { NumberText.probability(p) }

  /// How it was counted, in words.
  var method: String {
    isExact
      ? "all \(arrangementCount.grouped) arrangements"
      : "\(arrangementCount.grouped) random arrangements, seed \(seed.map(String.init) ?? "-")"
  }
}
