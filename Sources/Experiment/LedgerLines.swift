import Files
import Foundation
import Text

/// The lines of a ledger that are not empty, read in pieces.
struct LedgerLines {
  /// A line, as far as it is of use.
  struct Line {
    /// Nil if it cannot be read.
    let entry: LedgerEntry?
  }

  /// A longer line is none of a ledger.
  static let byteLimit = 1 << 16
  /// A shorter one holds no entry: the plan's digest alone has 64 digits, and there are seven names.
  static let leastByteCount = 128
  private static let pieceByteCount = 1 << 16

  /// The number, from 1, of the line that came last.
  private(set) var number = 0
  private let descriptor: Int32
  private let name: String
  /// Bytes of the file that are not read yet; what others append meanwhile is left out.
  private var unreadCount: Int
  private var piece: [UInt8] = []
  private var position = 0

  init(_ descriptor: Int32, byteCount: Int, name: String) {
    self.descriptor = descriptor
    self.name = name
    unreadCount = byteCount
  }

  /// The next line; nil after the last. What follows the last line end was torn.
  mutating func next() throws -> Line? {
    var bytes: [UInt8] = []
    var isTooLong = false
    while true {
      if position == piece.count, try !readPiece() {
        guard !bytes.isEmpty || isTooLong else { return nil }
        number += 1
        return Line(entry: nil)
      }
      let byte = piece[position]
      position += 1
      if byte != 0x0a {
        if bytes.count < Self.byteLimit { bytes.append(byte) } else { isTooLong = true }
        continue
      }
      number += 1
      guard !bytes.isEmpty else { continue }
      return Line(entry: isTooLong ? nil : Self.entry(bytes))
    }
  }

  private static func entry(_ bytes: [UInt8]) -> LedgerEntry? {
    guard bytes.count >= leastByteCount, let json = try? JSONParser.parse(bytes, depthLimit: 4)
    else { return nil }
    return LedgerEntry(json)
  }

  /// - Returns: whether there was more to read.
  private mutating func readPiece() throws -> Bool {
    let wanted = min(unreadCount, Self.pieceByteCount)
    guard wanted > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: wanted)
    var count = read(descriptor, &buffer, wanted)
    while count < 0, errno == EINTR { count = read(descriptor, &buffer, wanted) }
    guard count >= 0 else { throw InputError(file: name, InputFile.reason(errno)) }
    // A file that became shorter ends there.
    unreadCount = count == 0 ? 0 : unreadCount - count
    piece = count == wanted ? buffer : Array(buffer[..<count])
    position = 0
    return count > 0
  }
}
