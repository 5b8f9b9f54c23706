import Files
import SwiftASN1

/// The question to a time-stamping authority: sign that this statement is there.
///
/// It is a function of the statement alone, so that the same statement gives the same bytes. The nonce, by which a
/// client sees that an answer is no older than its question, is derived too: an answer that is older says more, not
/// less, and no check here looks at it.
///
/// - Source: RFC 3161, section 2.4.1.
public struct TimeStampRequest: Sendable {
  /// The request in DER, as an authority takes it.
  public let bytes: [UInt8]

  /// - Parameter statement: its SHA-256.
  public init(_ statement: Digest) throws {
    let nonce = Digest(of: statement.bytes).bytes.prefix(8).reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    var coder = DER.Serializer()
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(1)
      try coder.serialize(MessageImprint(statement))
      try coder.serialize(nonce)
      // With the authority's certificate: else its readers would have to find it.
      try coder.serialize(true)
    }
    bytes = coder.serializedBytes
  }
}
