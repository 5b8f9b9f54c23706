import Foundation
import Text

/// A file that was opened once: what is parsed is what was hashed.
public struct InputFile: Sendable {
  /// The name that the user gave.
  public let path: String
  /// The whole content. Mapped when large.
  public let data: Data
  /// SHA-256 of `data`.
  public let digest: Digest

  /// Opens, reads and hashes a regular file.
  ///
  /// - Parameter limit: the greatest number of bytes accepted.
  /// - Throws: `InputError` of `kind` if the file is absent, not regular, unreadable or too large; `unverifiable` in
  ///   place of `malformed` for the pointer to a file that was not fetched.
  public init(_ path: String, limit: Int, kind: InputError.Kind = .usage) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputFile.openFailure(path, errno, kind: kind) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw InputError(kind, file: path, InputFile.reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InputError(kind, file: path, "is not a regular file")
    }
    let byteCount = Int(status.st_size)
    guard byteCount <= limit else {
      throw InputError(kind, file: path, "has \(byteCount) bytes, more than the \(limit) accepted")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      data = try handle.read(upToCount: byteCount) ?? Data()
    } catch {
      throw InputError(kind, file: path, "cannot be read")
    }
    guard data.count == byteCount else {
      throw InputError(kind, file: path, "changed while it was read")
    }
    if let failure = StandIn.failure(data, byteCount: byteCount, path, kind: kind) { throw failure }
    self.path = path
    digest = data.withUnsafeBytes { bytes in
      var hasher = DigestHasher()
      hasher.update(bytes)
      return hasher.finalize()
    }
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
    switch code {
    case ENOENT: "no such file"
    case EACCES, EPERM: "permission denied"
    case EISDIR: "is a folder"
    case ENOSPC: "no space left on the device"
    default: String(cString: strerror(code))
    }
  }
}
