import Foundation
import TestSupport
import Testing
import Trajectory

@testable import Training

/// Trials that are asked to end, and are taken up again.
@Suite struct SuspendedTrialTests {
  private func golden(_ trial: Trial, _ folder: TemporaryFolder, _ name: String) throws -> Data {
    _ = try RecordedTrial(path: folder.file(name)).run(trial) { _ in }
    return try Data(contentsOf: URL(filePath: folder.file(name)))
  }

  /// A trial that was asked to end after `step` updates, and waits in `folder` as `resumed`.
  private func suspended(after step: Int, in folder: TemporaryFolder) throws -> RecordedTrial {
    let recorded = RecordedTrial(path: folder.file("resumed"))
    let trial = try SmallTrial.make()
    let end = #expect(throws: RecordedTrial.Suspended.self) {
      try recorded.run(trial, isToEnd: { trial.stepsDone == step }, report: { _ in })
    }
    #expect(end?.step == step)
    return recorded
  }

  /// Asked to end, a trial leaves a checkpoint wherever it is, also where an evaluation or an anchor is due, and is taken
  /// up there: the golden is the same.
  @Test(arguments: 1...19)
  func aTrialThatIsAskedToEndIsTakenUpThere(_ step: Int) throws {
    let folder = try TemporaryFolder()
    let whole = try golden(SmallTrial.make(), folder, "whole")
    let recorded = try suspended(after: step, in: folder)
    var resumedAt: Int?
    _ = try recorded.run(SmallTrial.make()) { report in
      switch report {
      case .resumed(let step): resumedAt = step
      case .restarted(let reason): Issue.record("\(reason)")
      case .event: break
      }
    }
    #expect(resumedAt == step)
    #expect(try Data(folder.bytes(of: "resumed")) == whole)
    #expect(try folder.names() == ["resumed", "whole"])
  }

  /// A journal that lost its end, as with the power, does not fit the checkpoint: the trial starts anew.
  @Test func aCheckpointBeyondItsJournalIsNotBelieved() throws {
    let folder = try TemporaryFolder()
    let whole = try golden(SmallTrial.make(), folder, "whole")
    let recorded = try suspended(after: 11, in: folder)
    let journal = try folder.bytes(of: "resumed.partial")
    try folder.write(journal.dropLast(1), to: "resumed.partial")
    var reason: String?
    _ = try recorded.run(SmallTrial.make()) { report in
      if case .restarted(let why) = report { reason = why }
    }
    #expect(reason?.contains("has no") == true)
    #expect(try Data(folder.bytes(of: "resumed")) == whole)
  }

  /// Killed after the golden was in place and before the checkpoint between two anchors was gone.
  @Test func aCheckpointOfAFinishedTrialIsRemoved() throws {
    let folder = try TemporaryFolder()
    let recorded = try suspended(after: 11, in: folder)
    let checkpoint = try folder.bytes(of: "resumed.checkpoint")
    _ = try recorded.run(SmallTrial.make()) { _ in }
    try folder.write(checkpoint, to: "resumed.checkpoint")
    RecordedTrial.removeFinished(of: folder.file("resumed"))
    #expect(try folder.names() == ["resumed"])
  }

  /// Between two anchors the journal has no digest of the state: that of the checkpoint itself must be right.
  @Test func aDamagedCheckpointBetweenAnchorsIsNotBelieved() throws {
    let folder = try TemporaryFolder()
    let whole = try golden(SmallTrial.make(), folder, "whole")
    let recorded = try suspended(after: 11, in: folder)
    // One bit of one moment.
    var bytes = try folder.bytes(of: "resumed.checkpoint")
    bytes[bytes.count - 5000] ^= 1
    try folder.write(bytes, to: "resumed.checkpoint")
    var restarted = false
    _ = try recorded.run(SmallTrial.make()) { report in
      if case .restarted = report { restarted = true }
    }
    #expect(restarted)
    #expect(try Data(folder.bytes(of: "resumed")) == whole)
  }

  // MARK: A stop rule

  /// A trial that is stopped has all records of its updates and nothing else, however often it was interrupted.
  @Test(arguments: 1...19)
  func aStoppedTrialHasAllItsUpdates(_ step: Int) throws {
    let folder = try TemporaryFolder()
    _ = try golden(SmallTrial.make(), folder, "whole")
    let whole = try Golden(folder.file("whole"))
    let stopped = folder.file("stopped")
    let end = try RecordedTrial(path: stopped).run(SmallTrial.make(), stoppingAt: step) { _ in }
    #expect(end.outcome == .stopped)
    let recorded = try Golden(stopped)
    #expect(recorded.events == whole.events.filter { $0.updateCount <= step })
    #expect(recorded.outcome == .stopped && recorded.header == whole.header)
    let expected = try folder.bytes(of: "stopped")
    for earlier in [max(1, step - 1), step, step + 1] where earlier < 20 {
      let path = folder.file("resumed")
      let trial = try SmallTrial.make()
      #expect(throws: RecordedTrial.Suspended.self) {
        try RecordedTrial(path: path).run(
          trial, stoppingAt: earlier < step ? step : nil, isToEnd: { trial.stepsDone == earlier },
          report: { _ in })
      }
      let checkpoint = try folder.bytes(of: "resumed.checkpoint")
      var isRestarted = false
      _ = try RecordedTrial(path: path).run(SmallTrial.make(), stoppingAt: step) { report in
        if case .restarted = report { isRestarted = true }
      }
      #expect(isRestarted == (earlier > step))
      #expect(try folder.bytes(of: "resumed") == expected)
      #expect(try folder.names() == ["resumed", "stopped", "whole"])
      // Killed before it was gone.
      if earlier <= step {
        try folder.write(checkpoint, to: "resumed.checkpoint")
        RecordedTrial.removeFinished(of: path)
      }
      #expect(try folder.names() == ["resumed", "stopped", "whole"])
      try folder.remove("resumed")
    }
  }

  /// A stopped trial that goes on keeps its golden until the new one is there.
  @Test func aStoppedTrialGoesOn() throws {
    let folder = try TemporaryFolder()
    let whole = try golden(SmallTrial.make(), folder, "whole")
    let path = folder.file("resumed")
    _ = try RecordedTrial(path: path).run(SmallTrial.make(), stoppingAt: 7) { _ in }
    let stopped = try folder.bytes(of: "resumed")
    let trial = try SmallTrial.make()
    #expect(throws: RecordedTrial.Suspended.self) {
      try RecordedTrial(path: path).run(
        trial, isToEnd: { trial.stepsDone == 15 }, report: { _ in })
    }
    #expect(try folder.bytes(of: "resumed") == stopped)
    RecordedTrial.removeFinished(of: path)
    var resumedAt: Int?
    _ = try RecordedTrial(path: path).run(SmallTrial.make()) { report in
      if case .resumed(let step) = report { resumedAt = step }
    }
    #expect(resumedAt == 15)
    #expect(try Data(contentsOf: URL(filePath: path)) == whole)
  }

  /// A checkpoint is kept between beginning and end only.
  @Test func noCheckpointIsKeptWhereATrialStops() throws {
    let folder = try TemporaryFolder()
    let trial = try SmallTrial.make()
    let steps = try trial.schedule.checkpointSteps(count: 2)
    let path = folder.file("a.golden")
    let recorded = RecordedTrial(path: path, keptCheckpointCount: 2)
    #expect(throws: RecordedTrial.Suspended.self) {
      try recorded.run(trial, isToEnd: { trial.stepsDone == steps[1] }, report: { _ in })
    }
    #expect(try KeptCheckpoints(besideGolden: path).steps() == steps)
    _ = try recorded.run(SmallTrial.make(), stoppingAt: steps[1]) { _ in }
    #expect(try KeptCheckpoints(besideGolden: path).steps() == [steps[0]])
  }
}
