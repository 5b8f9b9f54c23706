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

  public let path: String

  public init(_ path: String) { self.path = path }

  /// Appends `entry` and waits until it is on the disk.
  ///
  /// - Throws: `InputError` if the file is not regular or cannot be written.
  public func append(_ entry: LedgerEntry) throws {
    let (descriptor, byteCount) = try open(O_RDWR | O_CREAT | O_APPEND)
    defer { close(descriptor) }
    var line = Array(entry.json.canonical.utf8) + [0x0a]
    // A line that a crash tore is ended first; it stays, and is reported when read.
    var last: UInt8 = 0x0a
    if byteCount > 0, pread(descriptor, &last, 1, off_t(byteCount - 1)) == 1, last != 0x0a {
      line.insert(0x0a, at: 0)
    }
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
      throw InputError(file: path, InputFile.reason(errno))
    }
  }

  /// Visits every line that can be read, in order. Time is linear in the file; memory is that of
  /// one line.
  ///
  /// - Returns: the lines that cannot be read; none if there is no file.
  /// - Throws: `InputError` if the file is not regular or larger than 1 GiB.
  @discardableResult
  public func visit(_ body: (LedgerEntry) -> Void) throws -> UnreadableLines {
    var unreadable = UnreadableLines()
    var status = stat()
    if lstat(path, &status) != 0, errno == ENOENT { return unreadable }
    let (descriptor, byteCount) = try open(O_RDONLY)
    defer { close(descriptor) }
    guard byteCount <= Self.byteLimit else {
      throw InputError(
        file: path, "has \(byteCount) bytes, more than the \(Self.byteLimit) accepted",
        advice: "move it elsewhere; a new one is begun")
    }
    var lines = LedgerLines(descriptor, byteCount: byteCount, name: path)
    while let line = try lines.next() {
      if let entry = line.entry { body(entry) } else { unreadable.add(lines.number) }
    }
    return unreadable
  }

  /// Opens the file, which must be regular; neither a link nor a pipe is followed or waited for.
  private func open(_ flags: Int32) throws -> (descriptor: Int32, byteCount: Int) {
    let descriptor = Foundation.open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else {
      let isLink = errno == ELOOP
      throw InputError(
        file: path, isLink ? "is a symbolic link, not a ledger" : InputFile.reason(errno),
        advice: isLink ? "put the file itself in its place" : nil)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw InputError(
        file: path, "is not a regular file", advice: "move it elsewhere; a new one is begun")
    }
    return (descriptor, Int(status.st_size))
  }
}

extension Ledger {
  /// Lines that are torn or of another form.
  public struct UnreadableLines: Sendable, Equatable {
    /// As many are remembered by number.
    static let limit = 20

    /// The numbers, from 1, of the first of them.
    public private(set) var first: [Int] = []
    public private(set) var count = 0

    package init() {}

    mutating func add(_ number: Int) {
      if first.count < Self.limit { first.append(number) }
      count += 1
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
