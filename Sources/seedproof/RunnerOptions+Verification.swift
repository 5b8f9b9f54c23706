import ArgumentParser
import External
import Judgement
import Processes
import Verification

extension RunnerOptions {
  /// Verifies trials of another trainer, until the first signal ends it with all that it started.
  ///
  /// - Returns: nil where no command is given.
  /// - Throws: `InputError` if the command cannot be used.
  func verify(
    _ selection: TrialSelection, updates: Int?, jobs: Int, tolerances: Tolerances?,
    keeping kept: KeptResults?, resumeAt: Int?, failsFast: Bool,
    _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> VerificationReport? {
    let interruption = Interruption()
    guard let runner = try runner(interruption) else { return nil }
    interruption.followSignals {}
    do {
      return try ExternalVerifier(
        runner, tolerances: tolerances, keeping: kept, resumeAt: resumeAt, failsFast: failsFast,
        progress: progress
      ).verify(selection, updates: updates, jobs: jobs)
    } catch is Interrupted {
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
