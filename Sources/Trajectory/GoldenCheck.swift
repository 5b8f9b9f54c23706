import Files
import Text

/// One pass over all bytes of a golden: structure, checksums, content digest, file hash.
///
/// What is parsed is what is hashed: each byte is read once here, and pages that are read again
/// later are compared with their digests.
struct GoldenCheck {
  let header: GoldenHeader
  let version: FormatVersion
  let footer: Footer
  let fileDigest: Digest
  let pageReader: PageReader
  private(set) var pages = PageTable()

  private let source: any ByteSource
  /// The footer with its length.
  private let tail: [UInt8]
  private let footerOffset: Int
  private let firstPage: Int
  private var file = DigestHasher()
  private var content: ContentHasher

  /// The number of uncompressed bytes that chunks may still have.
  private var contentLeft: Int
  /// The number of uncompressed bytes whose records may still be kept.
  private var keptLeft = 1 << 16

  /// Reads header and footer.
  init(
    _ source: any ByteSource, contentLimit: Int, table: [Column] = Column.steps
  ) throws {
    self.source = source
    contentLeft = contentLimit
    let name = source.name
    let least = GoldenFormat.prologueByteCount + GoldenFormat.footerByteCount
    guard source.count >= least + GoldenFormat.tailByteCount else {
      throw InputError.malformed(name, at: source.count, "too short for a golden")
    }
    let prologue = try source.read(at: 0, count: GoldenFormat.prologueByteCount)
    var cursor = ByteCursor(prologue[...], base: 0, name: name)
    guard try cursor.take(8).elementsEqual(GoldenFormat.magic) else {
      throw InputError.malformed(name, at: 0, "not a golden")
    }
    version = FormatVersion(
      major: Int(try cursor.number(UInt16.self)), minor: Int(try cursor.number(UInt16.self)))
    guard version.major == GoldenFormat.major else {
      throw try GoldenCheck.otherMajor(version, source)
    }
    let headerCount = try cursor.count()
    let tailEnd = source.count - Digest.byteCount
    guard headerCount <= GoldenFormat.headerLimit,
      headerCount <= source.count - least - GoldenFormat.tailByteCount
    else {
      throw InputError.malformed(
        name, at: 12, "a header of \(headerCount) bytes in a file of \(source.count); cut short?")
    }
    let headerBytes = try source.read(at: GoldenFormat.prologueByteCount, count: headerCount)
    header = try GoldenHeader(
      parsing: headerBytes, version, at: GoldenFormat.prologueByteCount, name: name, table: table)
    file.update(prologue)
    file.update(headerBytes)
    content = ContentHasher(header)
    firstPage = GoldenFormat.prologueByteCount + headerCount

    let lengthBytes = try source.read(at: tailEnd - 4, count: 4)
    var lengthCursor = ByteCursor(lengthBytes[...], base: tailEnd - 4, name: name)
    let footerCount = try lengthCursor.count()
    guard footerCount >= GoldenFormat.footerByteCount, footerCount <= tailEnd - 4 - firstPage else {
      throw InputError.malformed(name, at: tailEnd - 4, "a footer of \(footerCount) bytes")
    }
    footerOffset = tailEnd - 4 - footerCount
    let footerBytes = try source.read(at: footerOffset, count: footerCount)
    tail = footerBytes + lengthBytes
    var footerCursor = ByteCursor(footerBytes[...], base: footerOffset, name: name)
    footer = try Footer(&footerCursor, allowsMore: version.minor > GoldenFormat.minor)
    fileDigest = Digest(bytes: try source.read(at: tailEnd, count: Digest.byteCount))!
    pageReader = PageReader(source: source, codec: PageCodec(schema: header.schema))
  }

  /// The error for a file of another major version, if its hash shows that it is whole. All
  /// versions have magic, version and the hash over what stands before it in the same places.
  private static func otherMajor(
    _ version: FormatVersion, _ source: any ByteSource
  ) throws -> InputError {
    let stored = try source.read(
      at: source.count - Digest.byteCount, count: Digest.byteCount)
    guard version.major > GoldenFormat.major, try hash(source).bytes == stored else {
      return InputError.malformed(source.name, at: 8, "an unknown version \(version)")
    }
    return InputError(
      .unverifiable, file: source.name,
      "has format \(version); this program reads \(GoldenFormat.major).x",
      advice: "use a newer seedproof")
  }

  /// What header and footer state.
  var outline: GoldenOutline { GoldenOutline(header, version, footer) }

  /// Sees that the file's own hash is right: no flipped, missing or added byte.
  func requireWholeFile() throws {
    guard try GoldenCheck.hash(source) == fileDigest else {
      throw InputError.malformed(
        source.name, at: source.count - Digest.byteCount, "the file's hash does not match")
    }
  }

  /// SHA-256 of all bytes before the last 32.
  private static func hash(_ source: any ByteSource) throws -> Digest {
    var hasher = DigestHasher()
    let end = source.count - Digest.byteCount
    for start in stride(from: 0, to: end, by: 1 << 16) {
      hasher.update(try source.read(at: start, count: min(1 << 16, end - start)))
    }
    return hasher.finalize()
  }

  /// Reads each page once.
  mutating func readPages() throws {
    let starts = footer.entries.map(\.offset) + [footerOffset]
    guard starts[0] == firstPage else {
      throw InputError.malformed(source.name, at: firstPage, "bytes that belong to no page")
    }
    for (index, entry) in footer.entries.enumerated() {
      let end = starts[index + 1]
      guard end > entry.offset, end <= footerOffset else {
        throw InputError.malformed(source.name, at: footerOffset, "offsets are not in order")
      }
      try readPage(entry, end: end)
    }
  }

  private mutating func readPage(_ entry: Footer.Entry, end: Int) throws {
    let whole = try pageReader.frame(at: entry.offset, end: end)
    let frame = whole.0
    guard frame.kind == entry.kind, frame.firstRow == entry.firstRow, frame.rows == entry.rows
    else {
      throw InputError.malformed(source.name, at: entry.offset, "the page is not as in the index")
    }
    var page = DigestHasher()
    var file = file
    var content = content
    var contentLeft = contentLeft
    let name = source.name
    func visit(_ stored: [UInt8], _ piece: PageContent) throws {
      file.update(stored)
      page.update(stored)
      switch piece {
      case .none: break
      case .frame: content.append(pageFrame: stored)
      case .chunk(let raw):
        content.append(chunk: raw)
        contentLeft -= raw.count
        guard contentLeft >= 0 else {
          throw InputError.malformed(name, at: entry.offset, "too many bytes uncompressed")
        }
      }
    }
    if let kind = PageKind(frame.kind, header.schema) {
      let records = try pageReader.records(of: whole, at: entry.offset, end: end, visit: visit)
      let (updates, byteCount) = (records.updates, self.contentLeft - contentLeft)
      let isKept = byteCount <= keptLeft
      if isKept { keptLeft -= byteCount }
      let reason = pages.append(
        PageTable.Page(
          kind: kind, firstRow: frame.firstRow, rows: frame.rows, place: entry.offset..<end,
          digest: page.finalize(), updates: updates[0]...updates[updates.count - 1],
          records: isKept ? records : nil),
        isFull: frame.rows == header.schema.rowsPerPage(kind))
      if let reason { throw InputError.malformed(source.name, at: entry.offset, reason) }
    } else {
      guard frame.kind >= PageKind.firstSkippable, version.minor > 0 else {
        throw InputError.malformed(source.name, at: entry.offset, "an unknown kind of page")
      }
      try pageReader.skip(whole, at: entry.offset, end: end, visit: visit)
      pages.skip()
    }
    self.file = file
    self.content = content
    self.contentLeft = contentLeft
  }

  /// Compares counts and digests with the footer.
  mutating func finish() throws {
    func malformed(_ offset: Int, _ reason: String) -> InputError {
      .malformed(source.name, at: offset, reason)
    }
    let counts = [footer.stepCount, footer.evaluationCount, footer.anchorCount]
    guard counts == [.steps, .evaluations, .anchors].map(pages.rowCount) else {
      throw malformed(footerOffset, "the pages have other numbers of records than the footer")
    }
    guard content.finish(footer.outcome, chain: footer.chain) == footer.contentDigest else {
      throw malformed(footerOffset, "the content digest does not match")
    }
    file.update(tail)
    guard file.finalize() == fileDigest else {
      throw malformed(source.count - Digest.byteCount, "the file's hash does not match")
    }
  }
}
