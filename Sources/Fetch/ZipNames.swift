import Text

/// The names in an archive, each of which may be used below a folder, and means one file there.
struct ZipNames {
  static let byteLimit = 255

  private var seen: Set<String> = []

  /// Takes the next name.
  ///
  /// - Parameter mode: as Unix has it; 0 where it is not known.
  /// - Throws: `InputError` of kind malformed for a name that leads elsewhere, was there before (also where capital
  ///   letters mean nothing), or is of what is neither file nor folder.
  mutating func take(
    _ bytes: ArraySlice<UInt8>, mode: Int
  ) throws(InputError) -> String {
    guard bytes.count <= Self.byteLimit, let name = String(validating: bytes, as: UTF8.self) else {
      throw ZipArchive.wrong("a name is too long, or no UTF-8")
    }
    guard !name.isEmpty, !name.hasPrefix("/"), Self.isPlain(name) else {
      throw ZipArchive.wrong("'\(name)' leads out of its folder")
    }
    let isFolder = name.hasSuffix("/")
    guard [0, isFolder ? 0o040000 : 0o100000].contains(mode & 0o170000) else {
      throw ZipArchive.wrong("'\(name)' is a link, or no file")
    }
    guard seen.insert(name.lowercased()).inserted else {
      throw ZipArchive.wrong("'\(name)' stands in it twice")
    }
    return name
  }

  /// Whether no part means a folder above, a drive, or nothing, on any system.
  private static func isPlain(_ name: String) -> Bool {
    guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && !"\\:".utf8.contains($0) }) else {
      return false
    }
    let path = name.hasSuffix("/") ? name.dropLast() : name[...]
    return path.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !["", ".", ".."].contains($0) }
  }
}
