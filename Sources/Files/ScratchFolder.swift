import Foundation
import Text

/// A new folder that only this user can look into; it goes away, with its content, when this object does.
public final class ScratchFolder {
  public let path: String

  /// - Throws: `InputError` if it cannot be made.
  public init() throws {
    let folder = NSTemporaryDirectory()
    var template = Array((folder + "/seedproof-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw InputError(file: folder, "cannot be written to: \(InputFile.reason(errno))")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Writes a file of this folder; what is lost with the machine is of no use then.
  ///
  /// - Returns: its path.
  /// - Throws: `InputError` if it cannot be written.
  public func write(_ bytes: [UInt8], as name: String) throws -> String {
    let path = self.path + "/" + name
    unlink(path)
    try OpenFile(path, .making).write(bytes)
    return path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
