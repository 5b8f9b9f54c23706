import Files
import Foundation
import SwiftASN1
import Text
@_spi(FixedExpiryValidationTime) import X509

/// The authorities that a reader trusts with time: certificates that issue those of time-stamps.
public struct TimeStampAuthority: Sendable {
  /// For messages.
  let path: String
  let certificates: [AuthorityCertificate]

  /// Reads certificates in PEM.
  ///
  /// - Throws: `InputError` of kind usage.
  public init(_ path: String) throws {
    try self.init(pem: InputFile(path, limit: 1 << 20).data, path: path)
  }

  init(pem bytes: some Collection<UInt8>, path: String) throws {
    let advice = "name certificates in PEM, '-----BEGIN CERTIFICATE-----'"
    let blocks = try PEM.blocks(bytes, file: path)
    guard (1...64).contains(blocks.count), blocks.allSatisfy({ $0.label == "CERTIFICATE" }) else {
      throw InputError(
        file: path, "holds no certificate in PEM, or other things beside", advice: advice)
    }
    self.path = path
    certificates = try blocks.enumerated().map { index, block in
      do { return try AuthorityCertificate(block.der) } catch {
        throw InputError(
          file: path, place: "certificate \(index + 1)",
          "cannot be read, or has a key of a kind that is not known here", advice: advice)
      }
    }
  }

  /// Sees that `signer` may stamp, and that a chain of certificates leads from it to one of these, all valid at `time`.
  ///
  /// Whether one of them was revoked is not asked.
  func require(
    _ signer: X509.Certificate, beside others: [X509.Certificate], at time: Date
  ) async throws {
    try TimeStampingPolicy.requireUse(signer)
    guard signer.notValidBefore <= time, time <= signer.notValidAfter else {
      throw TimeStampDefect(
        "the authority's certificate was not valid at the time of the stamp: it is from "
          + "\(signer.notValidBefore.formatted(.iso8601)) to \(signer.notValidAfter.formatted(.iso8601))"
      )
    }
    var verifier = Verifier(rootCertificates: CertificateStore(certificates.map(\.certificate))) {
      RFC5280Policy(fixedExpiryValidationTime: time)
      TimeStampingPolicy()
    }
    let result = await verifier.validate(leaf: signer, intermediates: CertificateStore(others))
    guard case .validCertificate = result else {
      throw TimeStampDefect(
        "no chain of certificates that were valid then leads from its signer to one in '\(path)'",
        advice: "name the certificate that issued the authority's own")
    }
  }
}

/// What the certificates of a stamp must say of their use.
///
/// - Source: RFC 3161, section 2.3; RFC 5280, section 4.2.1.3.
struct TimeStampingPolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [.X509ExtensionID.extendedKeyUsage]

  /// A certificate above another one may sign certificates.
  func chainMeetsPolicyRequirements(
    chain: UnverifiedCertificateChain
  ) async -> PolicyEvaluationResult {
    for issuer in chain.dropFirst() {
      guard let use = try? issuer.extensions.keyUsage else {
        if issuer.extensions[oid: .X509ExtensionID.keyUsage] == nil { continue }
        return .failsToMeetPolicy(reason: "a key usage that cannot be read")
      }
      if !use.keyCertSign { return .failsToMeetPolicy(reason: "it may sign no certificates") }
    }
    return .meetsPolicy
  }

  /// The signer's certificate is for time-stamps, and for nothing else.
  static func requireUse(_ signer: X509.Certificate) throws {
    guard let known = signer.extensions[oid: .X509ExtensionID.extendedKeyUsage],
      let uses = try? ExtendedKeyUsage(known), uses.contains(.timeStamping)
    else { throw TimeStampDefect("the authority's certificate is not for time-stamps") }
    guard uses.count == 1 else {
      throw TimeStampDefect("the authority's certificate is for other things beside time-stamps")
    }
    guard known.critical else {
      throw TimeStampDefect("the authority's certificate does not insist on its use (critical)")
    }
    guard signer.extensions[oid: .X509ExtensionID.keyUsage] != nil else { return }
    let use = try? signer.extensions.keyUsage
    let isForSignatures = use.map { use in
      let others = [
        use.keyEncipherment, use.dataEncipherment, use.keyAgreement, use.keyCertSign, use.cRLSign,
        use.encipherOnly, use.decipherOnly,
      ]
      return (use.digitalSignature || use.nonRepudiation) && !others.contains(true)
    }
    guard isForSignatures == true else {
      throw TimeStampDefect("the authority's key is not for signatures alone")
    }
  }
}
