import Judgement

extension TrialEvidence {
  /// `wi=3,do=7`, or the file where the seeds are not known.
  var name: String { seeds.map { "wi=\($0.wi),do=\($0.do)" } ?? path }

  /// Why it is not reproduced.
  var explanation: String {
    let text = reason ?? firstDivergence?.line ?? verdict.rawValue
    return keptPath.map { "\(text); its new result is \($0)" } ?? text
  }

  /// The reason without the file that it begins with: what many trials may have in common.
  var reasonAlone: Substring {
    let reason = reason ?? ""
    return reason.hasPrefix(path) ? reason.dropFirst(path.count) : reason[...]
  }
}
