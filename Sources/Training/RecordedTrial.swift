import Arithmetic
import Files
import Foundation
import Trajectory

/// Runs a trial into a golden file, and takes it up again where an interruption left it.
///
/// Beside the golden at `path` lie, until it is finished, its journal `path.partial` and the latest
/// checkpoint `path.checkpoint`. A trial is taken up at the checkpoint's anchor; without one, or with one
/// that does not fit, it starts anew: the golden is the same file in every case.
public struct RecordedTrial {
  /// What happens, for progress and logs.
  public enum Report {
    case resumed(step: Int)
    /// What was left of an interrupted trial cannot be used; it starts anew.
    case restarted(reason: String)
    case event(TrajectoryEvent)
  }

  public let path: String
  /// Seconds between checkpoints at least; they are written at anchors only.
  public var checkpointInterval: Duration
  /// How many checkpoints are kept beside the golden.
  public var keptCheckpointCount: Int
  private var checkpointPath: String { path + ".checkpoint" }

  public init(
    path: String, checkpointInterval: Duration = .seconds(60), keptCheckpointCount: Int = 0
  ) {
    self.path = path
    self.checkpointInterval = checkpointInterval
    self.keptCheckpointCount = keptCheckpointCount
  }

  /// Trains `trial`, which is at its beginning, to its end.
  ///
  /// - Parameter report: is told what happens; what it throws ends the run, which can be taken up later.
  /// - Throws: `InputError` if the files cannot be written.
  public func run(
    _ trial: Trial, report: (Report) throws -> Void
  ) throws -> (outcome: TrialOutcome, seal: GoldenSeal) {
    let kept = KeptCheckpoints(besideGolden: path)
    let keptSteps = Set(try trial.schedule.checkpointSteps(count: keptCheckpointCount))
    let writer = try open(trial, report)
    if trial.stepsDone == 0 { try kept.remove() }
    if !keptSteps.isEmpty { try kept.makeFolder() }
    let clock = ContinuousClock()
    var lastCheckpoint = clock.now
    let outcome = try trial.run { event in
      try writer.append(event)
      if case .anchor(let anchor) = event, keptSteps.contains(anchor.step) {
        try KeptCheckpoint.write(trial, at: anchor, to: kept.path(step: anchor.step))
      }
      if case .anchor(let anchor) = event, trial.stepsDone > 0,
        trial.stepsDone < trial.schedule.stepCount,
        clock.now - lastCheckpoint >= checkpointInterval
      {
        try writer.synchronize()
        try Checkpoint.write(trial, at: anchor, to: checkpointPath)
        lastCheckpoint = clock.now
      }
      try report(.event(event))
    }
    guard let outcome else { preconditionFailure("a trial without limit stopped early") }
    try trial.inputs.model.verifyUnchanged()
    let seal = try writer.finish(outcome: outcome)
    unlink(checkpointPath)
    return (outcome, seal)
  }

  private func open(_ trial: Trial, _ report: (Report) throws -> Void) throws -> GoldenWriter {
    let header = try trial.specification.header()
    guard FileManager.default.fileExists(atPath: checkpointPath) else {
      return try GoldenWriter(path: path, header: header)
    }
    do {
      let checkpoint = try Checkpoint(checkpointPath)
      let writer = try GoldenWriter(resuming: path, header: header, at: checkpoint.step)
      guard let anchor = writer.resumedAnchor else {
        throw InputError(file: path, "has no anchor at step \(checkpoint.step)")
      }
      try checkpoint.restore(trial, verifying: anchor)
      try report(.resumed(step: checkpoint.step))
      return writer
    } catch let error as InputError {
      try trial.restart()
      try report(.restarted(reason: error.description))
      return try GoldenWriter(path: path, header: header)
    }
  }
}
