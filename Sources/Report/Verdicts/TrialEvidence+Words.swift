import Judgement

extension TrialEvidence {
  /// `wi=3,do=7`, or the file where the seeds are not known.
  var name: String { seeds?.description ?? path }

  /// What a success would hide: that the trial went wrong, or learned nothing, or is more than its verdict says.
  var remarks: [String] {
    (isNonfinite ? ["nonfinite"] : []) + (isDegenerate == true ? ["degenerate"] : [])
      + (isExact ? ["bit for bit"] : [])
  }

  /// Why it is not reproduced: what differs or what went wrong, the likely cause, and where its new result is.
  var explanation: String {
    let what = [failure == nil ? firstDivergence?.line : nil, reason].compactMap(\.self)
    let cause = diagnosis?.explanation.map { "likely cause: " + $0 }
    let kept = keptPath.map { "its new result is \($0)" }
    return ([what.isEmpty ? verdict.rawValue : what.joined(separator: "; "), cause, kept])
      .compactMap(\.self).joined(separator: "; ")
  }

  /// Whether somebody has to decide on it, since a change that was meant may be the reason.
  var awaitsDecision: Bool {
    failure == nil ? firstDivergence != nil : diagnosis?.settings.isEmpty == false
  }

  /// The reason without the file that it begins with: what many trials may have in common.
  var reasonAlone: Substring {
    let reason = reason ?? ""
    return reason.hasPrefix(path) ? reason.dropFirst(path.count) : reason[...]
  }
}
