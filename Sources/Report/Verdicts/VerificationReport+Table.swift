import Judgement
import Text

extension VerificationReport {
  /// The report for people: the first trials that are not reproduced, then the verdict. In lines of at most 80 columns.
  public var table: String {
    var lines = draw.map { $0.table(evidence) } ?? trialLines
    lines.append("\(verdict.rawValue): \(countLine)")
    lines += missedControls.map { "    not caught: " + Escaping.terminal($0) }
    lines += coverageLines + remarkLines.map(Escaping.terminal)
    if draw == nil, let nextStep { lines.append(nextStep) }
    lines += bisection?.lines.map(Escaping.terminal) ?? []
    if let bisectionFailure { lines.append("bisect: " + Escaping.terminal(bisectionFailure)) }
    return lines.map { TextWrap.fitted($0) }.joined(separator: "\n")
  }

  private var trialLines: [String] {
    var rollUp = RollUp()
    var lines: [String] = []
    let groups = groups.filter { $0.trials.count > DivergenceGroup.lineLimit }
    let grouped = Set(groups.flatMap { $0.trials.dropFirst().map(\.path) })
    for trial in trials where !trial.verdict.isSuccess || trials.count <= 12 {
      guard trial.verdict.isSuccess || !grouped.contains(trial.path) else { continue }
      if let group = groups.first(where: { $0.trials[0].path == trial.path }) {
        lines.append(Escaping.terminal(group.line))
        lines += group.causeLine.map { ["    " + Escaping.terminal($0)] } ?? []
        if !lane.isStatistical { lines.append("    all of them at once: \(group.acceptance)") }
        lines.append("    the first of them:")
      }
      guard trial.verdict.isSuccess || rollUp.shows(trial.verdict, trial.reasonAlone) else {
        continue
      }
      lines.append(trial.line + note)
      if let reason = trial.reason { lines.append("    why: " + Escaping.terminal(reason)) }
      lines += trial.differenceLines
      if let path = trial.keptPath { lines.append("    new result: " + Escaping.terminal(path)) }
    }
    return lines + rollUp.lines("trials")
  }

  /// How much was compared.
  var countLine: String {
    let exact = lane.isStatistical ? ", \(exactCount) of them bit for bit" : ""
    let compared = draw?.countLine(evidence) ?? "\(comparedText)\(remarks)\(exact)"
    return "\(compared), \(valueCount) values \(lane.likeness), \(controlLine)"
  }

  private var comparedText: String {
    guard let prefix else { return "\(comparedCount) of \(trials.count) compared" }
    let count = trials.count(where: \.isPrefixCompared)
    return "the first \(prefix) updates of \(count) of \(trials.count) compared"
  }

  /// ` (2 nonfinite, 1 degenerate)`; empty where there is nothing of the kind.
  private var remarks: String {
    let all = trials.lazy.filter { $0.isCompared || $0.isPrefixCompared }.flatMap(\.remarks)
    let counts = ["nonfinite", "degenerate"].compactMap { name in
      let count = all.count { $0 == name }
      return count > 0 ? "\(count) \(name)" : nil
    }
    return counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))"
  }

  var controlLine: String {
    "controls \(controls.count(where: \.isCaught))/\(controls.count) caught"
  }

  var missedControls: [String] { controls.filter { !$0.isCaught }.map(\.name) }

  var coverageLines: [String] {
    (coverage?.lines(counts) ?? []) + (draw?.lines(evidence, verdict) ?? [])
  }

  /// Which lane it is, by which scores trials were stopped, and what was planned before; foreign text.
  var remarkLines: [String] { laneLines + (stopRule?.lines ?? []) + earlierPlanLines }

  /// What was planned before; foreign text.
  var earlierPlanLines: [String] { earlierPlans.flatMap(\.lines) }

  /// What is said after a trial's name where a success is less than `reproduced`, or the trainer another one.
  var note: String {
    let part =
      prefix.map { ", first \($0) updates only" }
      ?? resumeAt.map { ", killed in update \($0) and resumed" } ?? ""
    return switch lane {
    case .own: draw == nil ? part : ", segments only"
    case .external: ", external" + part
    case .statistical: ", external, within tolerances" + part
    }
  }
}

extension Lane {
  /// What is said of values that were compared.
  fileprivate var likeness: String {
    switch self {
    case .own, .external: "identical"
    case .statistical(let tolerances): "within \(tolerances.printable)"
    }
  }
}

/// Keeps lists for people short: of each kind of failure the first are shown, and how many more there are.
struct RollUp {
  /// As many of one verdict and reason are shown, and as many of all.
  static let limit = (kind: 20, all: 200)

  private var shownCounts: [String: Int] = [:]
  private var shownCount = 0
  private var hidden: [Verdict: Int] = [:]

  /// Whether one more of this kind is shown.
  mutating func shows(_ verdict: Verdict, _ reason: Substring) -> Bool {
    let kind = verdict.rawValue + " " + reason
    guard shownCount < Self.limit.all, shownCounts[kind, default: 0] < Self.limit.kind else {
      hidden[verdict, default: 0] += 1
      return false
    }
    shownCounts[kind, default: 0] += 1
    shownCount += 1
    return true
  }

  /// A line for each verdict of which not all are shown.
  func lines(_ what: String) -> [String] {
    hidden.sorted { $0.key < $1.key }.map { verdict, count in
      "and \(count) more \(what): \(verdict.rawValue); --json names them all"
    }
  }
}

extension TrialEvidence {
  /// The trial in one line.
  fileprivate var line: String {
    ([
      "\(verdict.rawValue)  \(Escaping.terminal(name))  \(stepCount) steps", "\(valueCount) values",
    ] + remarks).joined(separator: ", ")
  }

  /// The first difference, and what it points to.
  var differenceLines: [String] {
    let difference = firstDivergence.map { ["    " + Escaping.terminal($0.line)] } ?? []
    let inexact = firstInexact.map { "    within its tolerance, not the same: \($0.line)" }
    return difference + (inexact.map { [Escaping.terminal($0)] } ?? [])
      + (diagnosis?.lines.map { "    " + Escaping.terminal($0) } ?? [])
  }
}
