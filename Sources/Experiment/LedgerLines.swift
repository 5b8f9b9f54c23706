import Files
import Text

/// The lines of a ledger that are not empty, read in pieces.
struct LedgerLines {
  /// A longer line is none of a ledger.
  static let byteLimit = 1 << 16
  /// A shorter one holds no entry: the plan's digest alone has 64 digits, and there are seven names.
  static let leastByteCount = 128
  private static let pieceByteCount = 1 << 16

  /// The number, from 1, of the line that came last.
  private(set) var number = 0
  private let file: OpenFile
  /// The bytes of the file that are not read yet; what others append meanwhile is left out.
  private var unread: Range<Int>
  private var piece: [UInt8] = []
  private var position = 0

  init(_ file: OpenFile, byteCount: Int) {
    self.file = file
    unread = 0..<byteCount
  }

  /// The next line, nil in it if it cannot be read; nil after the last. What follows the last line end was torn.
  mutating func next() throws -> LedgerEntry?? {
    var bytes: [UInt8] = []
    var isTooLong = false
    while true {
      if position == piece.count, try !readPiece() {
        guard !bytes.isEmpty || isTooLong else { return nil }
        number += 1
        return .some(nil)
      }
      let byte = piece[position]
      position += 1
      if byte != 0x0a {
        if bytes.count < Self.byteLimit { bytes.append(byte) } else { isTooLong = true }
        continue
      }
      number += 1
      guard !bytes.isEmpty else { continue }
      return .some(isTooLong ? nil : Self.entry(bytes))
    }
  }

  private static func entry(_ bytes: [UInt8]) -> LedgerEntry? {
    guard bytes.count >= leastByteCount, let json = try? JSONParser.parse(bytes, depthLimit: 4)
    else { return nil }
    return LedgerEntry(json)
  }

  /// - Returns: whether there was more to read.
  private mutating func readPiece() throws -> Bool {
    let wanted = unread.prefix(Self.pieceByteCount).count
    piece = try file.bytes(at: unread.lowerBound, count: wanted)
    position = 0
    // A file that became shorter ends there.
    unread = piece.isEmpty ? 0..<0 : unread.dropFirst(piece.count)
    return !piece.isEmpty
  }
}
