import Text

extension TaskTrials {
  /// See `TrialTable.init`.
  func validate() throws(TableError) {
    let label = TableError.quoted(name)
    if trials.count < 2 {
      throw TableError(
        "task \(label) has \(trials.count) trial\(trials.count == 1 ? "" : "s"): nothing can vary",
        advice: "give at least two seeds")
    }
    for (a, b) in zip(trials, trials.dropFirst()) where a.cell == b.cell {
      throw TableError("task \(label) has the trial wi=\(a.cell.wi), do=\(a.cell.do) twice")
    }
    for trial in trials {
      let place = "task \(label), wi=\(trial.cell.wi), do=\(trial.cell.do)"
      guard trial.scores.allSatisfy(\.isFinite) else {
        throw TableError("\(place): a score is not finite")
      }
      if trial.status == .completed, trial.scores.count != steps.count {
        throw TableError(
          "\(place): \(trial.scores.count) evaluations, others have \(steps.count)",
          advice: "complete the trial, or leave it out")
      }
    }
    let scored = trials.filter { $0.status == .completed }
    if scored.count < 2 {
      throw TableError("task \(label) has \(scored.count) completed trials: nothing can vary")
    }
    if steps.isEmpty {
      throw TableError("task \(label) has completed trials without an evaluation")
    }
    if let first = scored.first?.scores.first,
      scored.allSatisfy({ $0.scores.allSatisfy { $0 == first } })
    {
      throw TableError(
        "task \(label): every score is \(first): there is nothing to analyse",
        advice: "check that the right score column was read")
    }
  }
}

extension TableError {
  /// Foreign text, shortened and safe on one line, in quotes.
  static func quoted(_ text: some StringProtocol) -> String {
    let shown = text.unicodeScalars.prefix(40)
    return "'" + String(String.UnicodeScalarView(shown)).printable
      + (shown.endIndex < text.unicodeScalars.endIndex ? "...'" : "'")
  }
}
