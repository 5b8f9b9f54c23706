import Files

/// The end of a golden: what it holds, where, and its digests.
struct Footer: Sendable, Equatable {
  /// Where a page stands.
  struct Entry: Sendable, Equatable {
    var kind: UInt8
    var firstRow: Int
    var rows: Int
    var offset: Int
  }

  var outcome: TrialOutcome
  var stepCount: Int
  var evaluationCount: Int
  var anchorCount: Int
  /// The chain's last value.
  var chain: Digest
  var contentDigest: Digest
  var entries: [Entry]
  /// For each page of steps, the chain's value after its last step.
  var pageChains: [Digest]

  /// The footer from its tag on, without its length.
  var bytes: [UInt8] {
    var bytes = [PageKind.footerTag, outcome.code]
    for count in [stepCount, evaluationCount, anchorCount] {
      bytes.append(littleEndian: UInt32(count))
    }
    bytes += chain.bytes + contentDigest.bytes
    bytes.append(littleEndian: UInt32(entries.count))
    for entry in entries {
      bytes.append(entry.kind)
      bytes.append(littleEndian: UInt32(entry.firstRow))
      bytes.append(littleEndian: UInt32(entry.rows))
      bytes.append(littleEndian: UInt64(entry.offset))
    }
    return bytes + pageChains.flatMap(\.bytes)
  }
}

extension Footer {
  /// - Parameter allowsMore: whether a newer minor version may have added bytes at the end.
  /// - Throws: `InputError` of kind malformed.
  init(_ cursor: inout ByteCursor, allowsMore: Bool) throws {
    guard try cursor.number(UInt8.self) == PageKind.footerTag else {
      throw cursor.malformed("the footer does not stand where its length says")
    }
    guard let outcome = TrialOutcome(code: try cursor.number(UInt8.self)) else {
      throw cursor.malformed("an unknown outcome")
    }
    self.outcome = outcome
    stepCount = try cursor.count()
    evaluationCount = try cursor.count()
    anchorCount = try cursor.count()
    guard max(stepCount, evaluationCount, anchorCount) <= GoldenFormat.rowLimit else {
      throw cursor.malformed("more than \(GoldenFormat.rowLimit) records")
    }
    chain = try cursor.digest()
    contentDigest = try cursor.digest()
    let pages = try cursor.count()
    guard pages <= GoldenFormat.pageLimit,
      pages * GoldenFormat.indexEntryByteCount <= cursor.remaining
    else { throw cursor.malformed("an index of \(pages) pages does not fit") }
    entries = []
    for _ in 0..<pages {
      let kind = try cursor.number(UInt8.self)
      let firstRow = try cursor.count()
      let rows = try cursor.count()
      guard let offset = Int(exactly: try cursor.number(UInt64.self)) else {
        throw cursor.malformed("an offset beyond 63 bits")
      }
      entries.append(Entry(kind: kind, firstRow: firstRow, rows: rows, offset: offset))
    }
    pageChains = []
    for entry in entries where entry.kind == PageKind.steps.code {
      pageChains.append(try cursor.digest())
    }
    guard cursor.remaining == 0 || allowsMore else {
      throw cursor.malformed("\(cursor.remaining) bytes too many in the footer")
    }
  }
}
