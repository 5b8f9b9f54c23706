import Files
import Foundation
import Text

/// What was fetched into a folder, in the file `fetched.json` of it: digests that were recorded at first use.
struct FetchRecord: Equatable {
  static let name = "fetched.json"
  private static let schema = "seedproof-fetched/1"

  struct Entry: Equatable {
    let name: String
    /// The address that was asked for.
    let address: String
    let byteCount: Int
    let digest: Digest
  }

  /// Whose files these are: the public address of the model or task.
  let source: String
  /// Of a model: the revision that stands in the addresses, a commit where the server names it.
  var revision: String?
  /// The revision that was asked for, where it is another text.
  var askedRevision: String?
  private(set) var entries: [Entry] = []
  /// Files that the server does not have.
  private(set) var absent: [String] = []

  init(source: String) { self.source = source }

  func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

  /// Takes an entry in the place of one of the same name.
  mutating func note(_ entry: Entry) {
    entries.removeAll { $0.name == entry.name }
    entries.append(entry)
  }

  mutating func noteAbsent(_ name: String) {
    if !absent.contains(name) { absent.append(name) }
  }

  // MARK: The file

  /// Reads the record of a folder.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: `InputError` of kind malformed if it cannot be read as one.
  init?(in folder: String) throws {
    let path = FilePlace.path(of: Self.name, in: folder)
    guard !FileEntry.isMissing(path) else { return nil }
    let file = try InputFile(path, limit: 1 << 20)
    let bad = InputError(
      .malformed, file: path, "is no record of fetched files",
      advice: "look at the folder's files, and remove the record if they are right")
    guard let value = try? JSONParser.parse(file.data), value["schema"]?.string == Self.schema,
      let source = value["source"]?.string, let files = value["files"]?.array
    else { throw bad }
    self.init(source: source)
    // It becomes a part of an address.
    for key in ["revision", "asked"] {
      guard let member = value[key] else { continue }
      guard let text = member.string, (try? ModelName.revision(text)) != nil else { throw bad }
    }
    revision = value["revision"]?.string
    askedRevision = value["asked"]?.string
    for item in files {
      guard let name = item["name"]?.string, let address = item["url"]?.string,
        let count = item["size"]?.integer, count >= 0,
        let digest = item["sha256"]?.string.flatMap(Digest.init(hex:)), entry(name) == nil
      else { throw bad }
      note(Entry(name: name, address: address, byteCount: Int(count), digest: digest))
    }
    absent = (value["absent"]?.array ?? []).compactMap(\.string)
  }

  /// The record as text: an object, with a line for each file.
  var text: String {
    let head: [(String, JSONValue?)] = [
      ("schema", .string(Self.schema)), ("source", .string(source)),
      ("revision", revision.map { .string($0) }), ("asked", askedRevision.map { .string($0) }),
      ("absent", absent.isEmpty ? nil : .array(absent.map { .string($0) })),
    ]
    let members = head.compactMap { key, value in value.map { "\"\(key)\": \($0.text)" } }
    let files = entries.map { entry in
      "  "
        + JSONValue.ordered([
          "name": .string(entry.name), "url": .string(entry.address),
          "size": .integer(entry.byteCount), "sha256": .string(entry.digest.description),
        ]).text
    }
    return "{" + members.joined(separator: ",\n ") + ",\n \"files\": [\n"
      + files.joined(separator: ",\n") + "\n]}\n"
  }

  func write(to folder: String) throws {
    try AtomicFile.write(text.utf8, to: FilePlace.path(of: Self.name, in: folder))
  }
}
