import Foundation
import TestSupport
import Testing
import Text

@testable import Trajectory

/// Journals and goldens of others stay where they are.
@Suite struct JournalPlaceTests {
  /// A journal that is nobody's to take up leaves the one that is.
  @Test func aJournalOfItsOwnDisturbsNobody() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      let interrupted = try GoldenWriter(path: path, header: golden.header)
      for event in golden.events.prefix(300) { try interrupted.append(event) }
      let journal = try content(path + ".partial")
      var writer: GoldenWriter? = try GoldenWriter(
        path: path, header: golden.header, isResumable: false)
      try writer?.append(golden.events[0])
      writer?.discard()
      #expect(try folder.names() == ["t.golden.partial"])
      writer = try GoldenWriter(path: path, header: golden.header, isResumable: false)
      #expect(try folder.names().count == 2)
      writer = nil
      #expect(try folder.names() == ["t.golden.partial"])
      let whole = try GoldenWriter(path: path, header: golden.header, isResumable: false)
      for event in golden.events { try whole.append(event) }
      try whole.finish(outcome: .completed)
      #expect(try folder.names() == ["t.golden", "t.golden.partial"])
      #expect(try content(path + ".partial") == journal)
      #expect(try isWhole(path, golden))
    }
  }

  /// What has the journal's name and is no journal of this trial stays as it is.
  @Test func whatIsNoJournalOfTheTrialIsNotReplaced() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let journal = folder.file("t.golden.partial")
      func refusal() throws -> String {
        let before = try content(journal)
        let error = try #require(throws: InputError.self) {
          try GoldenWriter(path: folder.file("t.golden"), header: golden.header)
        }
        #expect(error.kind == .usage && error.file == journal)
        #expect(try content(journal) == before)
        return error.reason
      }
      func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: journal)) }
      try write(Array("notes".utf8))
      #expect(try refusal() == "is there already and is no journal of this version")
      try write(golden.encoded().bytes)
      #expect(try refusal() == "is there already and is no journal of this version")
      let other = try #require(golden.header.object).merging(["wi": 4]) { $1 }
      try FileManager.default.removeItem(atPath: journal)
      _ = try GoldenWriter(path: folder.file("t.golden"), header: .object(other))
      #expect(try refusal() == "belongs to another trial")
      // The trial's own, a damaged one, and one of which nothing was written.
      let own = Array(
        GoldenFormat.prologue(GoldenFormat.journalMagic, try GoldenHeader(golden.header)))
      for bytes in [own, Array(own.prefix(40)), Array(own.prefix(12)), Array(own.prefix(5)), []] {
        try write(bytes)
        _ = try GoldenWriter(path: folder.file("t.golden"), header: golden.header)
        #expect(try content(journal) == own)
      }
    }
  }

  /// Killed between the golden and the end: of a journal that has nothing more than the golden nothing is lost.
  @Test func theJournalOfAWholeGoldenGoes() throws {
    let golden = try longTrial()
    try withFolder { folder in
      let path = folder.file("t.golden")
      func leaveJournal(_ events: some Sequence<TrajectoryEvent>, _ header: JSONValue) throws {
        try? FileManager.default.removeItem(atPath: path + ".partial")
        let writer = try GoldenWriter(path: path, header: header)
        for event in events { try writer.append(event) }
      }
      var changed = golden.events
      guard case .step(var last) = try #require(changed.last(where: { $0.isStep })) else { return }
      last.lossBits ^= 1
      changed = changed.map { event in
        if case .step(let record) = event, record.step == last.step { .step(last) } else { event }
      }
      let other = try #require(golden.header.object).merging(["wi": 4]) { $1 }
      try leaveJournal(golden.events, golden.header)
      PartialGolden.removeFinished(of: path)
      #expect(try folder.names() == ["t.golden.partial"], "there is no golden")
      try golden.write(to: path)
      try leaveJournal(changed, golden.header)
      PartialGolden.removeFinished(of: path)
      #expect(try folder.names() == ["t.golden", "t.golden.partial"], "another record")
      try leaveJournal([], .object(other))
      PartialGolden.removeFinished(of: path)
      #expect(try folder.names() == ["t.golden", "t.golden.partial"], "another trial")
      for count in [golden.events.count, 700, 0] {
        try leaveJournal(golden.events.prefix(count), golden.header)
        PartialGolden.removeFinished(of: path)
        #expect(try folder.names() == ["t.golden"], "\(count) records")
      }
      let running = try GoldenWriter(path: path, header: golden.header)
      #expect(GoldenWriter.isRunning(path))
      PartialGolden.removeFinished(of: path)
      #expect(try folder.names() == ["t.golden", "t.golden.partial"], "it is written")
      running.discard()
      #expect(!GoldenWriter.isRunning(path))
    }
  }

  @Test func anotherGoldenIsKeptWhereAsked() throws {
    let golden = try longTrial()
    var other = golden
    other.steps[7].lossBits ^= 1
    try withFolder { folder in
      let path = folder.file("t.golden")
      try golden.write(to: path, replaces: false)
      try golden.write(to: path, replaces: false)
      #expect(throws: InputError.self) { try other.write(to: path, replaces: false) }
      let writer = try GoldenWriter(path: path, header: golden.header, isResumable: false)
      for event in other.events { try writer.append(event) }
      #expect(throws: InputError.self) {
        try writer.finish(outcome: .completed, replaces: false)
      }
      #expect(try isWhole(path, golden))
      try other.write(to: path)
      #expect(try isWhole(path, other))
    }
  }
}

extension TrajectoryEvent {
  fileprivate var isStep: Bool { if case .step = self { true } else { false } }
}
