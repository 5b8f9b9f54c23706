import Foundation
import SystemPackage
import Text

/// The place of a file that is to be written.
public enum OutputPlace {
  /// Sees that a file can take the place of what is at `path`: nothing, or a regular file.
  ///
  /// A link, a pipe or a folder is refused: to write there would lose it, or something behind it, or wait for ever.
  ///
  /// - Throws: `InputError` of kind usage.
  public static func check(_ path: String) throws {
    guard !FilePlace.name(of: path).isEmpty else {
      throw InputError(file: path, "is a folder", advice: "name a file")
    }
    guard let entry = FileEntry(at: path), entry.kind != .regular else { return }
    throw InputError(
      file: path, "is \(entry.kind.rawValue), which is not replaced",
      advice: "name a regular file, or a new one")
  }

  /// Sees, before any work, that a file can be made at `path`, and that it takes the place of nothing but an earlier
  /// one of its kind.
  ///
  /// - Parameters:
  ///   - what: its kind, for people: `XML`.
  ///   - beginning: how every file of that kind begins. An empty file may be replaced too.
  /// - Throws: `InputError` of kind usage.
  public static func check(_ path: String, what: String, beginning: [UInt8]) throws {
    try check(path)
    let folder = FilePlace.folder(of: path)
    guard FileIdentity(folder) != nil else { throw failure(path, .noSuchFileOrDirectory) }
    guard access(folder.isEmpty ? "." : folder, W_OK) == 0 else { throw failure(path, .now) }
    guard FilePlace.name(of: path).utf8.count + StrayFiles.suffixByteCount <= 255 else {
      throw failure(path, .fileNameTooLong)
    }
    guard let entry = FileEntry(at: path), entry.byteCount > 0 else { return }
    guard try begins(path, beginning) else {
      throw InputError(
        file: path, "is there already and is no \(what)", advice: "name another file")
    }
  }

  private static func begins(_ path: String, _ beginning: [UInt8]) throws -> Bool {
    do {
      return try OpenFile(system: path).bytes(at: 0, count: beginning.count) == beginning
    } catch let code as Errno {
      throw failure(path, code)
    }
  }

  /// That a file cannot be written, by the system's error.
  static func failure(_ path: String, _ code: Errno) -> InputError {
    let isMissing = code == .noSuchFileOrDirectory
    return InputError(
      file: path,
      "cannot be written: \(isMissing ? "its folder is not there" : code.reason)",
      advice: isMissing ? "make the folder first" : nil)
  }

  /// Brings a new name to the disk.
  public static func synchronizeFolder(of path: String) {
    let folder = FilePlace.folder(of: path)
    try? OpenFile(folder.isEmpty ? "." : folder, .folder, followsLinks: true).synchronize()
  }

  /// Makes a folder, and those above it, unless it is there.
  ///
  /// - Throws: `InputError` naming it, if something else is there or it cannot be made.
  public static func makeFolder(_ path: String) throws {
    var code = mkdir(path, 0o777) == 0 ? 0 : errno
    let above = FilePlace.folder(of: path)
    if code == ENOENT, !above.isEmpty, above != path {
      try makeFolder(above)
      code = mkdir(path, 0o777) == 0 ? 0 : errno
    }
    if code == EEXIST, FileEntry.isFolder(path) { return }
    guard code == 0 else {
      throw InputError(
        file: path,
        code == EEXIST ? "is not a folder" : "cannot be made: \(InputFile.reason(code))")
    }
  }

  /// Sees that `path` is a folder itself, if anything: what is written to a link's folder lands elsewhere.
  ///
  /// - Throws: `InputError` of kind usage.
  public static func checkFolder(_ path: String) throws {
    guard let entry = FileEntry(at: path), entry.kind != .folder else { return }
    throw InputError(
      file: path, "is \(entry.kind.rawValue), not a folder",
      advice: "put a folder in its place, or remove it")
  }
}

extension OutputPlace {
  /// Gives a file another name, in the place of what had it.
  ///
  /// - Returns: false if there is no file: of several that try, one succeeds.
  /// - Throws: `InputError` if the system refuses.
  public static func rename(_ path: String, to other: String) throws -> Bool {
    guard Foundation.rename(path, other) == 0 else {
      let code = Errno.now
      if code == .noSuchFileOrDirectory { return false }
      throw failure(path, code)
    }
    return true
  }

  /// Gives a file its name `other` again, unless something has that name; then the file goes away.
  ///
  /// - Throws: `InputError` if the system refuses.
  public static func giveBack(_ path: String, as other: String) throws {
    let code = link(path, other) == 0 ? 0 : errno
    guard code == 0 || code == EEXIST || code == ENOENT else {
      throw failure(other, Errno(rawValue: code))
    }
    unlink(path)
  }

  /// Removes a file, if there is one.
  public static func remove(_ path: String) { unlink(path) }

  /// Removes a folder, if it is one and empty.
  public static func removeEmptyFolder(_ path: String) { rmdir(path) }
}
