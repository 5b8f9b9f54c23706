import Foundation
import Text

/// Keys in PEM: base64 between two lines that say what it is.
///
/// - Source: RFC 7468.
struct PEM: Sendable {
  let label: String
  let der: [UInt8]

  init(_ label: String, _ der: [UInt8]) { (self.label, self.der) = (label, der) }

  /// The text, in lines of 64 characters, with a last line end.
  var text: String {
    let body = Array(Base64.text(der))
    let lines = stride(from: 0, to: body.count, by: 64).map {
      String(body[$0..<min($0 + 64, body.count)])
    }
    return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----", ""])
      .joined(separator: "\n")
  }

  /// The blocks of a text, whatever stands between them. No message quotes the text: it may be secret.
  ///
  /// - Throws: `InputError` if a block has no end, or is not base64.
  static func blocks(_ bytes: some Collection<UInt8>, file: String) throws -> [PEM] {
    let text = String(decoding: bytes, as: UTF8.self)
    var blocks: [PEM] = []
    var open: (label: String, body: String)?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
      if let label = label(line, "BEGIN") {
        guard open == nil else { throw failure(file, index, "begins before another one ends") }
        open = (label, "")
      } else if let label = label(line, "END") {
        guard let block = open, block.label == label else {
          throw failure(file, index, "ends and did not begin")
        }
        guard let der = Base64.bytes(block.body) else {
          throw failure(file, index, "is not base64")
        }
        blocks.append(PEM(label, der))
        open = nil
      } else if open != nil {
        open?.body += line
      }
    }
    if open != nil { throw InputError(file: file, "a key in PEM has no end: is the file whole?") }
    return blocks
  }

  private static func label(_ line: String, _ word: String) -> String? {
    let (start, end) = ("-----\(word) ", "-----")
    guard line.hasPrefix(start), line.hasSuffix(end), line.count > start.count + end.count else {
      return nil
    }
    return String(line.dropFirst(start.count).dropLast(end.count))
  }

  private static func failure(_ file: String, _ index: Int, _ reason: String) -> InputError {
    InputError(file: file, place: "\(index + 1)", "a block of PEM \(reason)")
  }

  /// What to do with a block that is of no use, or is not what was asked for.
  static func advice(_ blocks: [PEM]) -> String {
    switch blocks.first?.label {
    case "ENCRYPTED PRIVATE KEY":
      "it has a password: write a copy without, 'openssl pkey -in FILE -out COPY'"
    case "OPENSSH PRIVATE KEY": "keys of OpenSSH are not read: make one by 'certificate keygen'"
    case "PUBLIC KEY": "this is the public key; signing needs the private one"
    case "PRIVATE KEY", "EC PRIVATE KEY":
      "this is a private key; name the public one, 'openssl pkey -in FILE -pubout'"
    default: "Ed25519 and P-256 are known: make a pair by 'seedproof certificate keygen'"
    }
  }
}
