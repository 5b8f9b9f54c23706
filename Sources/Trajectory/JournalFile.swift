import Files
import Text

/// The `.partial` file of a running trial: header and records as they come, uncompressed.
///
/// Each record has its length before and a CRC-32 over all records so far behind it; what follows
/// the last whole record is ignored, as a crash may leave half of one. It is read by resume and by
/// `show --partial` only.
enum Journal {
  /// The place of the journal of the golden at `path`.
  static func path(of path: String) -> String { path + ".partial" }

  /// A record as it stands in the journal.
  static func frame(_ record: [UInt8], checksum: inout UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(record.count))
    bytes += record
    checksum = Inflate.checksum(record, seed: checksum)
    bytes.append(littleEndian: checksum)
    return bytes
  }

  /// Sees that a journal of a trial with this header can take its place: that nothing is there, or what an earlier
  /// run of the same trial left.
  ///
  /// A damaged journal may be replaced; that of another trial, or another file, is somebody's.
  ///
  /// - Throws: `InputError` of kind usage.
  static func checkPlace(of path: String, _ header: GoldenHeader) throws {
    let journal = Self.path(of: path)
    try OutputPlace.check(journal)
    guard let entry = FileEntry(at: journal), entry.byteCount > 0 else { return }
    let file = try OpenFile(journal)
    let beginning = GoldenFormat.prologue(GoldenFormat.journalMagic, header).prefix(12)
    let found = try file.bytes(at: 0, count: beginning.count)
    guard beginning.starts(with: found) else {
      throw InputError(
        file: journal, "is there already and is no journal of this version",
        advice: "name another golden, or move it away")
    }
    guard let scanner = try? JournalScanner(file) else { return }
    guard scanner.header == header else {
      throw InputError(
        file: journal, "belongs to another trial",
        advice: "finish that one, or remove it to start anew")
    }
  }
}

/// Reads a journal up to its last whole record.
struct JournalScanner {
  let header: GoldenHeader
  /// The end of the last record read.
  private(set) var offset: Int
  /// Over the records read.
  private(set) var checksum: UInt32
  private(set) var order = TrajectoryOrder()
  private let file: OpenFile
  /// A piece of the file, and where it begins.
  private var piece: [UInt8] = []
  private var pieceStart = 0

  /// - Throws: `InputError` of kind malformed if it is not a journal of this version.
  init(_ file: OpenFile) throws {
    self.file = file
    let name = file.path
    let prologue = try file.bytes(at: 0, count: GoldenFormat.prologueByteCount)
    var cursor = ByteCursor(prologue[...], base: 0, name: name)
    let isJournal = try cursor.take(8).elementsEqual(GoldenFormat.journalMagic)
    let version = FormatVersion(
      major: Int(try cursor.number(UInt16.self)), minor: Int(try cursor.number(UInt16.self)))
    guard isJournal, version.major == GoldenFormat.major, version.minor <= GoldenFormat.minor
    else { throw InputError.malformed(name, at: 0, "not a partial golden of this version") }
    let count = try cursor.count()
    guard count <= GoldenFormat.headerLimit else {
      throw InputError.malformed(name, at: 12, "a header of \(count) bytes")
    }
    let bytes = try file.bytes(at: cursor.offset, count: count)
    header = try GoldenHeader(parsing: bytes, version, at: cursor.offset, name: name)
    offset = cursor.offset + count
    checksum = Inflate.checksum(prologue + bytes)
  }

  /// The next record; nil where no whole record follows.
  mutating func next() throws -> TrajectoryEvent? {
    guard let length = try bytes(at: offset, count: 4) else { return nil }
    var cursor = ByteCursor(length, base: offset, name: file.path)
    let count = try cursor.count()
    guard count <= TrajectoryEvent.byteLimit(header.schema),
      let body = try bytes(at: offset + 4, count: count + 4)
    else { return nil }
    let record = body.prefix(count)
    let next = Inflate.checksum(record, seed: checksum)
    var sumCursor = ByteCursor(body.suffix(4), base: offset + 4 + count, name: file.path)
    guard try sumCursor.number(UInt32.self) == next,
      let event = TrajectoryEvent(decoding: record, header.schema), order.accept(event) == nil
    else { return nil }
    offset += 8 + count
    checksum = next
    return event
  }

  /// Goes on to the end of the records of `step` updates.
  ///
  /// - Throws: `InputError` if there are not so many.
  mutating func skip(to step: Int) throws {
    var next = self
    while let event = try next.next(), event.updateCount <= step { self = next }
    guard order.stepCount == step else {
      throw InputError(
        file: file.path, "has no records of \(step) updates", advice: "remove it to start anew")
    }
  }

  /// Bytes of the file, read in greater pieces; nil if it ends before them.
  private mutating func bytes(at start: Int, count: Int) throws -> ArraySlice<UInt8>? {
    if start < pieceStart || start + count > pieceStart + piece.count {
      piece = try file.bytes(at: start, count: max(count, 1 << 16))
      pieceStart = start
    }
    let first = start - pieceStart
    return count <= piece.count - first ? piece[first..<first + count] : nil
  }
}
