import SwiftASN1

/// What an authority signs: that somebody showed it this hash at this time.
///
/// - Source: RFC 3161, section 2.4.2, `TSTInfo`.
struct TimeStampInfo: Sendable {
  /// `id-ct-TSTInfo`
  static let contentType: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 1, 4]

  let imprint: MessageImprint
  let time: GeneralizedTime
  /// The time may be off by so many seconds, rounded up; 0 where the authority does not say.
  let accuracy: Int

  init(_ bytes: ArraySlice<UInt8>) throws {
    self = try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
      guard try Int(derEncoded: &nodes) == 1 else {
        throw TimeStampDefect("it is of another version than 1")
      }
      // The authority's policy.
      _ = try ASN1ObjectIdentifier(derEncoded: &nodes)
      let imprint = try MessageImprint(nodes.required())
      // Its serial number, of up to 160 bits.
      _ = try ArraySlice<UInt8>(derEncoded: &nodes)
      let time = try GeneralizedTime(derEncoded: &nodes)
      let accuracy = try DER.optionalImplicitlyTagged(
        &nodes, tagNumber: ASN1Identifier.sequence.tagNumber, tagClass: .universal, Self.accuracy)
      // Whether its stamps can be ordered, the nonce, and its name: of no matter here.
      let _: Bool? = try DER.optionalImplicitlyTagged(&nodes)
      let _: ArraySlice<UInt8>? = try DER.optionalImplicitlyTagged(&nodes)
      _ = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { $0 }
      _ = try DER.optionalImplicitlyTagged(
        &nodes, tagNumber: 1, tagClass: .contextSpecific, Self.refuseCriticalExtensions)
      return TimeStampInfo(imprint: imprint, time: time, accuracy: accuracy ?? 0)
    }
  }

  private init(imprint: MessageImprint, time: GeneralizedTime, accuracy: Int) {
    (self.imprint, self.time, self.accuracy) = (imprint, time, accuracy)
  }

  /// Whole seconds, then thousandths and millionths of one.
  private static func accuracy(_ node: ASN1Node) throws -> Int {
    try DER.sequence(node, identifier: .sequence) { nodes in
      let seconds: Int32? = try DER.optionalImplicitlyTagged(&nodes)
      let parts: [Int32?] = try [0, 1].map { number in
        try DER.optionalImplicitlyTagged(&nodes, tag: .tag(number))
      }
      guard let whole = Int(exactly: seconds ?? 0), whole >= 0 else {
        throw TimeStampDefect("its accuracy is none")
      }
      return whole + (parts.allSatisfy { $0 == nil } ? 0 : 1)
    }
  }

  private static func refuseCriticalExtensions(_ node: ASN1Node) throws {
    for extensionNode in try node.children(.tag(1)) {
      let parts = try extensionNode.children(.sequence)
      // Name and value, and between them whether it is critical.
      guard parts.count == 2 || (parts.count == 3 && (try? Bool(derEncoded: parts[1])) == false)
      else {
        throw TimeStampDefect("it has an extension that must be understood, and is not known here")
      }
    }
  }
}
