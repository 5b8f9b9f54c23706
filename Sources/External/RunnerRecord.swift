import Experiment
import Files
import Judgement
import Trajectory

/// What the lines of one trial record: its golden, whose columns are learned from them.
///
/// The records are held in memory until the end; `RunnerLimits` bounds them. It belongs to one trial, which one thread runs.
final class RunnerRecord: @unchecked Sendable {
  private let cell: Cell
  private var transcript: Transcript
  private var records = Golden(header: .null)
  /// The trainer failed, or printed what is no golden.
  private(set) var hasFailed = false
  /// A rerun that it followed was found to differ.
  fileprivate(set) var differs = false

  init(_ cell: Cell) {
    self.cell = cell
    transcript = Transcript(cell)
  }

  /// Whether the trial was said to be done.
  var isEnded: Bool { transcript.isEnded }
  var stepCount: Int { records.steps.count }
  /// Updates that the trainer plans, if it said so.
  var plannedCount: Int? { transcript.declaration.stepCount }

  /// Takes the next line.
  ///
  /// - Returns: the updates in it.
  /// - Throws: `RunnerFailure`, as `Transcript.take`.
  func take(_ line: [UInt8]) throws -> [StepRecord] {
    var steps: [StepRecord] = []
    for part in try transcript.take(line) {
      switch part {
      case .record(let event):
        records.append(event)
        if case .step(let record) = event { steps.append(record) }
      case .end(.ended(let outcome)): records.outcome = outcome
      case .takenUp, .misshapen, .end:
        preconditionFailure("a shape that is learnt cannot be missed, and nothing is taken up")
      }
    }
    return steps
  }

  /// Takes the next line beside somebody who judges it: what is no golden is noted and not thrown.
  func follow(_ line: [UInt8]) {
    guard !hasFailed else { return }
    do { _ = try take(line) } catch { hasFailed = true }
  }

  /// Notes that the trainer failed: no further run of it is asked for.
  func fail() { hasFailed = true }

  /// The golden of the records so far.
  ///
  /// - Throws: `InputError` if the format has no room for them.
  func golden() throws -> Golden {
    var golden = records
    golden.series = try golden.series.map { try transcript.inSchema($0) }
    golden.header =
      ExternalSpecification(
        cell, trial: transcript.declaration.trial, schema: try transcript.schema()
      ).header
    return golden
  }

  // MARK: Trials that did not end

  /// Keeps what a trial recorded that did not end, beside the place of its golden.
  ///
  /// - Returns: where; nil where there is no update, or the place is taken by something else.
  func keepUnfinished(besideGolden path: String) -> String? {
    guard stepCount > 0, let golden = try? golden() else { return nil }
    Self.removeUnfinished(besideGolden: path)
    guard let writer = try? GoldenWriter(path: path, header: golden.header) else { return nil }
    do {
      for event in golden.events { try writer.append(event) }
      try writer.synchronize()
      return PartialGolden.path(of: path)
    } catch {
      writer.discard()
      return nil
    }
  }

  /// Removes what an earlier attempt of another trainer's trial left there, and nothing else.
  static func removeUnfinished(besideGolden path: String) {
    let journal = PartialGolden.path(of: path)
    guard let old = try? PartialGolden(journal), ExternalSpecification.isExternal(old.header) else {
      return
    }
    StrayFiles.removeIfDead(journal)
  }
}

/// A rerun that goes to its end though it differs, as `RunnerRecord` records it.
struct ExternalRecording: RerunRecording {
  let record: RunnerRecord

  func append(_ event: TrajectoryEvent) {}

  func end(_ outcome: TrialOutcome, isEqual: Bool) -> String? {
    record.differs = !isEqual
    return nil
  }

  func discard() {}
}
