import Files
import Text

/// A golden that was checked from its first byte to its last, and is read in pieces.
///
/// Memory: one page of each kind, the index, and the records of the first 64 KiB, which are decoded once; so whatever
/// the length of the trial.
public final class GoldenReader: Sendable {
  /// The trial's specification and the shapes of its records.
  public let header: GoldenHeader
  public let version: FormatVersion
  public let outcome: TrialOutcome
  /// The last value of the hash chain over header, records and outcome.
  public let chain: Digest
  /// The trajectory's identity: a digest over the header and the uncompressed columns, the same
  /// for each zlib.
  public let contentDigest: Digest
  /// SHA-256 over the stored bytes before it; it is the last 32 bytes of the file.
  public let fileDigest: Digest
  /// The file's size.
  public let byteCount: Int
  /// The bytes that the values take as raw columns of 32 bits a value, 64 a binary64 number, and 32 bytes a digest.
  public var rawByteCount: Int {
    let words =
      stepCount * schema.valueCount(.step)
      + evaluationCount * (1 + schema.valueCount(.evaluation)) + anchorCount
    let ofSeries = zip(seriesCounts, schema.series.indices).map { count, index in
      let values = schema.columns(.series(index)).map {
        schema.width($0) * max(4, ColumnValues.byteCount($0.kind))
      }
      return count * (4 + values.reduce(0, +))
    }
    return 4 * words + Digest.byteCount * anchorCount * schema.valueCount(.anchor)
      + ofSeries.reduce(0, +)
  }

  /// The number of pages of kinds that only newer versions know. Their content was not read: who
  /// compares trajectories must not call two of them equal.
  public var skippedPageCount: Int { pages.skippedCount }

  public var stepCount: Int { pages.rowCount(.steps) }
  public var evaluationCount: Int { pages.rowCount(.evaluations) }
  public var anchorCount: Int { pages.rowCount(.anchors) }
  /// The number of records of each series.
  public var seriesCounts: [Int] { schema.series.indices.map { pages.rowCount(.series($0)) } }
  public var schema: RecordSchema { header.schema }

  let pageReader: PageReader
  let pages: PageTable

  /// The bytes with which every golden begins.
  public static let magic = GoldenFormat.magic

  /// As many values cost less than a second to read: 500,000 updates, or 2 million predictions.
  public static let cheapValueCount = 1 << 21

  /// The greatest file accepted unless the caller says otherwise.
  public static let byteLimit = 1 << 28

  /// Opens and checks a file.
  ///
  /// - Parameter admit: is shown what header and footer state before any page is read; what it throws
  ///   is thrown, unless the file's own hash shows that it is damaged, which goes before.
  /// - Throws: `InputError`: usage if the file cannot be read, malformed with the offset of the
  ///   defect, unverifiable if a newer major version wrote it.
  public convenience init(
    _ path: String, limit: Int = byteLimit, table: [Column] = Column.steps,
    admitting admit: (GoldenOutline) throws -> Void = { _ in }
  ) throws {
    try self.init(FileSource(path, limit: limit), table: table, admitting: admit)
  }

  /// Checks a golden in memory; `name` stands for it in messages.
  public convenience init(
    bytes: [UInt8], name: String, table: [Column] = Column.steps,
    admitting admit: (GoldenOutline) throws -> Void = { _ in }
  ) throws {
    try self.init(MemorySource(name: name, bytes: bytes), table: table, admitting: admit)
  }

  init(
    _ source: any ByteSource, contentLimit: Int = GoldenFormat.contentLimit,
    table: [Column] = Column.steps,
    admitting admit: (GoldenOutline) throws -> Void = { _ in }
  ) throws {
    var check = try GoldenCheck(source, contentLimit: contentLimit, table: table)
    do {
      try admit(check.outline)
    } catch {
      try check.requireWholeFile()
      throw error
    }
    // Of a damaged file nothing is read that takes long.
    if check.outline.valueCount > Self.cheapValueCount { try check.requireWholeFile() }
    try check.readPages()
    try check.finish()
    header = check.header
    version = check.version
    outcome = check.footer.outcome
    chain = check.footer.chain
    contentDigest = check.footer.contentDigest
    fileDigest = check.fileDigest
    byteCount = source.count
    pageReader = check.pageReader
    pages = check.pages
    try checkChain(check.footer)
  }

  /// Follows the records in order.
  private func checkChain(_ footer: Footer) throws {
    let place = byteCount - GoldenFormat.tailByteCount - footer.bytes.count
    func malformed(_ reason: String) -> InputError {
      .malformed(pageReader.source.name, at: place, reason)
    }
    var order = TrajectoryOrder()
    var chain = HashChain(header)
    var pageChains = footer.pageChains.makeIterator()
    var events = events()
    while let event = try events.next() {
      if let reason = order.accept(event) { throw malformed(reason) }
      guard event.isChained else { continue }
      chain.append(event.encoded(schema))
      if case .step(let record) = event, isLastInPage(record.step) {
        guard pageChains.next() == chain.value else {
          throw malformed("the hash chain differs at step \(record.step)")
        }
      }
    }
    chain.finish(footer.outcome)
    guard chain.value == footer.chain else { throw malformed("the hash chain does not match") }
  }

  private func isLastInPage(_ step: Int) -> Bool {
    step + 1 == stepCount || (step + 1) % schema.rowsPerPage(.steps) == 0
  }
}
