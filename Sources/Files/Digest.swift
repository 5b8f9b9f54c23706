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
    let digits = Array(hex.utf8)
    guard digits.count == 2 * Digest.byteCount,
      digits.allSatisfy({ $0.isDigit || (0x61...0x66).contains($0) })
    else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)!
    }
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
