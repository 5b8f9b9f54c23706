import Files
import Foundation
import Testing

@testable import Experiment

@Suite struct LedgerTests {
  static let machine = Machine(host: "box", process: 7, threads: 2, instructionSet: "avx2")
  static let entry = LedgerEntry(
    .completed, cell: Cell(wi: 3, do: 7), plan: Digest(of: []), machine: machine,
    milliseconds: 1234, date: Date(timeIntervalSince1970: 1_000_000_000))

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
    #expect(try ledger.read() == Ledger.Content(entries: [Self.entry], unreadableLines: [2]))
    try ledger.append(Self.entry)
    #expect(
      try ledger.read() == Ledger.Content(entries: [Self.entry, Self.entry], unreadableLines: [2]))
    #expect(try folder.read("ledger.jsonl").hasPrefix(line + "\n" + line.dropLast(9) + "\n"))
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
    #expect(content.unreadableLines == [2])
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
    #expect(content.unreadableLines.isEmpty)
  }
}
