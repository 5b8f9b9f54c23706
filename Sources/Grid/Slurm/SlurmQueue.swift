import Text

/// What Slurm's queue says of one job.
enum SlurmQueue: Sendable, Equatable {
  /// It has no task there any more; whether its tasks did their work is another question.
  case ended
  case tasks([Task])
  /// The controller gave no answer.
  case unknown(String)

  struct Task: Sendable, Equatable {
    let state: String
    let reason: String

    /// Whether it runs or may still run. These two wait for ever unless somebody lets them go.
    var canEnd: Bool { state != "SPECIAL_EXIT" && reason != "DependencyNeverSatisfied" }
  }

  /// The command that asks, and its answer. Tasks that are done are not listed; once the last one is forgotten the
  /// number is none of a job.
  ///
  /// - Parameter name: of the job; another one may have its number by now.
  init(job: String, name: String, _ tool: SlurmTool) throws {
    let answer = try tool.run([
      "squeue", "--noheader", "--array", "--jobs=\(job)", "--format=%T|%r|%j",
    ])
    guard answer.status == 0 else {
      self =
        answer.error.contains("Invalid job id specified") ? .ended : .unknown(answer.reason)
      return
    }
    let tasks = answer.output.split(whereSeparator: \.isNewline).compactMap { line -> Task? in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmed
      }
      guard fields.count >= 3, fields[2...].joined(separator: "|") == name else { return nil }
      return Task(state: fields[0], reason: fields[1])
    }
    self = tasks.isEmpty ? .ended : .tasks(tasks)
  }
}

extension Substring {
  /// Without spaces at its ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
