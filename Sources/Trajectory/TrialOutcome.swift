/// How a trial ended. A trial that crashed has no outcome, and no golden.
public enum TrialOutcome: String, Sendable, CaseIterable {
  /// All planned updates were done.
  case completed
  /// The plan's stop rule ended it.
  case stopped
  /// The loss or the gradient's norm was not finite: a result, not a failure.
  case nonfinite
}

extension TrialOutcome {
  /// The byte in the file.
  var code: UInt8 {
    switch self {
    case .completed: 1
    case .stopped: 2
    case .nonfinite: 3
    }
  }

  init?(code: UInt8) {
    guard let outcome = TrialOutcome.allCases.first(where: { $0.code == code }) else { return nil }
    self = outcome
  }
}
