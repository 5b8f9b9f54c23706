/// Asks servers for files, one address at a time; nothing is followed.
protocol Transport {
  /// Sends a request and reads the head of the answer.
  ///
  /// - Throws: `InputError` of kind unverifiable if there is no answer, or malformed if it is none of HTTP.
  func open(_ request: WebRequest) throws -> any Exchange
}

/// What is asked for.
struct WebRequest: Equatable {
  let address: WebAddress
  /// Where the host is; the connection goes to one of these.
  let addresses: [NetworkAddress]
  /// Only what follows is wanted, if the file is still the one of this tag.
  var rest: Rest?

  struct Rest: Equatable {
    /// Bytes that are there already.
    let offset: Int
    let tag: EntityTag
  }
}

/// An answer that is on its way.
protocol Exchange {
  var head: ResponseHead { get }

  /// The next bytes of the body; empty at its end.
  ///
  /// - Throws: `InputError` of kind unverifiable if the connection breaks.
  func next() throws -> ArraySlice<UInt8>
}
