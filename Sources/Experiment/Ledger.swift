import Files
import Foundation

/// The record of what was attempted: one JSON object a line, only ever appended to.
///
/// It tells what happened and where; it is no evidence, since anyone can edit it. A line is one
/// write to a file opened for appending, so that lines of several processes do not mix.
public struct Ledger: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Appends `entry` and waits until it is on the disk.
  ///
  /// - Throws: `InputError` if the file cannot be written.
  public func append(_ entry: LedgerEntry) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw InputError(file: path, InputFile.reason(errno)) }
    defer { close(descriptor) }
    var line = Array(entry.json.canonical.utf8) + [0x0a]
    // A line that a crash tore is ended first; it stays, and is reported when read.
    let end = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0a
    if end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 0x0a { line.insert(0x0a, at: 0) }
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
      throw InputError(file: path, InputFile.reason(errno))
    }
  }

  /// What a ledger says, and which of its lines say nothing.
  public struct Content: Sendable, Equatable {
    public var entries: [LedgerEntry] = []
    /// The numbers, from 1, of lines that are torn or of another form.
    public var unreadableLines: [Int] = []
  }

  /// Reads the ledger; a missing one is empty, a line that cannot be read is counted.
  ///
  /// - Throws: `InputError` if the file is not regular or larger than 1 GiB.
  public func read() throws -> Content {
    var content = Content()
    guard FileManager.default.fileExists(atPath: path) else { return content }
    let file = try InputFile(path, limit: 1 << 30)
    let lines = file.data.split(separator: 0x0a, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      // Every whole line ends: what follows the last line end was torn.
      let isTorn = index == lines.count - 1
      if !isTorn, let json = try? JSONParser.parse(line, depthLimit: 4),
        let entry = LedgerEntry(json)
      {
        content.entries.append(entry)
      } else {
        content.unreadableLines.append(index + 1)
      }
    }
    return content
  }
}
