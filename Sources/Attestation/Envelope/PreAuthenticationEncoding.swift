/// The bytes that a signature of an envelope covers: type and body, each with its length before it.
///
///     DSSEv1 SP LEN(type) SP type SP LEN(body) SP body      LEN in ASCII decimal digits
///
/// - Source: DSSE 1.0, "Signature Definition" (github.com/secure-systems-lab/dsse).
public enum PreAuthenticationEncoding {
  public static func bytes(type: String, body: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(type.utf8.count) \(type) \(body.count) ".utf8) + body
  }
}
