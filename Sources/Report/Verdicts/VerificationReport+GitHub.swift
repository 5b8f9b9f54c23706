import Judgement
import Text

/// What a run on GitHub Actions shows: annotations, and a summary of the step.
extension VerificationReport {
  /// GitHub shows this many annotations of a step.
  private static let annotationLimit = 10
  /// A summary may have 1 MiB, with what other commands wrote to it.
  private static let summaryByteLimit = 900 << 10

  /// Workflow commands, one a line: an error for each trial that is not reproduced, and for controls that
  /// were missed; of more than ten the last stands for the rest.
  public var annotations: [String] {
    let groups = groups.filter { $0.trials.count > DivergenceGroup.lineLimit }
    let grouped = Set(groups.flatMap { $0.trials.dropFirst().map(\.path) })
    let failed = trials.lazy.filter { !$0.verdict.isSuccess && !grouped.contains($0.path) }
    var errors: [String] = []
    if !isControlled {
      errors.append(
        Self.annotation(
          [controlLine] + missedControls.map { "not caught: \($0)" },
          title: "unverifiable: negative controls"))
    }
    let count = errors.count + failed.count { _ in true }
    let limit = Self.annotationLimit
    errors += failed.prefix((count > limit ? limit - 1 : count) - errors.count).map { trial in
      let alike = groups.first { $0.trials[0].path == trial.path }
      return Self.annotation(
        (alike.map { [$0.line] } ?? []) + [trial.explanation]
          + (trial.awaitsDecision ? [Self.nextStep] : []),
        title: "\(trial.verdict.rawValue): \(trial.name)"
          + (alike.map { " and \($0.trials.count - 1) more" } ?? ""), file: trial.path)
    }
    guard count > limit else { return errors }
    return errors + [Self.annotation(["and \(count - limit + 1) more"], title: verdict.rawValue)]
  }

  private static func annotation(
    _ message: [String], title: String, file: String? = nil
  ) -> String {
    let place = file.map { "file=\(Escaping.workflowParameter($0)),line=1," } ?? ""
    return "::error \(place)title=\(Escaping.workflowParameter(title))::"
      + Escaping.workflowMessage(message)
  }

  /// The summary of the step in Markdown: the verdict, and a table of the trials, those not reproduced first.
  public var summary: String {
    var text = "### seedproof verify: \(verdict.rawValue)\n\n\(Escaping.markdown(countLine))\n"
    // Indented, a line would be code, in which references stay as they are.
    for line in coverageLines + remarkLines {
      text += "\n\(Escaping.markdown(String(line.drop { $0 == " " })))\n"
    }
    for group in groups where group.trials.count > 1 {
      let cause = group.causeLine.map { "; " + $0 } ?? ""
      text += "\n\(Escaping.markdown(group.line + cause))\n"
    }
    if let nextStep { text += "\n\(Escaping.markdown(nextStep))\n" }
    text += "\n| trial | verdict | steps | what |\n|---|---|---|---|\n"
    let sorted =
      trials.filter { !$0.verdict.isSuccess } + trials.filter(\.verdict.isSuccess)
    for (index, trial) in sorted.enumerated() {
      let what =
        trial.verdict.isSuccess
        ? trial.remarks.joined(separator: ", ") : Escaping.markdown(trial.explanation)
      let row =
        "| \(Escaping.markdown(trial.name + note)) | \(trial.verdict.rawValue) | \(trial.stepCount) | "
        + "\(what) |\n"
      guard text.utf8.count + row.utf8.count < Self.summaryByteLimit else {
        text += "\n\(sorted.count - index) more are not shown.\n"
        break
      }
      text += row
    }
    return text + "\n"
  }
}
