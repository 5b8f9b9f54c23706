extension VerificationReport {
  /// The report for people: a line a trial that is not reproduced, then the verdict.
  public var table: String {
    var lines: [String] = []
    for trial in trials where trial.verdict != .reproduced || trials.count <= 12 {
      lines.append(trial.line)
      if let reason = trial.reason { lines.append("    " + reason) }
      if let difference = trial.firstDivergence { lines.append("    " + difference.line) }
    }
    let caught = controls.count(where: \.isCaught)
    lines.append(
      "\(verdict.rawValue): \(comparedCount) of \(trials.count) compared, "
        + "\(valueCount) values identical, controls \(caught)/\(controls.count) caught")
    for result in controls where !result.isCaught {
      lines.append("    not caught: \(result.control.rawValue)")
    }
    return lines.joined(separator: "\n")
  }
}

extension VerificationReport.TrialResult {
  /// The trial in one line.
  fileprivate var line: String {
    let name = wi.flatMap { wi in `do`.map { "wi=\(wi),do=\($0)" } } ?? path
    return "\(verdict.rawValue)  \(name)  \(stepCount) steps, \(valueCount) values"
  }
}
