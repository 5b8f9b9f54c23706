import Files
import Text

/// The folder that fetched files go to, and what is known of them.
///
/// One process at a time has it, where the file system has locks.
final class FetchFolder {
  let path: String
  var record: FetchRecord
  /// Digests that this program knows.
  var program: [String: Digest] = [:]
  private let list: DigestList
  private let lock: OpenFile
  /// What stands in the file.
  private var saved: FetchRecord?

  /// What a file must be.
  struct Expectation {
    let digest: Digest
    let trust: FetchReport.File.Trust
  }

  /// Makes the folder, if it is not there.
  ///
  /// - Parameters:
  ///   - source: whose files it is to hold.
  ///   - list: the digests that the user gives.
  /// - Throws: `InputError` if it cannot be had, or holds the files of another source.
  init(_ path: String, source: String, list: DigestList) throws {
    try OutputPlace.makeFolder(path)
    lock = try OpenFile(path, .folder, followsLinks: true)
    guard (try? lock.lock()) != false else {
      throw InputError(file: path, "another process fetches into this folder")
    }
    // Nobody else writes here now, so they are a dead process's.
    StrayFiles.remove(from: path, where: Self.isWritten)
    (self.path, self.list) = (path, list)
    saved = try FetchRecord(in: path)
    record = saved ?? FetchRecord(source: source)
    guard record.source == source else {
      throw InputError(
        file: path, "holds files of \(record.source)", advice: "name another folder by --out")
    }
  }

  /// Whether a file of this name is written whole, and so may have been left under a random name.
  private static func isWritten(_ name: String) -> Bool {
    name == FetchRecord.name || name.hasSuffix(PartialFile.noteSuffix)
      || GLUEArchive.files.contains(name)
  }

  func place(of name: String) -> String { FilePlace.path(of: name, in: path) }

  func partial(_ name: String) -> PartialFile { PartialFile(target: place(of: name)) }

  /// The digest that a file must have, and who says so first.
  ///
  /// - Returns: nil if nobody does.
  /// - Throws: `InputError` if two say otherwise.
  func expectation(_ name: String) throws -> Expectation? {
    let all: [(Digest?, FetchReport.File.Trust)] = [
      (program[name], .program), (list.digests[name], .list),
      (record.entry(name)?.digest, .record),
    ]
    let found = all.compactMap { digest, trust in
      digest.map { Expectation(digest: $0, trust: trust) }
    }
    guard let first = found.first else { return nil }
    if let other = found.first(where: { $0.digest != first.digest }) {
      throw InputError(
        file: place(of: name),
        "is to have SHA-256 \(first.digest) by \(first.trust.place), "
          + "and \(other.digest) by \(other.trust.place)",
        advice: "name another folder by --out, or correct the list")
    }
    return first
  }

  /// The file that is there already.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: `InputError` if it is not what it must be, or nobody says what that is.
  func present(_ name: String, from address: WebAddress) throws -> FetchReport.File? {
    let path = place(of: name)
    guard !FileEntry.isMissing(path) else { return nil }
    guard let expected = try expectation(name) else {
      throw InputError(
        file: path, "is there already, and nothing says what it must be",
        advice: "move it away, or give its digest by --digests")
    }
    let file = try LargeFile(path, limit: .max)
    guard file.digest == expected.digest else {
      throw InputError(
        .malformed, file: path,
        "has SHA-256 \(file.digest), and \(expected.digest) is expected by "
          + expected.trust.place,
        advice: "move it away, and run the command again")
    }
    // A process may have been ended between giving the file its name and this.
    partial(name).discard()
    let known = record.entry(name)
    let found = FetchReport.File(
      name: name, address: known?.address ?? address.description, byteCount: file.byteCount,
      digest: file.digest, state: .present, trust: expected.trust)
    if known == nil { note(found) }
    return found
  }

  /// Sees that what was fetched is what it must be; nothing was replaced by it yet.
  func check(_ digest: Digest, of name: String, from address: WebAddress) throws {
    guard let expected = try expectation(name), expected.digest != digest else { return }
    let advice =
      switch expected.trust {
      case .record: "if the change is right, fetch it into a new folder, named by --out"
      case .list: "correct the list if it is wrong, or name another server by --mirror"
      case .program, .firstUse: "name another server by --mirror"
      }
    throw InputError(
      .malformed, file: place(of: name),
      "\(address.shown) sent SHA-256 \(digest), and \(expected.digest) is expected by "
        + expected.trust.place + "; nothing was replaced", advice: advice)
  }

  /// Writes the record, unless nothing changed: a folder that has everything may be read-only.
  func save() throws {
    guard record != saved else { return }
    try record.write(to: path)
    saved = record
  }

  func note(_ file: FetchReport.File) {
    record.note(
      FetchRecord.Entry(
        name: file.name, address: file.address, byteCount: file.byteCount, digest: file.digest))
  }
}

extension FetchReport.File.Trust {
  /// Where the digest stands, in an error.
  var place: String {
    switch self {
    case .program: "this program"
    case .list: "the list of --digests"
    case .record: FetchRecord.name
    case .firstUse: "nobody"
    }
  }
}
