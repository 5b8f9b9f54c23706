import Files
/// The first bytes of a page.
struct PageFrame: Sendable, Equatable {
  /// The raw kind: pages of unknown kinds have frames too.
  var kind: UInt8
  var chunkCount: Int
  /// The number, in its table, of the page's first record.
  var firstRow: Int
  var rows: Int

  init(kind: PageKind, chunkCount: Int, firstRow: Int, rows: Int) {
    self.kind = kind.code
    self.chunkCount = chunkCount
    self.firstRow = firstRow
    self.rows = rows
  }

  init(_ cursor: inout ByteCursor) throws {
    kind = try cursor.number(UInt8.self)
    chunkCount = Int(try cursor.number(UInt8.self))
    firstRow = try cursor.count()
    rows = try cursor.count()
  }

  var bytes: [UInt8] {
    var bytes = [kind, UInt8(chunkCount)]
    bytes.append(littleEndian: UInt32(firstRow))
    bytes.append(littleEndian: UInt32(rows))
    return bytes
  }
}

/// The bytes before a chunk.
struct ChunkFrame: Sendable {
  var rawByteCount: Int
  var storedByteCount: Int
  /// CRC-32 of the stored bytes.
  var checksum: UInt32

  init(rawByteCount: Int, stored: [UInt8]) {
    self.rawByteCount = rawByteCount
    self.storedByteCount = stored.count
    self.checksum = Inflate.checksum(stored)
  }

  init(_ cursor: inout ByteCursor) throws {
    rawByteCount = try cursor.count()
    storedByteCount = try cursor.count()
    checksum = try cursor.number(UInt32.self)
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(rawByteCount))
    bytes.append(littleEndian: UInt32(storedByteCount))
    bytes.append(littleEndian: checksum)
    return bytes
  }
}
