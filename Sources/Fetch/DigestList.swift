import Files
import Text

/// Digests of files by their names, as `sha256sum` prints them.
public struct DigestList: Sendable {
  private(set) var digests: [String: Digest] = [:]

  /// No digest.
  public init() {}

  /// - Throws: `InputError` naming the line that is none of `sha256sum`, or that names a file again.
  public init(_ path: String) throws {
    let text = try InputFile(path, limit: 1 << 20).text()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated() where !line.isEmpty
    {
      func wrong(_ reason: String) -> InputError {
        InputError(
          file: path, place: String(index + 1), reason,
          advice: "write lines as sha256sum does: 64 digits, two spaces, a file's name")
      }
      // The second space is a star for what was read as binary.
      guard let digest = Digest(hex: String(line.prefix(64))),
        let mark = line.dropFirst(64).first, mark == " ",
        let kind = line.dropFirst(65).first, kind == " " || kind == "*"
      else { throw wrong("is no digest of a file") }
      let name = FilePlace.name(of: String(line.dropFirst(66)))
      guard !name.isEmpty, digests.updateValue(digest, forKey: name) == nil else {
        throw wrong("names no file, or one that was named before")
      }
    }
  }
}
