import Foundation

/// What killed processes left beside the files that they were writing.
///
/// A name tells it: `TARGET.partial-` and 13 digits of base 36. It is removed by a later run for the same target,
/// and only if it is a regular file with no other name but perhaps its target's, whose writer is gone: a living one holds
/// its lock. Everything else is left alone.
public enum StrayFiles {
  private static let mark = ".partial-"
  private static let digitCount = 13
  /// How much longer the name of a file is while it grows.
  public static let suffixByteCount = mark.utf8.count + digitCount

  /// A new ending of a name.
  public static func suffix() -> String {
    mark + UInt64.random(in: 0...UInt64.max).digits(digitCount, radix: 36)
  }

  /// The name of the file that a file of this name was to become; nil for a name of another form.
  public static func target(of name: String) -> String? {
    let bytes = Array(name.utf8)
    let ending = bytes.suffix(suffixByteCount)
    guard bytes.count > suffixByteCount, ending.starts(with: mark.utf8),
      ending.suffix(digitCount).allSatisfy({ $0.isDigit || $0.isSmallLetter })
    else { return nil }
    return String(decoding: bytes.dropLast(suffixByteCount), as: UTF8.self)
  }

  /// Removes from `folder` what was to become files of the names that `isTarget` accepts.
  ///
  /// - Complexity: O(n) in the names of the folder.
  public static func remove(from folder: String, where isTarget: (String) -> Bool) {
    let place = folder.isEmpty ? "." : folder
    for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
      if let target = target(of: name), isTarget(target) { removeIfDead(place + "/" + name) }
    }
  }

  /// Removes what was to become the file at `path`.
  public static func remove(of path: String) {
    let name = FilePlace.name(of: path)
    remove(from: FilePlace.folder(of: path)) { $0 == name }
  }

  /// Removes a regular file with one name, or with that of its target as the other, that no process holds and whose content `isOurs` accepts.
  ///
  /// - Parameter isOurs: is given the file, which is locked.
  public static func removeIfDead(
    _ path: String, where isOurs: (OpenFile) throws -> Bool = { _ in true }
  ) {
    guard FileEntry(at: path)?.kind == .regular, let file = try? OpenFile(path) else { return }
    withExtendedLifetime(file) {
      guard (try? file.lock()) == true, (try? isOurs(file)) == true,
        let entry = file.entry, entry.kind == .regular,
        entry.nameCount == 1 || entry.nameCount == 2 && isLinkOfTarget(path, entry),
        FileEntry(at: path)?.identity == entry.identity
      else { return }
      unlink(path)
    }
  }

  /// Whether the other name of a file is that of its target: its writer was killed between giving it that and
  /// removing this one.
  private static func isLinkOfTarget(_ path: String, _ entry: FileEntry) -> Bool {
    guard let target = target(of: FilePlace.name(of: path)) else { return false }
    let place = FilePlace.path(of: target, in: FilePlace.folder(of: path))
    return FileEntry(at: place)?.identity == entry.identity
  }

  /// Whether nobody holds the regular file at `path`; false where there are no locks, or no such file.
  public static func isLetGo(_ path: String) -> Bool {
    guard FileEntry(at: path)?.kind == .regular else { return false }
    return (try? OpenFile(path).lock()) == true
  }

  /// Whether another process, or another writer of this one, holds the file at `path`.
  public static func isHeld(_ path: String) -> Bool {
    (try? OpenFile(path).lock()) == false
  }
}
