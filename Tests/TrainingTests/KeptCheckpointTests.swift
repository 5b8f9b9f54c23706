import Arithmetic
import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import Training

@Suite struct KeptCheckpointTests {
  /// A trial of 20 updates with anchors at 0, 8, 16 and 20, and its checkpoints.
  private func record(
    _ folder: TemporaryFolder, _ name: String = "t.golden", count: Int, wi: UInt32 = 1
  ) throws -> KeptCheckpoints {
    let path = folder.file(name)
    let trial = try SmallTrial.make(wi: wi)
    _ = try RecordedTrial(path: path, keptCheckpointCount: count).run(trial) { _ in }
    return KeptCheckpoints(besideGolden: path)
  }

  private func anchor(_ folder: TemporaryFolder, _ step: Int) throws -> AnchorRecord {
    let golden = try Golden(folder.file("t.golden"))
    return try #require(golden.anchors.first { $0.step == step })
  }

  @Test func trialGoesOnFromACheckpointAsIfItHadNotStopped() throws {
    let folder = try TemporaryFolder()
    let kept = try record(folder, count: 2)
    #expect(try kept.steps() == [8, 16])
    let whole = try Golden(folder.file("t.golden"))
    for step in [8, 16] {
      let trial = try SmallTrial.make(on: ArithmeticUnit(threads: 3))
      let checkpoint = try KeptCheckpoint(kept.path(step: step), of: trial)
      try checkpoint.restore(trial, verifying: anchor(folder, step))
      #expect(trial.stepsDone == step)
      let events = try SmallTrial.events(of: trial)
      #expect(events == Array(whole.events.suffix(events.count)))
      #expect(events.count { if case .step = $0 { true } else { false } } == 20 - step)
    }
  }

  @Test func goldenDoesNotTellWhetherCheckpointsWereKept() throws {
    let folder = try TemporaryFolder()
    _ = try record(folder, "a.golden", count: 0)
    _ = try record(folder, "b.golden", count: 2)
    let files = try ["a", "b"].map {
      try Data(contentsOf: URL(filePath: folder.file($0 + ".golden")))
    }
    #expect(files[0] == files[1])
    #expect(!FileManager.default.fileExists(atPath: folder.file("a.checkpoints")))
  }

  @Test func checkpointsAreSmallerThanTheState() throws {
    let folder = try TemporaryFolder()
    let kept = try record(folder, count: 1)
    let path = kept.path(step: try #require(kept.steps().first))
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    let raw = 12 * (try SmallTrial.make().parameters.layout.floatCount)
    #expect(size < raw * 85 / 100, "\(size) of \(raw) bytes")
  }

  /// Steps, anchors, count and the checkpoints that cut the trial most evenly.
  @Test(arguments: [
    (20, 8, 0, []), (20, 8, 1, [9]), (20, 8, 2, [9, 17]), (65, 8, 3, [17, 33, 49]),
    (65, 8, 7, [9, 17, 25, 33, 41, 49, 57]), (65, 1, 0, []),
  ])
  func checkpointsAreSpaced(_ steps: Int, _ anchors: Int, _ count: Int, _ expected: [Int]) throws {
    var settings = SmallTrial.settings(steps: steps)
    settings.anchorsPerEpoch = anchors
    let schedule = Schedule(settings, exampleCount: 1040)
    #expect(try schedule.checkpointSteps(count: count) == expected)
    let all = schedule.checkpointSteps.count
    #expect(throws: InputError.self) { try schedule.checkpointSteps(count: all + 1) }
    #expect(throws: InputError.self) { try schedule.checkpointSteps(count: -1) }
  }

  @Test func aTrialThatStartsAnewRemovesWhatWasKept() throws {
    let folder = try TemporaryFolder()
    let old = try record(folder, count: 2, wi: 5)
    #expect(try old.steps() == [8, 16])
    let new = try record(folder, count: 1)
    #expect(try new.steps() == [8])
    let trial = try SmallTrial.make()
    try KeptCheckpoint(new.path(step: 8), of: trial).restore(trial, verifying: anchor(folder, 8))
  }

  /// What a link leads to is nobody's to remove.
  @Test func checkpointsBehindALinkStay() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    let old = try record(folder, "o.golden", count: 2)
    try files.createSymbolicLink(
      atPath: folder.file("t.checkpoints"), withDestinationPath: old.folder)
    #expect(throws: InputError.self) { try record(folder, count: 1) }
    #expect(try old.steps() == [8, 16])
    try files.removeItem(atPath: folder.file("t.checkpoints"))
    try files.createDirectory(
      atPath: folder.file("t.checkpoints"), withIntermediateDirectories: false)
    try files.createSymbolicLink(
      atPath: folder.file("t.checkpoints/step=000008.checkpoint"),
      withDestinationPath: old.path(step: 8))
    #expect(throws: InputError.self) { try record(folder, count: 1) }
    #expect(!files.fileExists(atPath: folder.file("t.golden.partial")))
    try files.removeItem(atPath: folder.file("t.checkpoints/step=000008.checkpoint"))
    // What a killed run left there goes, and counts as no checkpoint.
    let stray = folder.file("t.checkpoints/step=000008.checkpoint.partial-0000000000001")
    try Data([1]).write(to: URL(filePath: stray))
    #expect(try KeptCheckpoints(besideGolden: folder.file("t.golden")).steps().isEmpty)
    #expect(try record(folder, count: 1).steps() == [8])
    #expect(!files.fileExists(atPath: stray))
  }

  @Test func anInterruptedTrialKeepsTheSameCheckpoints() throws {
    let folder = try TemporaryFolder()
    struct Killed: Error {}
    let whole = try record(folder, count: 2)
    let path = folder.file("u.golden")
    let recorded = RecordedTrial(
      path: path, checkpointInterval: .zero, keptCheckpointCount: 2)
    #expect(throws: Killed.self) {
      try recorded.run(SmallTrial.make()) { report in
        if case .event(.step(let record)) = report, record.step == 14 { throw Killed() }
      }
    }
    var resumedAt = 0
    _ = try recorded.run(SmallTrial.make()) { report in
      if case .resumed(let step) = report { resumedAt = step }
    }
    #expect(resumedAt == 8)
    let again = KeptCheckpoints(besideGolden: path)
    for step in [8, 16] {
      let files = try [whole, again].map {
        try Data(contentsOf: URL(filePath: $0.path(step: step)))
      }
      #expect(files[0] == files[1], "step \(step)")
    }
  }

  // MARK: Hostile files

  /// Whether the file is refused as malformed.
  private func isRefused(
    _ bytes: Data, _ trial: Trial, _ anchor: AnchorRecord, _ folder: TemporaryFolder
  ) throws -> Bool {
    let path = folder.file("hostile.checkpoint")
    try bytes.write(to: URL(filePath: path))
    try trial.restart()
    do {
      try KeptCheckpoint(path, of: trial).restore(trial, verifying: anchor)
      return false
    } catch let error as InputError {
      return error.kind == .malformed
    }
  }

  @Test func everyDamagedFileIsRefused() throws {
    let folder = try TemporaryFolder()
    let kept = try record(folder, count: 1)
    let sound = try Data(contentsOf: URL(filePath: kept.path(step: 8)))
    let anchor = try anchor(folder, 8)
    let trial = try SmallTrial.make()
    #expect(try !isRefused(sound, trial, anchor, folder))
    for cut in [0, 1, 100, 400, sound.count / 3, sound.count - 1] {
      #expect(try isRefused(sound.prefix(cut), trial, anchor, folder), "cut at \(cut)")
    }
    #expect(try isRefused(sound + [0], trial, anchor, folder))
    let lineEnd = try #require(sound.firstIndex(of: 0x0a))
    // A fixed seed: a bit that only pads the end of a deflate stream could be any.
    let seed: UInt64 = 17
    var state = seed
    func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    // The lengths of the first block and of its first plane; places drawn at random.
    let places = Array(lineEnd + 1..<lineEnd + 9) + (0..<40).map { _ in draw(sound.count) }
    for place in places {
      var bytes = sound
      let bit = UInt8(1 << draw(8))
      bytes[place] ^= bit
      // The line's own digest of the state is not needed: the golden's is.
      if place <= lineEnd { continue }
      #expect(
        try isRefused(bytes, trial, anchor, folder), "byte \(place), bit \(bit), seed \(seed)")
    }
    var large = sound
    large.replaceSubrange(lineEnd + 1..<lineEnd + 5, with: [255, 255, 255, 255])
    #expect(try isRefused(large, trial, anchor, folder))
  }

  @Test func theLineMustBeThatOfTheTrial() throws {
    let folder = try TemporaryFolder()
    let kept = try record(folder, count: 2)
    let trial = try SmallTrial.make()
    let (eight, sixteen) = try (anchor(folder, 8), anchor(folder, 16))
    let sound = try Data(contentsOf: URL(filePath: kept.path(step: 8)))
    // Another step's anchor, another trial's file, a header that is none, one without end.
    #expect(try isRefused(sound, trial, sixteen, folder))
    let other = try record(folder, "o.golden", count: 1, wi: 2)
    let foreign = try Data(contentsOf: URL(filePath: other.path(step: 8)))
    #expect(try isRefused(foreign, trial, eight, folder))
    let text = String(decoding: sound.prefix { $0 != 0x0a }, as: UTF8.self)
    for (old, new) in [
      ("\"step\":8", "\"step\":-1"), ("\"step\":8", "\"step\":9223372036854775807"),
      ("\"step\":8", "\"step\":9"), ("\"step\":8", "\"step\":\"9\""),
      ("seedproof-kept/1", "seedproof-kept/2"), ("\"firstPower\":\"", "\"firstPower\":\"x"),
    ] {
      let line = Data(text.replacing(old, with: new).utf8)
      let forged = line + sound.dropFirst(text.utf8.count)
      #expect(try isRefused(forged, trial, eight, folder), "\(new)")
    }
    let endless = Data(repeating: 0x7b, count: 1 << 17)
    #expect(try isRefused(endless, trial, eight, folder))
    #expect(throws: InputError.self) { try KeptCheckpoint("/nonexistent", of: trial) }
    #expect(throws: InputError.self) { try KeptCheckpoint(folder.path, of: trial) }
  }

  @Test func aFileLargerThanTheStateIsNotRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("large.checkpoint")
    try Data().write(to: URL(filePath: path))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 1 << 40)
    let error = #expect(throws: InputError.self) {
      try KeptCheckpoint(path, of: SmallTrial.make())
    }
    #expect(error?.kind == .malformed)
    #expect(error?.reason.contains("more than") ?? false)
  }

  @Test(arguments: [
    "step=9.checkpoint", "step=000000.checkpoint", "x", "step=-00009.checkpoint",
    "step=99999999999999999999.checkpoint",
  ])
  func foreignNamesAreRefused(_ name: String) throws {
    let folder = try TemporaryFolder()
    let kept = KeptCheckpoints(besideGolden: folder.file("t.golden"))
    try kept.makeFolder()
    try Data().write(to: URL(filePath: kept.folder + "/" + name))
    #expect(throws: InputError.self) { try kept.steps() }
  }
}
