import Text

extension TaskTrials {
  /// See `TrialTable.init`.
  ///
  /// - Parameter needsScores: nothing is to become a score any more.
  func validate(needsScores: Bool = true) throws(TableError) {
    let label = TableError.quoted(name)
    if trials.count < 2 {
      throw TableError(
        "task \(label) has \(trials.count.counted("trial")): nothing can vary",
        advice: "give at least two seeds")
    }
    for (a, b) in zip(trials, trials.dropFirst()) where a.cell == b.cell && a.run == b.run {
      let place = hasOneSeed ? "of seed \(a.cell.wi)" : "wi=\(a.cell.wi), do=\(a.cell.do)"
      throw TableError("task \(label) has the trial \(place) twice")
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
    guard needsScores else { return }
    let scored = trials.filter { $0.status == .completed }
    if scored.count < 2 {
      let lost = trials.count - scored.count
      throw TableError(
        "task \(label) has \(scored.count.counted("completed trial")) and "
          + "\(lost.counted("other")) without a final score: nothing can vary",
        advice: "count those that were not finite with --diverged degenerate")
    }
    if steps.isEmpty {
      throw TableError("task \(label) has completed trials without an evaluation")
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
