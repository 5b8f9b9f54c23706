import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Trajectory

@Suite struct WriterTests {
  @Test func recordsBecomeAGolden() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      let writer = try GoldenWriter(path: path, header: golden.header)
      for event in golden.events { try writer.append(event) }
      #expect(try folder.names() == ["t.golden.partial"])
      #expect(writer.stepCount == 1100)
      let seal = try writer.finish(outcome: .completed)
      #expect(try folder.names() == ["t.golden"])
      #expect(try isWhole(path, golden))
      #expect(try seal == golden.encoded().seal)
    }
  }

  /// Killed anywhere, even within the bytes of a record, and resumed: the same file.
  @Test func interruptionsLeaveNoTrace() throws {
    let golden = try longTrial()
    let events = golden.events
    var dice = Dice(7)
    try withFolder { folder in
      let path = folder.file("t.golden")
      for _ in 0..<20 {
        var writer = try GoldenWriter(path: path, header: golden.header)
        var next = 0
        for _ in 0..<3 {
          let stop = next + Int(dice.next() % UInt64(events.count - next))
          while next < stop {
            try writer.append(events[next])
            next += 1
          }
          try cut(path + ".partial", by: Int(dice.next() % 60), notBelow: 300)
          let partial = try PartialGolden(path + ".partial")
          #expect(partial.events == Array(events[..<partial.events.count]))
          let steps = partial.events.compactMap { event in
            if case .anchor(let record) = event { record.step } else { nil }
          }
          if let step = steps.last {
            writer = try GoldenWriter(resuming: path, header: golden.header, at: step)
            #expect(writer.resumedAnchor == golden.anchors.first { $0.step == step })
            #expect(writer.stepCount == step)
            next = 1 + events.firstIndex { $0 == .anchor(writer.resumedAnchor!) }!
          } else {
            writer = try GoldenWriter(path: path, header: golden.header)
            next = 0
          }
        }
        for event in events[next...] { try writer.append(event) }
        _ = try writer.finish(outcome: .completed)
        #expect(try isWhole(path, golden))
        #expect(try folder.names() == ["t.golden"])
      }
    }
  }

  private func cut(_ path: String, by count: Int, notBelow least: Int) throws {
    let bytes = try content(path)
    try Data(bytes[..<max(min(least, bytes.count), bytes.count - count)])
      .write(to: URL(fileURLWithPath: path))
  }

  @Test func resumeGoesBackToAnEarlierAnchor() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      let first = try GoldenWriter(path: path, header: golden.header)
      for event in golden.events { try first.append(event) }
      let second = try GoldenWriter(resuming: path, header: golden.header, at: 260)
      for event in golden.events where event.updateCount > 260 { try second.append(event) }
      _ = try second.finish(outcome: .completed)
      #expect(try isWhole(path, golden))
    }
  }

  /// A stalled owner wakes up while its successor writes: each finishes its own whole file.
  @Test func twoWritersDoNotMix() throws {
    let golden = try longTrial()
    let events = golden.events
    try withFolder { folder in
      let path = folder.file("t.golden")
      let stalled = try GoldenWriter(path: path, header: golden.header)
      for event in events[..<500] { try stalled.append(event) }
      let successor = try GoldenWriter(resuming: path, header: golden.header, at: 130)
      let start = 1 + events.firstIndex { $0 == .anchor(successor.resumedAnchor!) }!
      for event in events[start..<700] { try successor.append(event) }
      for event in events[500...] { try stalled.append(event) }
      _ = try stalled.finish(outcome: .completed)
      #expect(try isWhole(path, golden))
      for event in events[700...] { try successor.append(event) }
      _ = try successor.finish(outcome: .completed)
      #expect(try isWhole(path, golden))
      #expect(try folder.names() == ["t.golden"])
    }
  }

  @Test func resumeIsRefusedWhereItWouldNotFit() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      func refusal(_ header: JSONValue, _ step: Int) throws -> String {
        try #require(throws: InputError.self) {
          try GoldenWriter(resuming: path, header: header, at: step)
        }.reason
      }
      #expect(try refusal(golden.header, 130) == "no such file")
      let writer = try GoldenWriter(path: path, header: golden.header)
      for event in golden.events.prefix(300) { try writer.append(event) }
      #expect(try refusal(golden.header, 131) == "has no anchor at step 131")
      #expect(try refusal(golden.header, 520) == "has no anchor at step 520")
      var members = try #require(golden.header.object)
      members["wi"] = 4
      #expect(try refusal(.object(members), 130) == "belongs to another trial")
      try Data(golden.encoded().bytes).write(to: URL(fileURLWithPath: path + ".partial"))
      #expect(try refusal(golden.header, 130) == "not a partial golden of this version")
    }
  }

  @Test func damageInAJournalEndsIt() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      let writer = try GoldenWriter(path: path, header: golden.header)
      for event in golden.events.prefix(20) { try writer.append(event) }
      let journal = path + ".partial"
      let bytes = try content(journal)
      let start = 16 + writer.header.bytes.count
      for offset in start..<bytes.count {
        var changed = bytes
        changed[offset] ^= 4
        try Data(changed).write(to: URL(fileURLWithPath: journal))
        let events = try PartialGolden(journal).events
        #expect(events.count < 20)
        #expect(events == Array(golden.events.prefix(events.count)))
      }
    }
  }

  /// A journal that somebody cut or changed while the trial ran does not become a shorter golden.
  @Test func aJournalThatChangedMakesNoGolden() throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 4, anchorComponents: ["state"])
    let golden = sampleTrial(steps: 6, schema: schema, anchorEvery: 3)
    // The last record is an anchor: without it there are as many updates.
    let anchorByteCount = 8 + 5 + 32
    try withFolder { folder in
      let path = folder.file("t.golden")
      let changes: [(inout [UInt8]) -> Void] = [
        { $0.removeLast(anchorByteCount) }, { $0.removeLast(1) }, { $0[$0.count - 9] ^= 1 },
        { $0.removeLast($0.count / 2) },
      ]
      for change in changes {
        let writer = try GoldenWriter(path: path, header: golden.header)
        for event in golden.events { try writer.append(event) }
        var bytes = try content(path + ".partial")
        change(&bytes)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ".partial"))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(bytes))
        try file.close()
        let error = #expect(throws: InputError.self) { try writer.finish(outcome: .completed) }
        #expect(error?.reason == "changed while the trial ran")
        #expect(try folder.names() == ["t.golden.partial"])
      }
    }
  }

  /// The longest record of a trial is read, and a length beyond it is no record.
  @Test(arguments: [RecordSchema.EvaluationDetail.none, .correct, .predictions, .logits])
  func theLongestRecordIsRead(_ detail: RecordSchema.EvaluationDetail) throws {
    let schema = try RecordSchema(
      labels: detail == .correct ? 0 : 2, developmentExamples: 9, evaluation: detail,
      anchorComponents: detail == .none ? [] : ["state"])
    var golden = sampleTrial(
      steps: 3, schema: schema, anchorEvery: detail == .none ? 0 : 3)
    if detail != .none {
      golden.evaluations = [
        EvaluationRecord(
          step: 3, counts: Array(repeating: 4, count: schema.countsPerEvaluation),
          predictions: schema.shape.hasPredictions ? Array(repeating: 1, count: 9) : [],
          logits: (schema.shape.detail == .logits) ? Array(repeating: 0.5, count: 18) : nil)
      ]
    }
    let longest = golden.events.map { $0.encoded(schema).count }.max()
    #expect(longest == TrajectoryEvent.byteLimit(schema))
    try withFolder { folder in
      let path = folder.file("t.golden")
      let writer = try GoldenWriter(path: path, header: golden.header)
      for event in golden.events { try writer.append(event) }
      #expect(try PartialGolden(path + ".partial").events == golden.events)
      _ = try writer.finish(outcome: .completed)
      #expect(try isWhole(path, golden))
    }
  }

  @Test func aRecordHasItsOwnBytesOnly() throws {
    let golden = try longTrial()
    let schema = try RecordSchema(header: golden.header)
    for event in golden.events.suffix(60) {
      let bytes = event.encoded(schema)
      #expect(TrajectoryEvent(decoding: bytes[...], schema) == event)
      #expect(TrajectoryEvent(decoding: (bytes + [0])[...], schema) == nil)
      #expect(TrajectoryEvent(decoding: bytes.dropLast(), schema) == nil)
    }
  }

  @Test func recordsOutOfOrderAreRefused() throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 4, anchorComponents: ["state"])
    let evaluation = EvaluationRecord(
      step: 1, counts: [1, 1, 1, 1], predictions: [0, 1, 1, 0])
    let anchor = AnchorRecord(step: 1, components: [.init("state", Digest(of: []))])
    let step = StepRecord(step: 0, lossBits: 1)
    try withFolder { folder throws in
      let header = JSONValue.object(schema.members)
      func refused(_ after: [TrajectoryEvent], _ event: TrajectoryEvent) throws -> Bool {
        let writer = try GoldenWriter(path: folder.file("t.golden"), header: header)
        for event in after { try writer.append(event) }
        do {
          try writer.append(event)
          return false
        } catch is InputError {
          return true
        }
      }
      let (s, e, a) = (
        TrajectoryEvent.step(step), TrajectoryEvent.evaluation(evaluation),
        TrajectoryEvent.anchor(anchor)
      )
      #expect(try refused([s], s))
      #expect(try refused([], .step(StepRecord(step: 1, lossBits: 0))))
      #expect(try refused([], e))
      #expect(try refused([], a))
      #expect(try refused([s, e], e))
      #expect(try refused([s, a], a))
      #expect(try refused([s, a], e))
      #expect(try !refused([s, e], a))
      var other = evaluation
      other.predictions[0] = 2
      #expect(try refused([s], .evaluation(other)))
      other = evaluation
      other.counts[0] = -1
      #expect(try refused([s], .evaluation(other)))
      other = evaluation
      other.logits = [0]
      #expect(try refused([s], .evaluation(other)))
      #expect(
        try refused(
          [s], .anchor(AnchorRecord(step: 1, components: [.init("weights", Digest(of: []))]))))
    }
  }

  @Test func whatFailedLeavesNothing() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      let writer = try GoldenWriter(path: path, header: golden.header)
      try writer.append(golden.events[0])
      writer.discard()
      #expect(try folder.names().isEmpty)
      #expect(throws: InputError.self) {
        try GoldenWriter(path: folder.file("absent/t.golden"), header: golden.header)
      }
      #expect(throws: InputError.self) { try GoldenWriter(path: path, header: ["labels": 2]) }
      #expect(try folder.names().isEmpty)
    }
  }
}
