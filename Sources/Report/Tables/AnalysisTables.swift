import Statistics

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
  var all: [ReportTable] { listed.map(\.table) + agreement }

  /// Where the page has a table.
  private enum Place {
    case overview
    /// In the overview if it has a row: what it needs is missing as a rule, and each task says so.
    case overviewIfKnown
    /// Below its figure.
    case figure
  }

  /// Every table about the tasks, in the order of reading; those without a row or a remark are left out.
  private var listed: [(table: ReportTable, place: Place)] {
    let tasks = result.tasks
    let tables: [(ReportTable, Place)] = [
      (scores(tasks), .overview), (bestOfN(tasks), .figure), (variance(tasks), .overview),
      (tests(tasks), .overview), (bestWorst(tasks), .overview), (degenerate(tasks), .overview),
      (correlation(tasks), .figure), (earlyStopping(tasks), .figure),
      (testSetNoise(tasks), .overviewIfKnown), (examples(tasks), .overviewIfKnown),
      (expectedErrors(tasks), .overviewIfKnown),
    ]
    return tables.filter { table, _ in !table.rows.isEmpty || !table.notes.isEmpty }
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
      "\(NumberText.plural(trials, "trial")) of \(NumberText.plural(result.tasks.count, "task")); "
      + "the \(scoreName) counts; random steps use seed \(result.options.seed)."
  }

  /// The score of a trial in words.
  var scoreName: String {
    result.options.score == .best ? "best score over training" : "score of the last evaluation"
  }

  /// The confidence of intervals, as a percentage.
  var confidence: String {
    NumberText.percent(result.options.confidence).replacing(".0%", with: "%")
  }

  /// The task's name, as shown.
  func name(_ task: TaskAnalysis) -> String { names[task.task] }

  /// `tasks: reason` for each reason for which a method was refused.
  func notes(_ tasks: [TaskAnalysis], _ refusal: (TaskAnalysis) -> Refusal?) -> [String] {
    grouped(tasks.compactMap { task in refusal(task).map { (name(task), "\($0.description).") } })
  }

  /// `names: text`, with all names of one text together.
  func grouped(_ remarks: [(name: String, text: String)]) -> [String] {
    var texts: [String] = []
    for remark in remarks where !texts.contains(remark.text) { texts.append(remark.text) }
    return texts.map { text in
      let names = remarks.filter { $0.text == text }.map(\.name)
      return names.joined(separator: ", ") + ": " + text
    }
  }
}

extension TaskAnalysis {
  /// Trials without a final score, and how many they are in words.
  var unfinished: [(cells: [Cell], words: String)] {
    [
      (nonfinite, "with a loss that was not finite"), (stopped, "ended early by the stop rule"),
    ].filter { !$0.0.isEmpty }.map { ($0, "\(NumberText.plural($0.count, "trial")) \($1)") }
  }

  /// How scores of this task are written.
  var format: ScoreFormat {
    ScoreFormat(magnitude: max(abs(best.value), abs(mean) + overallSD))
  }
}

extension PermutationPValue {
  /// The p-value as a probability.
  var text: String { NumberText.probability(p) }

  /// How it was counted, in words.
  var method: String {
    isExact
      ? "all \(NumberText.count(arrangementCount)) arrangements"
      : "\(NumberText.count(arrangementCount)) random arrangements, seed \(seed.map(String.init) ?? "-")"
  }
}
