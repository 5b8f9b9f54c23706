import Foundation
import SystemPackage
import Text

/// A file that was opened once: what is parsed is what was hashed.
public struct InputFile: Sendable {
  /// The name that the user gave.
  public let path: String
  /// The whole content: read, never mapped, so that what is parsed stays what was hashed.
  public let data: Data
  /// SHA-256 of `data`.
  public let digest: Digest

  /// Opens, reads and hashes a regular file.
  ///
  /// - Parameters:
  ///   - limit: the greatest number of bytes accepted.
  ///   - excess: the kind of the error for a file of more; nil for `kind`.
  /// - Throws: `InputError` of `kind` if the file is absent, not regular, unreadable or too large; `unverifiable` in
  ///   place of `malformed` for the pointer to a file that was not fetched.
  public init(
    _ path: String, limit: Int, kind: InputError.Kind = .usage, excess: InputError.Kind? = nil
  ) throws {
    let file = try InputFile.open(path, kind: kind)
    let byteCount = try file.byteCount(limit: limit, excess: excess)
    var data = Data(count: byteCount)
    guard try data.withUnsafeMutableBytes({ try file.read(at: 0, into: $0) }) == byteCount else {
      throw InputError(kind, file: path, "changed while it was read")
    }
    if let failure = StandIn.failure(data, byteCount: byteCount, path, kind: kind) { throw failure }
    self.init(name: path, content: data)
  }

  /// Content that comes from no file; `name` stands for it in messages.
  public init(name: String, content: Data) {
    path = name
    data = content
    digest = Digest(of: content)
  }

  /// The content as text.
  ///
  /// - Throws: `InputError` if it is not UTF-8.
  public func text(kind: InputError.Kind = .usage) throws -> String {
    guard !data.starts(with: [0xff, 0xfe]), !data.starts(with: [0xfe, 0xff]) else {
      throw InputError(kind, file: path, "is UTF-16 text", advice: "save it as UTF-8")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputError(kind, file: path, "is not UTF-8 text")
    }
    return text
  }

  /// A system error in words.
  public static func reason(_ code: Int32) -> String {
    Errno(rawValue: code).reason
  }
}
