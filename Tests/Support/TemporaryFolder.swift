import Foundation

/// A folder that is removed when the last reference to it goes.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    path = NSTemporaryDirectory() + "seedproof-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// A copy of a folder of `Tests/Fixtures`.
  package convenience init(copyOf fixture: String) throws {
    try self.init()
    let source = Repository.fixture(fixture)
    for name in try FileManager.default.contentsOfDirectory(atPath: source) {
      try FileManager.default.copyItem(atPath: source + "/" + name, toPath: file(name))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it, which need not be there.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file, makes the folders on the way, and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(text.utf8, to: name)
  }

  @discardableResult
  package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let place = URL(filePath: file(name))
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: place)
    return file(name)
  }

  package func read(_ name: String) throws -> String {
    try String(contentsOfFile: file(name), encoding: .utf8)
  }

  package func bytes(of name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: file(name))))
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: file(name))
  }

  /// Replaces the first occurrence of a text, which must be there.
  package func replace(_ old: String, with new: String, in name: String) throws {
    var data = Data(try bytes(of: name))
    guard let range = data.firstRange(of: Data(old.utf8)) else {
      throw CocoaError(.fileReadUnknown)
    }
    data.replaceSubrange(range, with: Data(new.utf8))
    try write(data, to: name)
  }

  /// The names of everything in the folder, sorted.
  package func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted()
  }
}

/// Runs `body` with a folder that stays until its end.
package func withFolder<R>(_ body: (TemporaryFolder) throws -> R) throws -> R {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(folder) }
}
