import SwiftASN1

/// Why something is no time-stamp; `TimeStamp` says of which file.
struct TimeStampDefect: Error {
  let reason: String
  var advice: String?

  init(_ reason: String, advice: String? = nil) { (self.reason, self.advice) = (reason, advice) }
}

extension ASN1NodeCollection.Iterator {
  /// The next node, which must be there.
  mutating func required() throws -> ASN1Node {
    guard let node = next() else { throw TimeStampDefect("a part of it is missing") }
    return node
  }
}

extension ASN1Node {
  /// The nodes inside of it, in their order.
  ///
  /// - Parameter identifier: what it must be.
  func children(_ identifier: ASN1Identifier) throws -> [ASN1Node] {
    guard self.identifier == identifier, case .constructed(let nodes) = content else {
      throw TimeStampDefect("a part of it is of another kind")
    }
    return Array(nodes)
  }

  /// The one node inside of it.
  func onlyChild(_ identifier: ASN1Identifier) throws -> ASN1Node {
    let nodes = try children(identifier)
    guard nodes.count == 1 else { throw TimeStampDefect("a part of it stands more than once") }
    return nodes[0]
  }
}

extension ASN1Identifier {
  /// `[number]`
  static func tag(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }
}
