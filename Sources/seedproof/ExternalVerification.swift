import ArgumentParser
import External
import Judgement
import Processes
import Text
import Verification

/// Verifies trials of another trainer; ended by the first signal, with all that it started.
struct ExternalVerification {
  private let runner: Runner
  private let interruption = Interruption()
  private let tolerances: Tolerances?

  /// nil where no command is given.
  ///
  /// - Throws: `InputError` if the command or the tolerances cannot be used.
  init?(_ options: RunnerOptions, tolerance: String?) throws {
    guard let runner = try options.runner(interruption) else {
      guard tolerance == nil else { throw InputError("--tolerance needs --runner") }
      return nil
    }
    self.runner = runner
    tolerances = try tolerance.map { try Tolerances($0) }
  }

  func verify(
    _ selection: TrialSelection, jobs: Int, keeping kept: KeptResults?,
    _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> VerificationReport {
    interruption.followSignals {}
    do {
      return try ExternalVerifier(runner, tolerances: tolerances, keeping: kept, progress: progress)
        .verify(selection, jobs: jobs)
    } catch is Interrupted {
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
