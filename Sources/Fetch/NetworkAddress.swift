import Foundation

/// An address of IPv4 or IPv6.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16.
  let bytes: [UInt8]

  /// - Precondition: 4 or 16 bytes.
  init(bytes: [UInt8]) {
    precondition(bytes.count == 4 || bytes.count == 16, "an address of \(bytes.count) bytes")
    self.bytes = bytes
  }

  /// An address as it is commonly written: four decimal numbers without zeros before them, or groups with colons. No
  /// interface may be named.
  init?(_ text: String) {
    if text.contains(":") {
      var address = in6_addr()
      guard !text.contains("%"), inet_pton(AF_INET6, text, &address) == 1 else { return nil }
      self.init(bytes: withUnsafeBytes(of: &address) { Array($0) })
      return
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part in UInt8(part).flatMap { String($0) == part ? $0 : nil } }
    guard parts.count == 4, bytes.count == 4 else { return nil }
    self.init(bytes: bytes)
  }

  public var description: String {
    guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether anybody on the internet reaches the same machine by it: not this machine, nor a network that is private,
  /// shared, of one link, reserved, for documents, or for many at once.
  ///
  /// Of IPv6 only global unicast addresses are, and those that stand for a public one of IPv4 by NAT64. One that leads
  /// through a tunnel to an address of IPv4 may lead anywhere, and is not.
  ///
  /// - Source: IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its successors).
  var isPublic: Bool {
    bytes.count == 4
      ? !Self.special.contains { begins(with: $0.0, bits: $0.1) }
      : isPublicOfSix
  }

  private var isPublicOfSix: Bool {
    // The well-known prefix of NAT64 (RFC 6052), and addresses of IPv4 in those of IPv6 (RFC 4291).
    for (prefix, bits) in [([0, 0x64, 0xff, 0x9b], 96), (Self.mapped, 96)] as [([UInt8], Int)]
    where begins(with: prefix, bits: bits) {
      return NetworkAddress(bytes: Array(bytes[12...])).isPublic
    }
    return begins(with: [0x20], bits: 3)
      && !Self.specialOfSix.contains { begins(with: $0.0, bits: $0.1) }
  }

  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

  /// Address blocks that are not public, each by its first bytes and the number of bits that count.
  private static let special: [([UInt8], Int)] = [
    ([0], 8),  // this network
    ([10], 8),  // private
    ([100, 64], 10),  // shared by a carrier's customers (CGNAT)
    ([127], 8),  // this machine
    ([169, 254], 16),  // of one link; clouds tell secrets there
    ([172, 16], 12),  // private
    ([192, 0, 0], 24),  // protocol assignments
    ([192, 0, 2], 24),  // for documents
    ([192, 88, 99], 24),  // relays of tunnels, given up
    ([192, 168], 16),  // private
    ([198, 18], 15),  // benchmarks
    ([198, 51, 100], 24),  // for documents
    ([203, 0, 113], 24),  // for documents
    ([224], 4),  // to many
    ([240], 4),  // reserved, and to all
  ]

  /// Within 2000::/3.
  private static let specialOfSix: [([UInt8], Int)] = [
    ([0x20, 0x01, 0], 23),  // protocol assignments, the tunnels of Teredo among them
    ([0x20, 0x01, 0x0d, 0xb8], 32),  // for documents
    ([0x20, 0x02], 16),  // tunnels (6to4)
    ([0x3f, 0xff, 0], 20),  // for documents
  ]

  /// Whether the first `bits` bits are those of `prefix`, of which zeros at the end may be left out.
  private func begins(with prefix: [UInt8], bits: Int) -> Bool {
    for index in 0..<(bits + 7) / 8 {
      let mask = UInt8(truncatingIfNeeded: 0xff00 >> min(8, bits - index * 8))
      let wanted = index < prefix.count ? prefix[index] : 0
      guard bytes[index] & mask == wanted & mask else { return false }
    }
    return true
  }
}
