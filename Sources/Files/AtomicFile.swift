/// Writes whole files: a reader sees all of the new content or none of it.
public enum AtomicFile {
  /// Writes `bytes` to a `NewFile`, syncs, and renames.
  ///
  /// - Throws: `InputError` naming the file; nothing is left of it.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try write(to: path) { try $0.append(bytes) }
  }

  /// Writes what `body` appends to a `NewFile`, syncs, and renames.
  ///
  /// - Throws: `InputError` naming the file, or what `body` throws; nothing is left of it.
  public static func write(to path: String, _ body: (NewFile) throws -> Void) throws {
    let file = try NewFile(for: path)
    try body(file)
    try file.place()
  }
}
