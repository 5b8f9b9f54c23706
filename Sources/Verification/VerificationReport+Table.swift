import Files

extension VerificationReport {
  /// The report for people: a line a trial that is not reproduced, then the verdict.
  public var table: String {
    var lines: [String] = []
    for trial in trials where !trial.verdict.isSuccess || trials.count <= 12 {
      lines.append(trial.line + note)
      if let reason = trial.reason { lines.append("    why: " + Escaping.terminal(reason)) }
      if let difference = trial.firstDivergence {
        lines.append("    " + Escaping.terminal(difference.line))
      }
      lines += trial.diagnosis.map { $0.lines.map { "    " + Escaping.terminal($0) } } ?? []
      if let path = trial.keptPath { lines.append("    new result: " + Escaping.terminal(path)) }
    }
    lines.append("\(verdict.rawValue): \(countLine)")
    lines += missedControls.map { "    not caught: " + Escaping.terminal($0) }
    lines += coverageLines + (bisection?.lines.map(Escaping.terminal) ?? [])
    if let bisectionFailure { lines.append("bisect: " + Escaping.terminal(bisectionFailure)) }
    return lines.joined(separator: "\n")
  }

  /// How much was compared.
  var countLine: String {
    let compared = stretches?.count ?? "\(comparedCount) of \(trials.count) compared"
    return "\(compared), \(valueCount) values \(lane.likeness), \(controlLine)"
  }

  var controlLine: String {
    "controls \(controls.count(where: \.isCaught))/\(controls.count) caught"
  }

  var missedControls: [String] { controls.filter { !$0.isCaught }.map(\.name) }

  var coverageLines: [String] {
    (coverage?.lines(chosen: chosenCount, reproduced: reproducedCount) ?? [])
      + (stretches?.lines ?? [])
  }

  /// What is said after a trial's name where a success is less than `reproduced`, or the trainer another one.
  var note: String {
    switch lane {
    case .own: stretches == nil ? "" : ", stretches only"
    case .external: ", external"
    case .statistical: ", external, within tolerances"
    }
  }
}

extension VerificationReport.Lane {
  /// What is said of values that were compared.
  fileprivate var likeness: String {
    switch self {
    case .own, .external: "identical"
    case .statistical(let tolerances): "within \(tolerances.printable)"
    }
  }
}

extension VerificationReport.TrialResult {
  /// The trial in one line.
  fileprivate var line: String {
    "\(verdict.rawValue)  \(Escaping.terminal(name))  \(stepCount) steps, \(valueCount) values"
  }
}
