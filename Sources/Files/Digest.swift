import Crypto
import Text

/// A SHA-256 digest.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public static let byteCount = 32

  /// The 32 bytes.
  public let bytes: [UInt8]

  /// The digest whose 32 bytes are given.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Digest.byteCount else { return nil }
    self.bytes = Array(bytes)
  }

  /// The digest written as 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard let bytes = Files.bytes(hex: hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// SHA-256 of `data`.
  public init(of data: some Sequence<UInt8>) {
    var hasher = DigestHasher()
    if data.withContiguousStorageIfAvailable({ hasher.update(UnsafeRawBufferPointer($0)) }) == nil {
      Array(data).withUnsafeBytes { hasher.update($0) }
    }
    self = hasher.finalize()
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String { hex(bytes) }
}

/// SHA-256 of bytes that arrive in pieces.
public struct DigestHasher: Sendable {
  private var state = SHA256()

  public init() {}

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    state.update(bufferPointer: bytes)
  }

  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  public consuming func finalize() -> Digest { Digest(bytes: Array(state.finalize()))! }
}

/// Lower-case hexadecimal digits of `bytes`.
public func hex(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  return String(decoding: text, as: UTF8.self)
}

/// The bytes that lower-case hexadecimal digits stand for; nil for anything else.
public func bytes(hex: some StringProtocol) -> [UInt8]? {
  func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
  let digits = Array(hex.utf8)
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}
