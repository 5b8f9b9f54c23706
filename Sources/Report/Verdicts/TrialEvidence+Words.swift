import Judgement

extension TrialEvidence {
  /// `wi=3,do=7`, or the file where the seeds are not known.
  var name: String { seeds.map { "wi=\($0.wi),do=\($0.do)" } ?? path }

  /// What a success would hide: that the trial went wrong, or learned nothing.
  var remarks: [String] {
    (isNonfinite ? ["nonfinite"] : []) + (isDegenerate == true ? ["degenerate"] : [])
  }

  /// Why it is not reproduced.
  var explanation: String {
    let cause = diagnosis?.cause.map { "; likely cause: " + $0.text } ?? ""
    let text = reason ?? firstDivergence.map { $0.line + cause } ?? verdict.rawValue
    return keptPath.map { "\(text); its new result is \($0)" } ?? text
  }

  /// The reason without the file that it begins with: what many trials may have in common.
  var reasonAlone: Substring {
    let reason = reason ?? ""
    return reason.hasPrefix(path) ? reason.dropFirst(path.count) : reason[...]
  }
}
