import Files
import Text

/// Brings one file from a server into its place beside its name.
struct Download {
  let transport: any Transport
  let route: Route
  /// Is told how many bytes are there, of how many.
  var progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }

  /// What came, under the name of an unfinished file: nobody has looked at it yet.
  struct Arrival {
    let byteCount: Int
    let digest: Digest
    /// The commit of the repository that the file is of, where the server says so.
    let commit: String?
    /// Whether an earlier run had fetched its beginning.
    let isResumed: Bool
  }

  /// - Parameters:
  ///   - byteLimit: of the whole file.
  ///   - isPinned: whether its digest is known. No other file is taken where a server on the way is not public.
  /// - Returns: nil if the server has no such file.
  /// - Throws: `InputError`: of kind unverifiable if the server cannot be reached or the connection breaks, when a later
  ///   call goes on; of kind malformed if the answer breaks a rule, when the next one begins anew.
  func run(
    _ address: WebAddress, to partial: PartialFile, byteLimit: Int, isPinned: Bool
  ) throws -> Arrival? {
    try partial.check()
    do {
      guard let rest = partial.rest(of: address) else {
        return try attempt(address, partial, nil, byteLimit, isPinned).arrival
      }
      let first = try attempt(address, partial, rest, byteLimit, isPinned)
      guard first.isOutOfRange else { return first.arrival }
      partial.discard()
      return try attempt(address, partial, nil, byteLimit, isPinned).arrival
    } catch let error as InputError where error.kind == .malformed {
      partial.discard()
      throw error
    }
  }

  private typealias Rest = (rest: WebRequest.Rest, byteCount: Int)

  /// Follows the servers to the file, and takes it.
  private func attempt(
    _ address: WebAddress, _ partial: PartialFile, _ rest: Rest?, _ byteLimit: Int,
    _ isPinned: Bool
  ) throws -> (arrival: Arrival?, isOutOfRange: Bool) {
    var way = Redirects(from: address)
    var told = Announcement()
    // A server that is not public vouches for nothing, and so for no server that it leads to.
    var isPrivate = false
    while true {
      let reach = try route.reach(way.address)
      isPrivate = isPrivate || reach.isPrivate
      let exchange = try transport.open(
        WebRequest(address: way.address, addresses: reach.addresses, rest: rest?.rest))
      let head = exchange.head
      try told.read(head)
      switch head.status {
      case 301, 302, 303, 307, 308:
        guard let location = try head.value("location") else {
          throw wrong(way.address, "leads elsewhere and does not say where")
        }
        try way.follow(location)
      case 200, 206:
        guard isPinned || !isPrivate else { throw unpinned(way.address) }
        let body = try plan(head, way.address, rest, byteLimit)
        let note = try head.entityTag().map {
          PartialFile.Note(address: address.description, tag: $0, byteCount: body.byteCount)
        }
        try take(exchange, body, note, partial, way.address)
        return (try arrival(partial, body, told, way.address, isPinned), false)
      case 404, 410: return (nil, false)
      case 416 where rest != nil: return (nil, true)
      default: throw refusal(head.status, way.address)
      }
    }
  }

  /// What servers on the way say of the file.
  private struct Announcement {
    var commit: String?
    var digest: Digest?

    /// - Source: huggingface_hub, whose client reads these two fields.
    mutating func read(_ head: ResponseHead) throws {
      commit = try commit ?? head.value("x-repo-commit").flatMap(ModelName.commit)
      digest =
        try digest
        ?? head.value("x-linked-etag").flatMap {
          Digest(hex: $0.filter { $0 != "\"" })
        }
    }
  }

  /// Which bytes of the whole an answer has.
  struct Body: Equatable {
    let offset: Int
    /// Of the whole.
    let byteCount: Int
  }

  /// Sees that the body is what was asked for, before it is read.
  private func plan(
    _ head: ResponseHead, _ address: WebAddress, _ rest: Rest?, _ byteLimit: Int
  ) throws -> Body {
    let coding = try head.value("content-encoding") ?? "identity"
    guard coding == "identity" else {
      throw wrong(address, "sends the file as '\(coding.prefix(40))', which was not asked for")
    }
    let length = try head.contentLength()
    let body: Body
    if head.status == 200 {
      // The server has another file by now, or knows no parts: all of it comes.
      body = Body(offset: 0, byteCount: length)
    } else {
      guard let rest else { throw wrong(address, "sends a part, and all was asked for") }
      let range = try head.contentRange()
      let tag = try head.entityTag()
      guard range.start == rest.rest.offset, range.byteCount == rest.byteCount,
        range.end == range.byteCount, length == range.end - range.start,
        tag == nil || tag == rest.rest.tag
      else { throw wrong(address, "sends another part than was asked for") }
      body = Body(offset: range.start, byteCount: range.byteCount)
    }
    guard body.byteCount <= byteLimit else {
      throw wrong(
        address, "has a file of \(body.byteCount) bytes, more than the \(byteLimit) accepted")
    }
    return body
  }

  /// Writes the body behind what is there.
  private func take(
    _ exchange: any Exchange, _ body: Body, _ note: PartialFile.Note?, _ partial: PartialFile,
    _ address: WebAddress
  ) throws {
    if body.offset == 0 {
      partial.discard()
      try partial.write(note)
    }
    let file = try partial.open()
    guard try file.byteCount() == body.offset else {
      throw InputError(file: partial.path, "changed while it was fetched")
    }
    var count = body.offset
    progress(count, body.byteCount)
    while case let bytes = try exchange.next(), !bytes.isEmpty {
      count += bytes.count
      guard count <= body.byteCount else {
        throw wrong(address, "sends more than the \(body.byteCount) bytes that it named")
      }
      try file.write(bytes)
      progress(count, body.byteCount)
    }
    guard count == body.byteCount else {
      throw InputError(
        .unverifiable, "\(address.shown) sent \(count) of \(body.byteCount) bytes",
        advice: "the same command goes on")
    }
    try file.synchronize()
  }

  /// Reads from the disk what is there now.
  private func arrival(
    _ partial: PartialFile, _ body: Body, _ told: Announcement, _ address: WebAddress,
    _ isPinned: Bool
  ) throws -> Arrival {
    let start = try OpenFile(partial.path).bytes(at: 0, count: 64)
    guard InputFile.webPage(start, partial.path) == nil else {
      throw wrong(address, "sent a web page, not the file")
    }
    let pointer = StandIn.failure(start, byteCount: body.byteCount, partial.path, kind: .usage)
    guard pointer == nil else { throw wrong(address, "sent a pointer to the file, not the file") }
    let file = try LargeFile(partial.path, limit: .max, kind: .malformed)
    guard file.byteCount == body.byteCount else {
      throw InputError(file: partial.path, "changed while it was fetched")
    }
    guard isPinned || file.byteCount > 0 else { throw wrong(address, "sent nothing") }
    if let digest = told.digest, digest != file.digest {
      throw wrong(
        address, "sent a file of SHA-256 \(file.digest), and its repository names \(digest)")
    }
    return Arrival(
      byteCount: file.byteCount, digest: file.digest, commit: told.commit,
      isResumed: body.offset > 0)
  }

  // MARK: Errors

  private func wrong(_ address: WebAddress, _ reason: String) -> InputError {
    InputError(.malformed, "\(address.shown) \(reason)")
  }

  private func unpinned(_ address: WebAddress) -> InputError {
    InputError(
      "\(address.shown) comes from a server that is not public, and the file's digest is not known",
      advice: "give the digests by --digests, as sha256sum prints them")
  }

  private func refusal(_ status: Int, _ address: WebAddress) -> InputError {
    let advice =
      switch status {
      case 401, 403: "is the name right, and the file open to all?"
      case 429, 500...: "try again later"
      default: nil as String?
      }
    return InputError(
      .unverifiable, "\(address.shown) answers with status \(status)", advice: advice)
  }
}
