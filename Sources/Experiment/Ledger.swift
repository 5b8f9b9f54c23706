import Files
import Foundation
import Text

/// The record of what was attempted: one JSON object a line, only ever appended to.
///
/// It tells what happened and where; it is no evidence, since anyone can edit it. A line is one
/// write to a file opened for appending, so that lines of several processes do not mix.
///
/// It is a regular file: a link would lead what is appended to another place, and a pipe would
/// never end.
public struct Ledger: Sendable {
  /// The greatest file that is read.
  static let byteLimit = 1 << 30

  /// The name of the ledger of a folder's first writer.
  public static let name = "ledger.jsonl"

  public let path: String

  public init(_ path: String) { self.path = path }

  /// The name of the ledger of a further writer: `ledger-0123456789abcdef.jsonl`.
  public static func name(ofFurther writer: String) -> String { "ledger-\(writer).jsonl" }

  /// Whether a file of this name is a ledger.
  public static func isName(_ name: String) -> Bool {
    name == Self.name
      || name.hasPrefix("ledger-") && name.hasSuffix(".jsonl")
        && WriterIdentity.isOne(name.dropFirst(7).dropLast(6))
  }

  /// The ledgers in `folder`: that of its first writer, which need not be there, and then the others by name.
  public static func all(in folder: String) -> [Ledger] {
    let place = folder.isEmpty ? "." : folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    let others = names.filter { $0 != name && isName($0) }
    return ([name] + others.sorted()).map { Ledger(FilePlace.path(of: $0, in: folder)) }
  }

  /// Appends `entry` and waits until it is on the disk.
  ///
  /// - Throws: `InputError` if the file is not regular or cannot be written.
  public func append(_ entry: LedgerEntry) throws {
    let file = try open(.readingAndAppending)
    let byteCount = try file.byteCount(advice: Self.advice)
    let line = Array(entry.json.canonical.utf8) + [0x0a]
    // A line that a crash tore is ended first; it stays, and is reported when read.
    let isTorn = try byteCount > 0 && file.bytes(at: byteCount - 1, count: 1) != [0x0a]
    try file.write(isTorn ? [0x0a] + line : line)
    try file.synchronize()
  }

  /// Visits every line that can be read, in order. Time is linear in the file; memory is that of
  /// one line.
  ///
  /// - Returns: the lines that cannot be read; none if there is no file.
  /// - Throws: `InputError` if the file is not regular or larger than 1 GiB.
  @discardableResult
  public func visit(_ body: (LedgerEntry) -> Void) throws -> UnreadableLines {
    var unreadable = UnreadableLines()
    if FileEntry.isMissing(path) { return unreadable }
    let file = try open(.reading)
    let byteCount = try file.byteCount(limit: Self.byteLimit, advice: Self.advice)
    var lines = LedgerLines(file, byteCount: byteCount)
    while let entry = try lines.next() {
      if let entry { body(entry) } else { unreadable.add(lines.number, of: path) }
    }
    return unreadable
  }

  /// Opens the file; neither a link nor a pipe is followed or waited for.
  private func open(_ access: OpenFile.Access) throws -> OpenFile {
    guard FileEntry(at: path)?.kind != .link else {
      throw InputError(
        file: path, "is a symbolic link, not a ledger", advice: "put the file itself in its place")
    }
    return try OpenFile(path, access)
  }

  private static let advice = "move it elsewhere; a new one is begun"
}

extension Ledger {
  /// Lines that are torn or of another form.
  public struct UnreadableLines: Sendable, Equatable {
    /// As many are remembered by number.
    static let limit = 20

    /// The numbers, from 1, of the first of them, and for each the path of its ledger.
    public private(set) var first: [Int] = []
    public private(set) var paths: [String] = []
    public private(set) var count = 0

    package init() {}

    mutating func add(_ number: Int, of path: String) {
      if first.count < Self.limit {
        first.append(number)
        paths.append(path)
      }
      count += 1
    }

    /// Those of several ledgers, one after the other.
    static func += (left: inout UnreadableLines, right: UnreadableLines) {
      let free = limit - left.first.count
      left.first += right.first.prefix(free)
      left.paths += right.paths.prefix(free)
      left.count += right.count
    }
  }

  /// What a short ledger says, and which of its lines say nothing.
  public struct Content: Sendable, Equatable {
    public var entries: [LedgerEntry] = []
    public var unreadable = UnreadableLines()
  }

  /// Reads a ledger that is known to be short; all of it is held in memory.
  ///
  /// - Throws: as `visit`.
  public func read() throws -> Content {
    var entries: [LedgerEntry] = []
    let unreadable = try visit { entries.append($0) }
    return Content(entries: entries, unreadable: unreadable)
  }
}
