import Files

/// A signed file that can be stamped: a certificate, or a plan that was signed before its trials.
public struct StampSubject: Sendable {
  /// SHA-256 of what is stamped: of the statement that says all, without its signature.
  public let statement: Digest

  /// Reads a file. It was not checked against any key.
  ///
  /// - Throws: `InputError`: usage if there is none, malformed if it is neither.
  public init(_ path: String) throws {
    let file = try InputFile(path, limit: Envelope.byteLimit)
    let isOneLine = !file.data.dropLast().contains(0x0a)
    statement =
      isOneLine
      ? try SignedPlan(file.data, path: path).digest
      : try CertificateFile(file.data, path: path).digest
  }
}
