import Judgement
import Text

/// A short report for a pull request.
extension VerificationReport {
  /// As many kinds of failures are shown.
  private static let kindLimit = 20

  /// The verdict, and a table of what is wrong: trials that differ alike are one row, and so are trials of which nothing
  /// can be said for one reason.
  public var markdown: String {
    var text = "### seedproof verify: \(verdict.rawValue)\n\n\(Escaping.markdown(countLine))\n"
    for line in laneLines { text += "\n\(Escaping.markdown(String(line.drop { $0 == " " })))\n" }
    for control in missedControls { text += "\nnot caught: \(Escaping.markdown(control))\n" }
    let rows = groups.map(\.row) + failureRows
    if !rows.isEmpty {
      text +=
        "\n| verdict | trials | what | first of them | likely cause |\n|---|---|---|---|---|\n"
      for row in rows.prefix(Self.kindLimit) {
        text += "| " + row.map(Escaping.markdown).joined(separator: " | ") + " |\n"
      }
      if rows.count > Self.kindLimit {
        text += "\nand \(rows.count - Self.kindLimit) more kinds; --json names them all\n"
      }
    }
    if let nextStep { text += "\n\(Escaping.markdown(nextStep))\n" }
    return text
  }

  /// Trials that could not be compared, by their reasons.
  private var failureRows: [[String]] {
    var kinds: [String] = []
    var members: [String: [TrialEvidence]] = [:]
    for trial in trials
    where !trial.verdict.isSuccess && (trial.failure != nil || trial.firstDivergence == nil) {
      let kind = trial.verdict.rawValue + " " + trial.reasonAlone
      if members[kind] == nil { kinds.append(kind) }
      members[kind, default: []].append(trial)
    }
    return kinds.compactMap { kind in
      guard let all = members[kind], let first = all.first else { return nil }
      let reason = String(first.reasonAlone.drop { ": ".contains($0) })
      let causes = Set(all.map { $0.diagnosis?.explanation ?? "" })
      let cause = causes.count == 1 ? causes.first ?? "" : "not the same for all of them"
      return [first.verdict.rawValue, "\(all.count)", reason, first.name, cause]
    }
  }
}

extension DivergenceGroup {
  fileprivate var row: [String] {
    let what = line.drop { $0 != ":" }.dropFirst(2)
    let first = trials[0]
    return [
      first.verdict.rawValue, "\(trials.count)", "\(what) (\(key))",
      "\(first.name): \(first.firstDivergence?.line ?? "")", cause?.text ?? "",
    ]
  }
}
