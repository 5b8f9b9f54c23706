import Foundation
import Processes
import Text

/// Runs the commands of Slurm.
struct SlurmTool: Sendable {
  /// What a command said.
  struct Answer: Sendable, Equatable {
    var status: Int32
    var output: String
    var error: String

    /// The first line of its complaint.
    var reason: String {
      let lines = (error + "\n" + output).split(whereSeparator: \.isNewline)
      return lines.first.map { String($0.prefix(300)) } ?? "exit status \(status) without a word"
    }
  }

  /// Variables of `sbatch` that would change what the script says: they go before its lines.
  static let dropped = [
    "ARRAY_INX", "CHDIR", "ERROR", "EXPORT", "GET_USER_ENV", "INPUT", "JOB_NAME", "NO_REQUEUE",
    "OPEN_MODE", "OUTPUT", "REQUEUE", "TEST_ONLY", "WAIT", "WORKING_DIR",
  ].map { "SBATCH_" + $0 }

  /// Runs the program of the first word; throws where there is none.
  let run: @Sendable ([String]) throws -> Answer

  /// The commands of PATH, each ended after so long.
  static func system(
    limit: Duration = .seconds(300), environment: Launch = Launch()
  ) -> SlurmTool {
    SlurmTool { words in
      var launch = environment
      for name in dropped { launch = launch.setting(name, nil) }
      let child: ChildProcess
      do { child = try ChildProcess(words, launch) } catch let error as InputError {
        throw InputError(
          "Slurm's '\(words[0])' \(error.reason)",
          advice: "run this where Slurm is installed, or use --engine local or list")
      }
      return try answer(of: child, words[0], limit)
    }
  }

  private static func answer(
    of child: ChildProcess, _ name: String, _ limit: Duration
  ) throws -> Answer {
    var texts = [[UInt8]](repeating: [], count: ChildProcess.Output.allCases.count)
    let end = ContinuousClock.now + limit
    while ChildProcess.Output.allCases.contains(where: child.isOpen) {
      for output in child.wait(atMost: 100) {
        let bytes = child.read(output)
        // What is longer is no answer of Slurm.
        if texts[output.rawValue].count < 1 << 22 { texts[output.rawValue] += bytes }
      }
      guard ContinuousClock.now < end else {
        child.kill()
        throw InputError(
          .unverifiable, "Slurm's '\(name)' gave no answer within \(limit.components.seconds) s",
          advice: "see whether the controller runs: scontrol ping")
      }
    }
    // The outputs of a process close before it has ended.
    while !child.hasEnded, ContinuousClock.now < end { usleep(2_000) }
    let status: Int32 =
      switch child.finish() {
      case .exited(let status): status
      case .signalled(let signal): 128 + signal
      }
    let words = texts.map { String(decoding: $0, as: UTF8.self) }
    return Answer(status: status, output: words[0], error: words[1])
  }
}
