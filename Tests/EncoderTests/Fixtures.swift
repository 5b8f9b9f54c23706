import Foundation

/// `Tests/Fixtures/Encoder`.
let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Fixtures/Encoder").path

/// A folder that is removed when the last reference goes.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/seedproof-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// A copy of a folder of fixtures.
  convenience init(copyOf name: String) throws {
    try self.init()
    for file in try FileManager.default.contentsOfDirectory(atPath: fixtures + "/" + name) {
      try FileManager.default.copyItem(
        atPath: "\(fixtures)/\(name)/\(file)", toPath: "\(path)/\(file)")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + name)
  }

  /// Replaces the first occurrence of a text, which must be there.
  func replace(_ old: String, with new: String, in name: String) throws {
    let file = URL(filePath: path + "/" + name)
    var data = try Data(contentsOf: file)
    guard let range = data.firstRange(of: Data(old.utf8)) else {
      throw CocoaError(.fileReadUnknown)
    }
    data.replaceSubrange(range, with: Data(new.utf8))
    try data.write(to: file)
  }
}
