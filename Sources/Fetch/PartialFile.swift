import Files
import Foundation
import Text

/// A file that is on its way: `NAME.partial`, and beside it `NAME.tag.partial`, which says what it is a part of.
///
/// A later run goes on where this one ended, if the server still has the same bytes; so the name is not a random one, as
/// other unfinished files have it.
struct PartialFile {
  /// Where the whole file is to be.
  let target: String

  var path: String { target + ".partial" }
  private var notePath: String { target + Self.noteSuffix }

  static let noteSuffix = ".tag.partial"

  private static let schema = "seedproof-partial/1"

  /// What was fetched so far, and of which file.
  struct Note: Equatable {
    /// The address that was asked for first.
    let address: String
    let tag: EntityTag
    /// Of the whole file.
    let byteCount: Int
  }

  /// Sees that nothing but files of ours, or nothing, stands in both places.
  ///
  /// - Throws: `InputError` for a link, a folder or a file with a second name.
  func check() throws {
    for path in [path, notePath] {
      guard let entry = FileEntry(at: path) else { continue }
      guard entry.kind == .regular else {
        throw InputError(file: path, "is \(entry.kind.rawValue)", advice: "remove it")
      }
      guard entry.nameCount == 1 else {
        throw InputError(file: path, "is a file with a second name", advice: "remove it")
      }
    }
  }

  /// How much is there of the file at an address.
  ///
  /// - Returns: nil if nothing is, or nothing that can be gone on with.
  func rest(of address: WebAddress) -> (rest: WebRequest.Rest, byteCount: Int)? {
    guard let entry = FileEntry(at: path), entry.byteCount > 0,
      let note = note(), note.address == address.description, entry.byteCount < note.byteCount
    else { return nil }
    return (WebRequest.Rest(offset: entry.byteCount, tag: note.tag), note.byteCount)
  }

  private func note() -> Note? {
    guard let file = try? InputFile(notePath, limit: 1 << 16),
      let value = try? JSONParser.parse(file.data), value["schema"]?.string == Self.schema,
      let address = value["url"]?.string, let tag = value["etag"]?.string.flatMap(EntityTag.init),
      let count = value["size"]?.integer
    else { return nil }
    return Note(address: address, tag: tag, byteCount: Int(count))
  }

  /// Says what the file is a part of, so that a later run can go on with it; without a tag it begins anew.
  func write(_ note: Note?) throws {
    guard let note else { return OutputPlace.remove(notePath) }
    let value: JSONValue = [
      "schema": .string(Self.schema), "url": .string(note.address), "etag": .string(note.tag.text),
      "size": .integer(note.byteCount),
    ]
    try AtomicFile.write((value.canonical + "\n").utf8, to: notePath)
  }

  /// Opens the file to append to it.
  ///
  /// - Throws: `InputError` if something that is no file of ours stands there by now.
  func open() throws -> OpenFile {
    try check()
    return try OpenFile(path, .readingAndAppending)
  }

  /// Begins anew.
  func discard() {
    OutputPlace.remove(path)
    OutputPlace.remove(notePath)
  }

  /// Gives the file its name.
  ///
  /// - Throws: `InputError` if it cannot have it.
  func place() throws {
    try OutputPlace.check(target)
    guard try OutputPlace.rename(path, to: target) else {
      throw InputError(file: path, "is gone", advice: "run the command again")
    }
    OutputPlace.remove(notePath)
    OutputPlace.synchronizeFolder(of: target)
  }
}
