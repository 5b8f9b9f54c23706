import Experiment
import Files
import Text

/// What a grid asks of the file system for its claims, its ledger and the end of its trials.
///
/// A small protocol, so that tests can put a file system in its place that fails, crashes and reorders.
/// Goldens themselves are written by the trials.
protocol GridFiles: Sendable {
  /// Whether something is at `path`.
  func exists(_ path: String) -> Bool

  /// The names in a folder; none where there is no folder.
  func names(in folder: String) throws -> [String]

  /// Makes a folder, and those above it, unless it is there.
  func makeFolder(_ path: String) throws

  /// Removes a folder if it is empty.
  func removeFolder(_ path: String)

  /// Makes a file with this content at `path` if nothing is there: of several that try, one succeeds.
  ///
  /// - Returns: the file; nil if there is something.
  func publish(_ bytes: [UInt8], at path: String) throws -> (any HeldFile)?

  /// Gives what is at `path` the name `other`, in the place of what had it.
  ///
  /// - Returns: false if there is nothing at `path`: of several that try, one succeeds.
  func rename(_ path: String, to other: String) throws -> Bool

  /// Gives what is at `path` its name `other` again, unless something has that name; then it goes away.
  func giveBack(_ path: String, as other: String) throws

  /// The content of a short file; nil if there is none.
  func read(_ path: String) throws -> [UInt8]?

  func remove(_ path: String)

  /// Whether the file at `path` is held by nobody, as far as this machine can tell: its writer is dead, if it ran here.
  func isLetGo(_ path: String) -> Bool

  /// Removes what killed processes left of files that were to get names of which `isTarget` is true.
  func removeStrays(in folder: String, where isTarget: (String) -> Bool)

  /// Appends a line to a ledger and brings it to the disk.
  func append(_ entry: LedgerEntry, to path: String) throws
}

/// A file that its writer keeps open, so that it can write it anew whatever name it has by now.
protocol HeldFile: Sendable {
  /// Writes as many bytes as there are in the file in their place, and brings them to the disk.
  func overwrite(_ bytes: [UInt8]) throws
}

/// The real one.
struct SystemFiles: GridFiles {
  func exists(_ path: String) -> Bool { FileEntry(at: path, followsLinks: true) != nil }

  func names(in folder: String) throws -> [String] { FolderNames.all(in: folder) }

  func makeFolder(_ path: String) throws { try OutputPlace.makeFolder(path) }

  func removeFolder(_ path: String) { OutputPlace.removeEmptyFolder(path) }

  func publish(_ bytes: [UInt8], at path: String) throws -> (any HeldFile)? {
    for attempt in 1... {
      do {
        let file = try NewFile(for: path)
        try file.append(bytes)
        return try file.placeIfFree() ? Held(file: file.file) : nil
      } catch let error as InputError {
        // The folder may be gone with another grid's end. Where there are no locks, another process may have taken
        // the unfinished file for a dead one's.
        guard attempt < 5 else { throw error }
        try OutputPlace.makeFolder(FilePlace.folder(of: path))
      }
    }
    return nil
  }

  private struct Held: HeldFile {
    let file: OpenFile

    func overwrite(_ bytes: [UInt8]) throws {
      try file.overwrite(bytes, at: 0)
      try file.synchronize()
    }
  }

  func rename(_ path: String, to other: String) throws -> Bool {
    try OutputPlace.rename(path, to: other)
  }

  func giveBack(_ path: String, as other: String) throws {
    try OutputPlace.giveBack(path, as: other)
  }

  func read(_ path: String) throws -> [UInt8]? {
    guard let file = try? InputFile(path, limit: ClaimNote.byteLimit) else {
      // What cannot be read, or is no short file, is there all the same.
      return FileEntry.exists(path) ? [] : nil
    }
    return [UInt8](file.data)
  }

  func remove(_ path: String) { OutputPlace.remove(path) }

  func isLetGo(_ path: String) -> Bool { StrayFiles.isLetGo(path) }

  func removeStrays(in folder: String, where isTarget: (String) -> Bool) {
    StrayFiles.remove(from: folder, where: isTarget)
  }

  func append(_ entry: LedgerEntry, to path: String) throws { try Ledger(path).append(entry) }
}
