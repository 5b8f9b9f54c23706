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

  static func content(
    _ entries: [LedgerEntry], unreadable lines: [Int], of path: String
  ) -> Ledger.Content {
    var content = Ledger.Content(entries: entries)
    for line in lines { content.unreadable.add(line, of: path) }
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
    #expect(try ledger.read() == Self.content([Self.entry], unreadable: [2], of: path))
    try ledger.append(Self.entry)
    #expect(try ledger.read() == Self.content([Self.entry, Self.entry], unreadable: [2], of: path))
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
    let path = try folder.write(text, to: "ledger.jsonl")
    let content = try Ledger(path).read()
    let entries = Array(repeating: Self.entry, count: 502)
    #expect(content == Self.content(entries, unreadable: [1002, 1003], of: path))
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

  /// A time is read as it is written, on each day of some years and at each second of some hours.
  @Test func timesAreRead() {
    var entry = Self.entry
    for seconds in Array(stride(from: 0, to: 4_200_000_000, by: 86_399 * 7)) + [0, 951_782_400] {
      entry.time = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
      #expect(entry.seconds == seconds, "\(entry.time)")
    }
    for time in ["", "2026-11-23 08:15:34Z", "2026-13-23T08:15:34Z", "2026-11-23T08:15:34+01"] {
      entry.time = time
      #expect(entry.seconds == nil)
    }
  }

  /// Lines of this version name a run and no host; both forms are read, and a line with neither is none.
  @Test func writersAreNamed() throws {
    var entry = Self.entry
    entry.machine.host = nil
    entry.machine.writer = "0123456789abcdef"
    entry.score = TrialScore(value: 0.8125, isDegenerate: false)
    let text = entry.json.canonical
    #expect(text.contains(#""writer":"0123456789abcdef""#) && !text.contains("host"))
    #expect(text.contains(#""degenerate":false"#) && text.contains(#""score":"0.8125""#))
    #expect(LedgerEntry(entry.json) == entry)
    var members = try #require(entry.json.object)
    members["writer"] = "../../../etc/pwd"
    #expect(LedgerEntry(.object(members)) == nil)
    members["writer"] = nil
    #expect(LedgerEntry(.object(members)) == nil)
    let current = Machine.current(threads: 1, instructionSet: "avx2")
    #expect(current.host == nil && current.writer != nil)
    #expect(current.writer != Machine.current(threads: 1, instructionSet: "avx2").writer)
    #expect(
      Machine.current(threads: 1, instructionSet: "avx2", recordsHost: true).host?.isEmpty == false)
  }

  /// Further ledgers have names of one form; what only looks like one is none.
  @Test func furtherLedgersAreFound() throws {
    let folder = try TemporaryFolder()
    #expect(Ledger.all(in: folder.path).map(\.path) == [folder.file("ledger.jsonl")])
    for name in [
      "ledger-00000000000000ff.jsonl", "ledger-0000000000000001.jsonl", "ledger-1.jsonl",
      "ledger-00000000000000FF.jsonl", "ledger-.jsonl", "ledger.jsonl.partial-0123456789xyz",
      "ledger-00000000000000ff.jsonl.bak", "xledger-00000000000000ff.jsonl",
    ] { try folder.write("", to: name) }
    let names = ["ledger.jsonl", "ledger-0000000000000001.jsonl", "ledger-00000000000000ff.jsonl"]
    #expect(Ledger.all(in: folder.path).map(\.path) == names.map(folder.file))
    #expect(names.allSatisfy(Ledger.isName) && !Ledger.isName("ledger-1.jsonl"))
    #expect(Ledger.name(ofFurther: "00000000000000ff") == names[2])
  }
}
