import Experiment
import Files
import Judgement
import Text
import Trajectory

/// A rerun whose trainer is killed in the middle, and run again with the folder that it left.
final class ResumedRerun: Rerun {
  private let runner: Runner
  private let cell: Cell
  private let schema: RecordSchema
  /// The update in which it is killed, from 0.
  private let update: Int
  private let first: FirstTrial?

  private(set) var declaration: [String: JSONValue] = [:]
  var stepCount: Int? { nil }
  /// The records of the first process, by kind and place.
  private var known: [Place] = []

  private struct Place: Equatable {
    let record: Column.Record
    let step: Int

    init(_ event: TrajectoryEvent) { (record, step) = (event.record, event.step) }
  }

  /// - Precondition: the runner's command holds `{resume}`.
  init(
    _ runner: Runner, _ cell: Cell, _ schema: RecordSchema, killedIn update: Int,
    first: FirstTrial? = nil
  ) {
    precondition(runner.command.holdsResume, "a command that cannot resume")
    self.runner = runner
    self.cell = cell
    self.schema = schema
    self.update = update
    self.first = first
  }

  func run(_ take: (RerunPart) throws -> Bool) throws {
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    do {
      guard try runFirst(folder.path, take) else { return }
    } catch {
      first?.fail(error)
      throw error
    }
    try runSecond(folder.path, take)
  }

  /// The first process, until it is killed; what it had printed by then is compared.
  ///
  /// - Returns: whether the trial goes on.
  private func runFirst(_ folder: String, _ take: (RerunPart) throws -> Bool) throws -> Bool {
    var transcript = Transcript(cell, schema: schema)
    var (isStopped, isKilled) = (false, false)
    let trace = try runner.run(cell, resume: folder) { line in
      var isDue = false
      for part in try transcript.take(line) where !isStopped {
        declaration = transcript.declaration.trial
        if case .record(let event) = part {
          first?.pass()
          known.append(Place(event))
          if case .step(let record) = event { isDue = record.step == update && !isKilled }
        }
        isStopped = try !take(part)
      }
      if isStopped { return .stops }
      guard isDue else { return transcript.isEnded ? .isLast : .goesOn }
      isKilled = true
      return .isKilled
    }
    guard isKilled || transcript.isEnded || isStopped else {
      throw RunnerFailure(.unfinished, trace)
    }
    return isKilled && !isStopped && !transcript.isEnded
  }

  /// The second process, from where it takes the trial up to its end.
  private func runSecond(_ folder: String, _ take: (RerunPart) throws -> Bool) throws {
    var transcript = Transcript(cell, schema: schema, isResumed: true)
    var (isStopped, isTakenUp) = (false, false)
    let trace = try runner.run(cell, resume: folder) { line in
      for part in try transcript.take(line) where !isStopped {
        try check(transcript.declaration.trial)
        if !isTakenUp, case .record(let event) = part {
          isTakenUp = true
          isStopped = try !take(takingUp(event))
        }
        if !isStopped { isStopped = try !take(part) }
      }
      return isStopped ? .stops : transcript.isEnded ? .isLast : .goesOn
    }
    guard transcript.isEnded || isStopped else { throw RunnerFailure(.unfinished, trace) }
  }

  /// Where the second process goes on, by its first record.
  private func takingUp(_ event: TrajectoryEvent) throws -> RerunPart {
    guard event.step > 0 else {
      throw InputError(
        .unverifiable,
        "killed in update \(update), the trainer began the trial anew: it resumed nothing from {resume}",
        advice: "save a checkpoint more often, or name a later update by --resume-at")
    }
    let place = known.firstIndex(of: Place(event)) ?? known.count
    return .takenUp(afterRecords: place, updates: event.step)
  }

  private func check(_ own: [String: JSONValue]) throws {
    guard own == declaration else {
      throw InputError(
        .unverifiable, place: "trial",
        "the trainer declares another trial when it is run again to resume",
        advice: "declare what determines the trial, and not what surrounds it")
    }
  }
}
