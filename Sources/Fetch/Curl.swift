import Files
import Processes
import Text

/// Asks by the program curl, which is looked up in PATH.
///
/// What it may do is given whole on its command line. It reads no configuration and no password file, speaks HTTPS and
/// nothing else, follows nothing, and goes to the addresses that were found for the host and to no others; so no
/// variable of the environment names a proxy to it, which would look the host up once more.
final class Curl: Transport {
  /// Certificates of authorities, in PEM; nil for those of the system.
  let authorities: String?
  private var isChecked = false

  init(authorities: String?) { self.authorities = authorities }

  /// The slowest that a server may be, in bytes a second over a minute.
  private static let slowest = 256
  private static let longestSeconds = 24 * 3600

  func open(_ request: WebRequest) throws -> any Exchange {
    if !isChecked { try CurlVersion.check(Self.version()) }
    isChecked = true
    let child = try Self.start(Self.arguments(request, authorities: authorities))
    return try CurlExchange(child, host: request.address.host)
  }

  private static func start(_ words: [String]) throws -> ChildProcess {
    do { return try ChildProcess(words) } catch {
      throw InputError(
        "curl cannot be started, by which files are fetched",
        advice: "install it: apt-get install curl")
    }
  }

  /// What curl says of itself; a beginning of it, if it is long.
  private static func version() throws -> String {
    let child = try start(["curl", "--disable", "--version"])
    var text: [UInt8] = []
    var complaint = TextTail(byteLimit: 1024)
    while text.count < CurlVersion.byteLimit {
      let bytes = CurlExchange.read(child, &complaint)
      guard !bytes.isEmpty else { break }
      text += bytes
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func arguments(_ request: WebRequest, authorities: String?) -> [String] {
    let address = request.address
    var words = [
      // Must come first: no configuration is read.
      "curl", "--disable", "--silent", "--show-error", "--include", "--no-buffer", "--globoff",
      "--path-as-is", "--proto", "=https", "--tlsv1.2", "--http1.1", "--noproxy", "*",
      "--connect-timeout", "30", "--speed-limit", String(slowest), "--speed-time", "60",
      "--max-time", String(longestSeconds), "--user-agent", "seedproof",
      "--header", "Accept-Encoding: identity",
    ]
    if address.literal == nil {
      words += ["--resolve", "\(address.host):\(address.port):\(list(request.addresses))"]
    }
    if let authorities { words += ["--cacert", authorities] }
    if let rest = request.rest {
      words += ["--range", "\(rest.offset)-", "--header", "If-Range: \(rest.tag.text)"]
    }
    return words + ["--url", address.description]
  }

  private static func list(_ addresses: [NetworkAddress]) -> String {
    addresses.map { $0.bytes.count == 16 ? "[\($0)]" : "\($0)" }.joined(separator: ",")
  }
}

/// One run of curl: the head, then the body, on its standard output.
final class CurlExchange: Exchange {
  let head: ResponseHead
  private let child: ChildProcess
  private let host: String
  /// What came with the head.
  private var waiting: ArraySlice<UInt8>
  private var complaint = TextTail(byteLimit: 1024)

  init(_ child: ChildProcess, host: String) throws {
    (self.child, self.host, waiting) = (child, host, [])
    var reader = HeadReader()
    var complaint = TextTail(byteLimit: 1024)
    while true {
      let bytes = Self.read(child, &complaint)
      guard !bytes.isEmpty else { throw Self.failure(child, complaint, host) }
      if let (head, rest) = try reader.append(bytes) {
        (self.head, waiting, self.complaint) = (head, rest, complaint)
        return
      }
    }
  }

  func next() throws -> ArraySlice<UInt8> {
    guard waiting.isEmpty else {
      defer { waiting = [] }
      return waiting
    }
    let bytes = Self.read(child, &complaint)
    guard bytes.isEmpty else { return bytes }
    guard child.finish() == .exited(0) else { throw Self.failure(child, complaint, host) }
    return []
  }

  /// The next bytes of standard output; empty at its end, when all of standard error was read too.
  fileprivate static func read(
    _ child: ChildProcess, _ complaint: inout TextTail
  ) -> ArraySlice<UInt8> {
    while child.isOpen(.standard) || child.isOpen(.error) {
      let ready = child.wait(atMost: 1000)
      if ready.contains(.error) { complaint.append(child.read(.error)) }
      if ready.contains(.standard) {
        let bytes = child.read(.standard)
        if !bytes.isEmpty { return bytes }
      }
    }
    return []
  }

  /// Why curl gave up, by its exit status and in its own words.
  private static func failure(
    _ child: ChildProcess, _ complaint: TextTail, _ host: String
  ) -> InputError {
    let said = complaint.text.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
    guard case .exited(let status) = child.finish() else {
      return InputError(.unverifiable, "curl was killed while it read from \(host)")
    }
    return switch status {
    case 0: InputError(.malformed, "\(host) ended its answer before its head was whole")
    case 77: InputError("curl cannot use the certificates of authorities" + said)
    case 60:
      InputError(
        .unverifiable, "\(host) does not show who it is" + said,
        advice: "for a server of your own give its authority's certificate by --ca-file")
    case 18, 28, 52, 56:
      InputError(
        .unverifiable, "the connection to \(host) broke" + said,
        advice: "the same command goes on")
    default:
      InputError(
        .unverifiable, "\(host) cannot be reached" + said,
        advice: "no proxy is asked; a server in reach can be named by --mirror")
    }
  }
}

/// Finds the end of an answer's head in bytes that come in pieces.
struct HeadReader {
  private var bytes: [UInt8] = []
  /// Of interim answers.
  private var passedCount = 0

  /// - Returns: the head and what follows it, once it is whole; heads of interim answers (100 to 199) are passed over.
  /// - Throws: `InputError` of kind malformed if it is none of HTTP, or too long with those.
  mutating func append(
    _ more: ArraySlice<UInt8>
  ) throws(InputError) -> (ResponseHead, ArraySlice<UInt8>)? {
    bytes += more
    while let end = Self.end(of: bytes) {
      let head = try ResponseHead(bytes[..<end])
      guard head.status < 200 else { return (head, bytes[end...]) }
      bytes.removeSubrange(..<end)
      passedCount += end
    }
    guard passedCount + bytes.count <= ResponseHead.byteLimit else {
      throw InputError(.malformed, "the head of the server's answer is too long")
    }
    return nil
  }

  /// The place after the first empty line.
  private static func end(of bytes: [UInt8]) -> Int? {
    var lineStart = 0
    for (index, byte) in bytes.prefix(ResponseHead.byteLimit).enumerated()
    where byte == UInt8(ascii: "\n") {
      let line = bytes[lineStart..<index]
      if line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")]) { return index + 1 }
      lineStart = index + 1
    }
    return nil
  }
}
