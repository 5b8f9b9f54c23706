import Arithmetic
import Files
import Foundation
import Text
import Trajectory

/// Runs a trial into a golden file, and takes it up again where an interruption left it.
///
/// Beside the golden at `path` lie, until it is finished, its journal `path.partial` and the latest
/// checkpoint `path.checkpoint`. Checkpoints are written at anchors, and where the trial is asked to end. A trial is
/// taken up at its checkpoint; without one, or with one
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
  /// Whether another process that runs the trial is an error. If not, both run it; the golden is the same.
  public var isExclusive = true
  private var checkpointPath: String { path + ".checkpoint" }

  public init(
    path: String, checkpointInterval: Duration = .seconds(60), keptCheckpointCount: Int = 0
  ) {
    self.path = path
    self.checkpointInterval = checkpointInterval
    self.keptCheckpointCount = keptCheckpointCount
  }

  /// Removes what killed runs left of the golden at `path` and its checkpoint. A grid does so once for all trials.
  public static func removeStrays(of path: String) {
    let (name, folder) = (FilePlace.name(of: path), FilePlace.folder(of: path))
    StrayFiles.remove(from: folder) { $0 == name || $0 == name + ".checkpoint" }
  }

  /// Removes the journal and the checkpoint of a trial that was killed after its golden was in place. Only what the
  /// golden holds too is removed, and nothing of a trial that runs.
  public static func removeFinished(of path: String) {
    PartialGolden.removeFinished(of: path)
    guard FileEntry(at: PartialGolden.path(of: path)) == nil, let golden = try? GoldenReader(path)
    else { return }
    Checkpoint.removeFinished(path + ".checkpoint", golden)
  }

  /// A trial ended as asked, after its checkpoint was written.
  public struct Suspended: Error, Sendable {
    /// Updates done.
    public let step: Int
  }

  /// Trains `trial`, which is at its beginning, to its end.
  ///
  /// - Parameters:
  ///   - stop: ends the trial after so many updates, with the outcome `stopped`.
  ///   - isToEnd: is asked between updates whether to end; then a checkpoint is written, wherever the trial is, and
  ///     `Suspended` thrown.
  ///   - report: is told what happens; what it throws ends the run, which can be taken up later.
  /// - Throws: `InputError` if the files cannot be written, their places are taken by something else, or another
  ///   process runs the trial; `ArithmeticError` if a device fails, before anything that might be wrong is written.
  public func run(
    _ trial: Trial, stoppingAt stop: Int? = nil, isToEnd: () -> Bool = { false },
    report: (Report) throws -> Void
  ) throws -> (outcome: TrialOutcome, seal: GoldenSeal) {
    let kept = KeptCheckpoints(besideGolden: path)
    let keptSteps = Set(try trial.schedule.checkpointSteps(count: keptCheckpointCount))
    try kept.checkPlace()
    let writer = try open(trial, upTo: stop ?? .max, report)
    if trial.stepsDone == 0 { try kept.remove() }
    if !keptSteps.isEmpty { try kept.makeFolder() }
    let clock = ContinuousClock()
    var lastCheckpoint = clock.now
    var outcome = try trial.run(limit: stop ?? .max, isToEnd: isToEnd) { event in
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
    if outcome == nil, trial.stepsDone == stop { outcome = .stopped }
    guard let outcome else {
      if trial.stepsDone > 0 {
        try writer.synchronize()
        let anchor = trial.anchor()
        // Only now has the state been read from a device.
        try trial.arithmetic.check()
        try Checkpoint.write(trial, at: anchor, to: checkpointPath)
      }
      throw Suspended(step: trial.stepsDone)
    }
    try trial.inputs.model.verifyUnchanged()
    // Kept are states between beginning and end, and the end is here.
    if outcome == .stopped { try kept.remove(from: trial.stepsDone) }
    let seal = try writer.finish(outcome: outcome)
    if FileEntry(at: checkpointPath)?.kind == .regular { unlink(checkpointPath) }
    return (outcome, seal)
  }

  /// - Parameter limit: a checkpoint of more updates is of no use.
  private func open(
    _ trial: Trial, upTo limit: Int, _ report: (Report) throws -> Void
  ) throws -> GoldenWriter {
    let header = try trial.specification.header()
    guard !isExclusive || !GoldenWriter.isRunning(path) else {
      throw InputError(
        file: path, "another process is running this trial", advice: "wait for it, or end it")
    }
    try Checkpoint.checkPlace(checkpointPath)
    guard FileEntry(at: checkpointPath) != nil else {
      return try GoldenWriter(path: path, header: header)
    }
    let checkpoint = Result { try Checkpoint(checkpointPath) }
    if case .success(let found) = checkpoint, !found.isOfTrial(header) {
      throw InputError(
        file: checkpointPath, "is a checkpoint of another trial",
        advice: "finish that one, or remove it to start anew")
    }
    do {
      let checkpoint = try checkpoint.get()
      let step = checkpoint.step
      guard step <= limit else {
        throw InputError(file: checkpointPath, "goes beyond the \(limit) updates of the trial")
      }
      let writer = try GoldenWriter(
        resuming: path, header: header, at: step,
        isAnchored: trial.schedule.anchorSteps.contains(step))
      guard
        !trial.schedule.evaluationSteps.contains(step) || writer.lastEvaluationStep == step
      else { throw InputError(file: path, "has no evaluation at step \(step)") }
      try checkpoint.restore(trial, verifying: writer.resumedAnchor)
      try report(.resumed(step: checkpoint.step))
      return writer
    } catch let error as InputError {
      try trial.restart()
      try report(.restarted(reason: error.description))
      return try GoldenWriter(path: path, header: header)
    }
  }
}
