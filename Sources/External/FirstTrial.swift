import Judgement
import Synchronization
import Text
import Verification

/// Whether a trainer has shown that it runs: where the first trial ends without an update, the others would too.
///
/// A trial that diverges has done updates.
public final class FirstTrial: Sendable {
  private enum State { case open, passed, failed }

  private let state = Mutex(State.open)

  public init() {}

  /// A trial has done an update.
  public func pass() { state.withLock { if $0 == .open { $0 = .passed } } }

  /// A trial ended before its first update.
  ///
  /// - Parameter error: why. A wish to end, or what is wrong with a golden, says nothing of the trainer.
  public func fail(_ error: any Error) {
    guard error is RunnerFailure || (error as? InputError)?.kind == .usage else { return }
    state.withLock { if $0 == .open { $0 = .failed } }
  }

  /// Whether the first thing that is known of the trainer is a failure without an update.
  public var hasFailed: Bool { state.withLock { $0 == .failed } }

  /// What is said of trials that are not begun then.
  public static let advice = "--no-fail-fast begins the others all the same"

  /// Of a trial that was not begun.
  static func evidence(of golden: ChosenGolden, _ lane: Lane, _ part: TrialPart) -> TrialEvidence {
    var evidence = TrialEvidence(path: golden.path, seeds: golden.seeds, lane: lane, part: part)
    evidence.isPlanned = golden.isPlanned
    evidence.fail(
      InputError(
        .unverifiable, file: golden.path,
        "was not run: the trainer ended its first trial without an update", advice: advice))
    return evidence
  }
}
