import ArgumentParser
import External
import Processes
import Text

/// How trials of another trainer are run.
struct RunnerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Run each trial by this command of another trainer, for plans with 'task: external'. It is split \
      into words without a shell, and {wi} and {do} in its arguments become the seeds.
      """, valueName: "command"))
  var runner: String?

  @Option(
    name: .customLong("runner-timeout"),
    help: ArgumentHelp(
      "End another trainer's trial that is not done after this many seconds.",
      valueName: "seconds"))
  var timeout = 86_400.0

  @Option(
    name: .customLong("runner-silence"),
    help: ArgumentHelp(
      "End another trainer's trial that prints no line for this many seconds.",
      valueName: "seconds"))
  var silence = 3_600.0

  func validate() throws {
    for (name, seconds) in [("--runner-timeout", timeout), ("--runner-silence", silence)] {
      guard seconds > 0, seconds <= 1e8 else {
        throw ValidationError("\(name) must be above 0 and at most 100000000 seconds")
      }
    }
  }

  /// Refuses options that another trainer would not be told of.
  ///
  /// - Throws: `InputError`, which is wrong use.
  func refuse(_ folders: FolderOptions, _ arithmetic: ArithmeticOptions) throws {
    let isPlain = folders.data == nil && folders.model == nil && arithmetic.isEmpty
    guard runner == nil || isPlain else {
      throw InputError(
        "--runner excludes --data, --model, --threads, --instruction-set and --device",
        advice: "name what another trainer takes in its command")
    }
  }

  /// The runner; nil where no command is given.
  ///
  /// - Throws: `InputError` if the command cannot be used.
  func runner(_ interruption: Interruption) throws -> Runner? {
    guard let runner else { return nil }
    var limits = RunnerLimits()
    limits.trial = .seconds(timeout)
    limits.silence = .seconds(silence)
    return Runner(try RunnerCommand(runner), limits: limits, interruption: interruption)
  }
}
