import Files
import Text

@testable import Fetch

/// Servers that are none: what each address answers, and what was asked.
final class FakeServers: Transport {
  struct Answer: Exchange {
    let head: ResponseHead
    let body: [UInt8]
    /// Whether the connection breaks behind the body.
    let isBroken: Bool
    private let cursor = Cursor()

    final class Cursor {
      var position = 0
    }

    init(
      _ status: Int, _ fields: [(String, String)] = [], _ body: [UInt8] = [],
      isBroken: Bool = false
    ) {
      head = ResponseHead(status: status, fields: fields.map { (name: $0.0, value: $0.1) })
      (self.body, self.isBroken) = (body, isBroken)
    }

    /// Seven bytes at a time.
    func next() throws -> ArraySlice<UInt8> {
      let piece = body[cursor.position...].prefix(7)
      cursor.position += piece.count
      if piece.isEmpty, isBroken { throw InputError(.unverifiable, "the connection broke") }
      return piece
    }

    static func file(_ text: String, _ fields: [(String, String)] = []) -> Answer {
      let length = ("content-length", String(text.utf8.count))
      return Answer(200, [length] + fields, Array(text.utf8))
    }

    static func redirect(_ location: String, _ fields: [(String, String)] = []) -> Answer {
      Answer(302, [("location", location)] + fields)
    }
  }

  /// By addresses; where there is none it is 404.
  var answers: [String: (WebRequest) -> Answer] = [:]
  private(set) var requests: [WebRequest] = []

  func open(_ request: WebRequest) throws -> any Exchange {
    requests.append(request)
    return answers[request.address.description]?(request) ?? Answer(404)
  }

  /// Addresses that were asked for, and no longer are counted.
  func asked() -> [String] {
    defer { requests = [] }
    return requests.map(\.address.description)
  }

  func serve(_ address: String, _ text: String, _ fields: [(String, String)] = []) {
    answers[address] = { _ in .file(text, fields) }
  }

  /// Of every host: one is public, and `private.example` is not.
  static let lookup: Route.Lookup = { host in
    [NetworkAddress(bytes: host == "private.example" ? [10, 0, 0, 1] : [1, 1, 1, 1])]
  }

  func fetch(mirror: String? = nil, digests: DigestList = DigestList()) throws -> Fetch {
    try Fetch(
      mirror: mirror.map { try WebAddress($0) }, digests: digests, transport: self,
      lookup: Self.lookup)
  }
}
