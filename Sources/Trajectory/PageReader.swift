import Files
import Text

/// The records of one page.
enum PageRecords: Sendable {
  case steps([StepRecord])
  case evaluations([EvaluationRecord])
  case anchors([AnchorRecord])
  case series([SeriesRecord])

  /// The number of updates done after each record.
  var updates: [Int] {
    switch self {
    case .steps(let records): records.map { $0.step + 1 }
    case .evaluations(let records): records.map(\.step)
    case .anchors(let records): records.map(\.step)
    case .series(let records): records.map(\.step)
    }
  }
}

/// Reads and checks pages.
struct PageReader: Sendable {
  let source: any ByteSource
  let codec: PageCodec

  /// A chunk as it was found.
  private struct Chunk {
    var frame: [UInt8]
    var stored: [UInt8]
    var raw: [UInt8]
  }

  /// The frame at `offset`, before `end`.
  func frame(at offset: Int, end: Int) throws -> (PageFrame, [UInt8]) {
    let bytes = try piece(at: offset, count: GoldenFormat.pageFrameByteCount, end: end)
    var cursor = ByteCursor(bytes[...], base: offset, name: source.name)
    return (try PageFrame(&cursor), bytes)
  }

  /// The records of the page at `offset`, which must end at `end`.
  ///
  /// - Parameter visit: is given each piece: as stored, and for the content digest.
  /// - Throws: `InputError` of kind malformed.
  func records(
    at offset: Int, end: Int, visit: (_ stored: [UInt8], _ content: PageContent) throws -> Void
  ) throws -> PageRecords {
    try records(of: frame(at: offset, end: end), at: offset, end: end, visit: visit)
  }

  /// The records of the page at `offset` whose frame was read.
  func records(
    of whole: (PageFrame, [UInt8]), at offset: Int, end: Int,
    visit: (_ stored: [UInt8], _ content: PageContent) throws -> Void
  ) throws -> PageRecords {
    let (frame, frameBytes) = whole
    let schema = codec.schema
    guard let kind = PageKind(frame.kind, schema) else {
      throw InputError.malformed(source.name, at: offset, "an unknown kind of page")
    }
    guard frame.rows > 0, frame.rows <= schema.rowsPerPage(kind) else {
      throw InputError.malformed(source.name, at: offset, "a page of \(frame.rows) records")
    }
    let sizes = schema.chunkByteCounts(kind, rows: frame.rows)
    guard frame.chunkCount == sizes.count else {
      throw InputError.malformed(
        source.name, at: offset, "\(frame.chunkCount) chunks, not \(sizes.count)")
    }
    try visit(frameBytes, .frame)
    var chunks: [[UInt8]] = []
    var position = offset + frameBytes.count
    for size in sizes {
      let chunk = try chunk(at: position, end: end, expected: size)
      try visit(chunk.frame, .none)
      try visit(chunk.stored, .chunk(chunk.raw))
      position += chunk.frame.count + chunk.stored.count
      chunks.append(chunk.raw)
    }
    guard position == end else {
      throw InputError.malformed(source.name, at: position, "bytes that belong to no page")
    }
    return try decode(kind, chunks, firstRow: frame.firstRow, offset: offset)
  }

  /// Checks a page of an unknown kind that may be skipped, and whose frame was read.
  func skip(
    _ whole: (PageFrame, [UInt8]), at offset: Int, end: Int,
    visit: (_ stored: [UInt8], _ content: PageContent) throws -> Void
  ) throws {
    let (frame, frameBytes) = whole
    try visit(frameBytes, .frame)
    var position = offset + frameBytes.count
    for _ in 0..<frame.chunkCount {
      let chunk = try chunk(at: position, end: end, expected: nil)
      try visit(chunk.frame, .none)
      try visit(chunk.stored, .chunk(chunk.raw))
      position += chunk.frame.count + chunk.stored.count
    }
    guard position == end else {
      throw InputError.malformed(source.name, at: position, "bytes that belong to no page")
    }
  }

  private func piece(at offset: Int, count: Int, end: Int) throws -> [UInt8] {
    guard count <= end - offset else {
      throw InputError.malformed(source.name, at: offset, "a page is longer than its place")
    }
    return try source.read(at: offset, count: count)
  }

  private func chunk(at offset: Int, end: Int, expected: Int?) throws -> Chunk {
    let frameBytes = try piece(at: offset, count: GoldenFormat.chunkFrameByteCount, end: end)
    var cursor = ByteCursor(frameBytes[...], base: offset, name: source.name)
    let frame = try ChunkFrame(&cursor)
    guard frame.rawByteCount == expected ?? frame.rawByteCount,
      frame.rawByteCount <= GoldenFormat.chunkLimit
    else {
      let size = "a chunk of \(frame.rawByteCount) bytes uncompressed"
      throw InputError.malformed(
        source.name, at: offset, size + (expected.map { ", not \($0)" } ?? ""))
    }
    guard frame.storedByteCount <= frame.rawByteCount else {
      throw InputError.malformed(source.name, at: offset, "a chunk grows when compressed")
    }
    let start = offset + frameBytes.count
    let stored = try piece(at: start, count: frame.storedByteCount, end: end)
    guard Inflate.checksum(stored) == frame.checksum else {
      throw InputError.malformed(source.name, at: start, "a chunk's CRC-32 does not match")
    }
    if stored.count == frame.rawByteCount {
      return Chunk(frame: frameBytes, stored: stored, raw: stored)
    }
    guard let raw = Deflate.expanded(stored[...], count: frame.rawByteCount) else {
      throw InputError.malformed(
        source.name, at: start, "a chunk is not one deflate stream of its size")
    }
    return Chunk(frame: frameBytes, stored: stored, raw: raw)
  }

  private func decode(
    _ kind: PageKind, _ chunks: [[UInt8]], firstRow: Int, offset: Int
  ) throws -> PageRecords {
    let records: PageRecords
    func need<Records>(_ records: Records?) throws -> Records {
      guard let records else {
        throw InputError.malformed(
          source.name, at: offset, "predictions have bits past their end or unknown classes")
      }
      return records
    }
    switch kind {
    case .steps: return .steps(codec.steps(chunks, first: firstRow))
    case .evaluations: records = .evaluations(try need(codec.evaluations(chunks)))
    case .anchors: records = .anchors(codec.anchors(chunks))
    case .series(let index): records = .series(try need(codec.series(index, chunks)))
    }
    let updates = records.updates
    guard zip(updates, updates.dropFirst()).allSatisfy(<) else {
      throw InputError.malformed(source.name, at: offset, "records are not in order")
    }
    return records
  }
}

/// What a piece of a page adds to the content digest.
enum PageContent {
  case none
  case frame
  case chunk([UInt8])
}
