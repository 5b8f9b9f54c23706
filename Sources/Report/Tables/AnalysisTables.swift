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
  var all: [ReportTable] { sections(of: result.tasks) + agreement }

  /// The tables about `tasks`, in the order of reading; tables without a row or a remark are left out.
  func sections(of tasks: [TaskAnalysis]) -> [ReportTable] {
    [
      scores(tasks), bestOfN(tasks), variance(tasks), tests(tasks), bestWorst(tasks),
      degenerate(tasks), correlation(tasks), earlyStopping(tasks), testSetNoise(tasks),
    ].filter { !$0.rows.isEmpty || !$0.notes.isEmpty }
  }

  /// What was analysed, in one line.
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
