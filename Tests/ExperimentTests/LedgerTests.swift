import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Experiment

@Suite struct LedgerTests {
  static let machine = Machine(host: "box", process: 7, threads: 2, instructionSet: "avx2")
  static let entry = LedgerEntry(
    .completed, cell: Cell(wi: 3, do: 7), plan: Digest(of: []), machine: machine,
    milliseconds: 1234, date: Date(timeIntervalSince1970: 1_000_000_000))

  static func content(_ entries: [LedgerEntry], unreadable lines: [Int]) -> Ledger.Content {
    var content = Ledger.Content(entries: entries)
    for line in lines { content.unreadable.add(line) }
    return content
  }

  @Test func anEntryHasThisText() {
    #expect(
      Self.entry.json.canonical == """
        {"do":7,"event":"completed","host":"box","instructionSet":"avx2","milliseconds":1234,\
        "plan":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","process":7,\
        "threads":2,"time":"2001-09-09T01:46:40Z","wi":3}
        """)
  }

  @Test func whatIsAppendedIsRead() throws {
    let folder = try TemporaryFolder()
    let ledger = Ledger(folder.path + "/ledger.jsonl")
    #expect(try ledger.read() == Ledger.Content())
    let planned = LedgerEntry(.planned, plan: Digest(of: []), machine: Self.machine, detail: "a\nb")
    try ledger.append(planned)
    try ledger.append(Self.entry)
    #expect(try ledger.read() == Ledger.Content(entries: [planned, Self.entry]))
    #expect(try folder.read("ledger.jsonl").split(separator: "\n").count == 2)
  }

  @Test func aTornLineIsReportedAndStays() throws {
    let folder = try TemporaryFolder()
    let line = Self.entry.json.canonical
    let path = try folder.write(line + "\n" + line.dropLast(9), to: "ledger.jsonl")
    let ledger = Ledger(path)
    #expect(try ledger.read() == Self.content([Self.entry], unreadable: [2]))
    try ledger.append(Self.entry)
    #expect(try ledger.read() == Self.content([Self.entry, Self.entry], unreadable: [2]))
    #expect(try folder.read("ledger.jsonl").hasPrefix(line + "\n" + line.dropLast(9) + "\n"))
  }

  /// A long ledger is read in pieces: lines that cross the border of two stay whole, empty ones are passed over.
  @Test func piecesAreJoined() throws {
    let folder = try TemporaryFolder()
    let line = Self.entry.json.canonical
    let longest = 1 << 16
    let long =
      line.dropLast() + ",\"note\":\""
      + String(repeating: "x", count: longest - line.utf8.count - 10) + "\"}"
    #expect(long.utf8.count == longest)
    let text =
      String(repeating: line + "\n\n", count: 500) + "\(long)\n" + "\(long)x\n" + "{}\n\(line)\n"
    let content = try Ledger(try folder.write(text, to: "ledger.jsonl")).read()
    #expect(
      content == Self.content(Array(repeating: Self.entry, count: 502), unreadable: [1002, 1003]))
  }

  /// Of many lines that say nothing the first are named.
  @Test func unreadableLinesAreCounted() throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: "{}\n", count: 50_000) + String(repeating: "\n", count: 50_000)
    let content = try Ledger(try folder.write(text, to: "ledger.jsonl")).read()
    #expect(content.entries.isEmpty)
    #expect(content.unreadable.count == 50_000)
    #expect(content.unreadable.first == Array(1...20))
  }

  /// What is no regular file is neither read nor written, and nothing is waited for.
  @Test func onlyRegularFilesAreLedgers() throws {
    let folder = try TemporaryFolder()
    let other = try folder.write("precious\n", to: "other")
    let path = folder.path + "/ledger.jsonl"
    let makers: [() throws -> Void] = [
      { try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: other) },
      { try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/absent") },
      { #expect(mkfifo(path, 0o644) == 0) },
      { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) },
    ]
    for make in makers {
      try make()
      #expect(throws: InputError.self) { try Ledger(path).append(Self.entry) }
      #expect(throws: InputError.self) { try Ledger(path).read() }
      try FileManager.default.removeItem(atPath: path)
    }
    #expect(try folder.read("other") == "precious\n")
  }

  /// Times are added up: none may be so long that the sum does not fit.
  @Test(arguments: ["-1", "9223372036854775807", "1099511627777"])
  func impossibleTimesAreReported(milliseconds: String) throws {
    let folder = try TemporaryFolder()
    let line = Self.entry.json.canonical.replacing("1234", with: milliseconds)
    let content = try Ledger(try folder.write("\(line)\n\(line)\n", to: "ledger.jsonl")).read()
    #expect(content.entries.isEmpty && content.unreadable.count == 2)
  }

  /// One character may have any number of scalars; the line is one that can be read.
  @Test func longDetailsAreCut() throws {
    let folder = try TemporaryFolder()
    let ledger = Ledger(folder.path + "/ledger.jsonl")
    var entry = Self.entry
    entry.detail = "e" + String(repeating: "\u{301}", count: 100_000) + "end"
    try ledger.append(entry)
    let content = try ledger.read()
    #expect(content.unreadable.count == 0)
    #expect(content.entries.first?.detail?.unicodeScalars.count == 4000)
  }

  @Test(arguments: [
    "{}", "[]", "nonsense", "{\"event\":\"completed\"}", "{\"event\":1}",
  ])
  func otherLinesAreReported(line: String) throws {
    let folder = try TemporaryFolder()
    let whole = Self.entry.json.canonical
    let path = try folder.write("\(whole)\n\(line)\n\(whole)\n", to: "ledger.jsonl")
    let content = try Ledger(path).read()
    #expect(content.entries == [Self.entry, Self.entry])
    #expect(content.unreadable.first == [2] && content.unreadable.count == 1)
  }

  @Test func wrongMembersAreReported() throws {
    let changes: [(String, JSONValue?)] = [
      ("event", "begun"), ("wi", nil), ("wi", .integer(-1)), ("do", .integer(1 << 32)),
      ("plan", "00"), ("threads", "2"), ("time", nil), ("host", .null), ("event", "planned"),
      ("event", "accepted"),
    ]
    for (key, value) in changes {
      var members = try #require(Self.entry.json.object)
      members[key] = value
      #expect(LedgerEntry(.object(members)) == nil, "\(key)")
    }
    var members = try #require(Self.entry.json.object)
    members["new"] = 1
    #expect(LedgerEntry(.object(members)) == Self.entry)
  }

  /// Lines of many threads, each through its own descriptor, stay whole.
  @Test func linesDoNotMix() async throws {
    let folder = try TemporaryFolder()
    let ledger = Ledger(folder.path + "/ledger.jsonl")
    DispatchQueue.concurrentPerform(iterations: 40) { _ in try? ledger.append(Self.entry) }
    let content = try ledger.read()
    #expect(content.entries.count == 40)
    #expect(content.unreadable.count == 0)
  }
}
