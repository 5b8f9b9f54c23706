import Files
import Text

/// A certificate in its file: three signed statements, one a line.
///
/// What is read has the right form, says one thing in all three, and was not checked against any key yet.
public struct CertificateFile: Sendable {
  /// Its name in an experiment folder.
  public static let name = "certificate.intoto.jsonl"
  /// How every certificate begins.
  public static let beginning = Array("{\"payload\":\"".utf8)

  /// For messages.
  public let path: String
  public let envelopes: [Envelope]
  public let certificate: Certificate
  /// SHA-256 of our own statement, which holds the digests of the others: the certificate's identity.
  public let digest: Digest

  /// Signs a certificate.
  public init(_ certificate: Certificate, signedBy key: SigningKey, path: String) throws {
    self.path = path
    self.certificate = certificate
    let statements = certificate.statements
    envelopes = try statements.map { try Envelope($0, signedBy: key) }
    digest = statements[statements.count - 1].digest
  }

  /// The file's content.
  public var text: String { envelopes.map { $0.line + "\n" }.joined() }

  /// Reads a file.
  ///
  /// - Throws: `InputError`: usage if there is none, malformed for everything that is no certificate.
  public init(_ path: String) throws {
    let file = try InputFile(path, limit: Envelope.byteLimit, excess: .malformed)
    try self.init(file.data, path: path)
  }

  /// Reads the content of a file; `path` stands for it in messages.
  public init(_ content: some Collection<UInt8>, path: String) throws {
    func malformed(_ reason: String) -> InputError { InputError(.malformed, file: path, reason) }
    self.path = path
    var lines = content.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count == Certificate.types.count else {
      if (try? SignedPlan(content, path: path)) != nil {
        throw InputError(
          .malformed, file: path, "is a signed plan, not a certificate",
          advice: "name it by --plan, and a certificate or its folder as the argument")
      }
      throw malformed(
        "has \(lines.count) lines, not the three signed statements of a certificate: cut short?")
    }
    envelopes = try lines.enumerated().map { index, line in
      try Envelope(line: line, file: path, place: "\(index + 1)")
    }
    let statements = try envelopes.enumerated().map { index, envelope in
      try Statement(payload: envelope.payload, file: path, place: "\(index + 1)")
    }
    var byType: [String: Statement] = [:]
    for statement in statements { byType[statement.predicateType] = statement }
    guard byType.count == statements.count,
      let own = byType[Certificate.predicateType],
      statements.allSatisfy({ known in
        Certificate.types.contains { $0.utf8.elementsEqual(known.predicateType.utf8) }
      })
    else {
      throw malformed(
        "does not hold one statement of each type: \(Certificate.types.joined(separator: ", "))")
    }
    guard statements.allSatisfy({ $0.subjects == own.subjects }) else {
      throw malformed("its statements are about different files: was it put together from two?")
    }
    let signers = envelopes.map { Set($0.signatures.map(\.keyIdentifier)) }
    guard signers.allSatisfy({ $0 == signers[0] }) else {
      throw malformed("its statements have different signers: was it put together from two?")
    }
    certificate = try Certificate(own, file: path)
    digest = own.digest
    // The other two follow from ours, to the byte.
    guard certificate.otherStatements.allSatisfy({ byType[$0.predicateType] == $0 }) else {
      throw malformed("its statements contradict each other: was it put together from two?")
    }
  }

  /// Sees that each of `keys` signed every statement.
  ///
  /// - Throws: `InputError` of kind malformed.
  public func requireSignatures(of keys: [PublicKey]) throws {
    for key in keys {
      for (index, envelope) in envelopes.enumerated() where !envelope.isSigned(by: key) {
        throw InputError(
          .malformed, file: path, place: "\(index + 1)",
          "has no good signature of the \(key.algorithm.name) key \(key.identifier.prefix(16))",
          advice: "it was changed, or another key signed it")
      }
    }
  }
}
