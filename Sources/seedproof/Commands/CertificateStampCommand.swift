import ArgumentParser
import Attestation
import Files
import Foundation
import Text

/// `seedproof certificate stamp`
struct CertificateStampCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stamp",
    abstract: "Asks an authority for a time-stamp of a certificate, and puts its answer beside it.",
    discussion: """
      A time-stamp (RFC 3161) shows that a statement was there at a time. Write a request by --request, \
      send it to an authority, and hand its answer over by --token: it is written beside the signed file, \
      with '.tsr' at the end of its name, and 'certificate verify --tsa' checks it. A plan that \
      'certificate plan' signed can be stamped too. No connection is made here.
      """)

  @Argument(help: "The certificate, or the signed plan.")
  var signed: String

  @Option(help: ArgumentHelp("Write a request for an authority here.", valueName: "file"))
  var request: String?

  @Option(
    help: ArgumentHelp(
      "Put this answer of an authority beside the signed file: its response, or the token alone, in DER.",
      valueName: "file"))
  var token: String?

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func validate() throws {
    guard (request == nil) != (token == nil) else {
      throw ValidationError("name either --request or --token")
    }
  }

  func run() throws {
    let statement = try StampSubject(signed).statement
    var members: [(name: String, value: String)] = [("statement", statement.description)]
    if let request { members.append(("written", try writeRequest(statement, to: request))) }
    if let token {
      let stamp = try TimeStamp(token)
      members.append(("written", try write(stamp, of: statement, from: token)))
      members.append(("time", stamp.time.description))
    }
    if output.isJSON {
      let document = members.map { ($0.name, JSONValue.string($0.value)) }
      OutputSchema.certificateStamp.print(
        .object(Dictionary(uniqueKeysWithValues: document)))
    } else {
      for (name, value) in members {
        print(name.padding(toLength: 10, withPad: " ", startingAt: 0) + value.printable)
      }
    }
  }

  private func writeRequest(_ statement: Digest, to path: String) throws -> String {
    let bytes = try TimeStampRequest(statement).bytes
    // A request of the same statement alone is replaced.
    try OutputPlace.check(path, what: "request of this statement", beginning: bytes)
    try AtomicFile.write(bytes, to: path)
    return path
  }

  /// Puts a stamp beside the signed file, in the place of nothing but an earlier one.
  private func write(
    _ stamp: TimeStamp, of statement: Digest, from token: String
  ) throws -> String {
    guard stamp.isOf(statement) else {
      throw InputError(
        .malformed, file: token, "is a time-stamp of something else",
        advice: "send the request of this very file")
    }
    let path = TimeStamp.path(of: signed)
    if !FileEntry.isMissing(path) { _ = try TimeStamp(path) }
    try OutputPlace.check(path)
    try AtomicFile.write(stamp.bytes, to: path)
    return path
  }
}
