import Files
import Foundation
import SwiftASN1
import Text
import X509

/// A time-stamp beside a signed statement: an authority's word that the statement was there at a time.
///
/// What is read has the right form, and was not checked against any authority yet.
public struct TimeStamp: Sendable {
  /// The greatest file that is read.
  static let byteLimit = 1 << 16

  /// For messages.
  let path: String
  /// The answer of the authority, in DER.
  public let bytes: [UInt8]
  /// When, as the authority says.
  public let time: SignedTime
  private let info: TimeStampInfo

  /// Where the stamp of a signed file lies: beside it.
  public static func path(of signed: String) -> String { signed + ".tsr" }

  /// Reads a file: an authority's response, or its token alone.
  ///
  /// - Throws: `InputError`: usage if there is none, malformed for everything that is no time-stamp.
  public init(_ path: String) throws {
    try self.init(InputFile(path, limit: Self.byteLimit, excess: .malformed).data, path: path)
  }

  init(_ content: some Sequence<UInt8>, path: String) throws {
    self.path = path
    let response = try Self.naming(path) { try TimeStampResponse(Array(content)) }
    bytes = response.bytes
    let info = try Self.naming(path) { try TimeStampInfo(Self.message(response.token).content) }
    guard let time = Self.time(info.time) else {
      throw Self.failure(path, TimeStampDefect("its time is none"))
    }
    (self.info, self.time) = (info, time)
  }

  private static func message(_ token: ASN1Node) throws -> SignedData {
    let message = try SignedData(token)
    guard message.contentType == TimeStampInfo.contentType else {
      throw TimeStampDefect("its signed message is something else")
    }
    return message
  }

  /// The whole second in which it lies.
  private static func time(_ time: GeneralizedTime) -> SignedTime? {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let year = String(repeating: "0", count: max(0, 4 - String(time.year).count)) + "\(time.year)"
    return SignedTime(
      "\(year)-\(two(time.month))-\(two(time.day))T\(two(time.hours)):\(two(time.minutes)):"
        + "\(two(time.seconds))Z")
  }

  /// Whether it is of the statement with this digest.
  public func isOf(_ statement: Digest) -> Bool { info.imprint == MessageImprint(statement) }

  /// Checks the signature, and that one of the reader's authorities stands behind it.
  ///
  /// - Throws: `InputError` of kind malformed: a bad stamp is as bad as a bad signature.
  public func checked(by authority: TimeStampAuthority) async throws -> CheckedTime {
    let message = try Self.naming(path) { try Self.message(TimeStampResponse(bytes).token) }
    let known = message.certificates + authority.certificates
    guard let signer = known.first(where: message.signer.isNamed) else {
      throw InputError(
        .malformed, file: path, "is no good time-stamp: its signer's certificate is not there",
        advice: "ask for it with the stamp, as 'certificate stamp --request' does")
    }
    do {
      try message.signer.requireSignature(
        by: signer.certificate.publicKey, of: message.content, type: message.contentType)
      try await authority.require(
        signer.certificate, beside: message.certificates.map(\.certificate), at: time.date)
    } catch let defect as TimeStampDefect { throw Self.failure(path, defect) }
    // Part of a second is over, and the authority's clock may be wrong.
    let late = (info.time.fractionalSeconds > 0 ? 1 : 0) + info.accuracy
    return CheckedTime(
      stamp: self, authority: String("\(signer.certificate.subject)".unicodeScalars.prefix(120)),
      latest: time.epoch + late)
  }

  /// Reads, and says of which file it is that something is wrong.
  private static func naming<T>(_ path: String, _ read: () throws -> T) throws -> T {
    do { return try read() } catch let defect as TimeStampDefect {
      throw failure(path, defect)
    } catch {
      // The library's words quote what it read.
      throw failure(path, TimeStampDefect("it is damaged, or not in DER"))
    }
  }

  private static func failure(_ path: String, _ defect: TimeStampDefect) -> InputError {
    InputError(
      .malformed, file: path, "is no good time-stamp: \(defect.reason)", advice: defect.advice)
  }
}

/// A time that an authority of the reader stands behind.
public struct CheckedTime: Sendable {
  public let stamp: TimeStamp
  /// The authority's name in its certificate: foreign text.
  public let authority: String
  /// Unix time at which the statement was there, whatever the authority's clock did within its accuracy.
  let latest: Int

  /// When, and who says so.
  var text: String { "stamped at \(stamp.time) by '\(authority)'" }
}
