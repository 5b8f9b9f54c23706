import Files
import Foundation
import Text

/// The pieces of a WordPiece vocabulary, in the order of their ids.
///
/// Of equal pieces the last counts; one without bytes never matches. Look-up walks a trie of UTF-8 bytes, because
/// Swift's strings take different spellings for equal.
public struct Vocabulary: Sendable {
  /// Largest `vocab.txt` accepted.
  public static let byteLimit = 64 << 20
  /// Longest piece accepted, in bytes.
  public static let pieceLimit = 1 << 10

  /// The number of pieces; ids are below it.
  public let size: Int
  /// The bytes of `vocab.txt`: those of the file that was read, or the pieces, each followed by LF.
  public let text: Data
  private var trie = ByteTrie()
  private static let start = 0
  private let continuation: Int

  /// SHA-256 of `text`.
  public var digest: Digest { Digest(of: text) }

  /// Reads `vocab.txt`.
  ///
  /// - Throws: `InputError` naming the file and the line: no UTF-8, too many or too long lines, or one of the
  ///   pieces [UNK], [CLS], [SEP] is missing.
  public init(_ file: InputFile) throws {
    try self.init(Vocabulary.pieces(file), text: file.data, path: file.path)
  }

  /// The vocabulary of these pieces, in the order of their ids.
  public init(_ pieces: [String]) throws {
    try self.init(
      pieces.map { Array($0.utf8) }, text: Data(pieces.map { $0 + "\n" }.joined().utf8), path: nil)
  }

  /// The pieces in `vocab.txt`, one a line; white space at the end of a line is no part of one.
  ///
  /// - Throws: `InputError` if the file is not UTF-8.
  static func pieces(_ file: InputFile) throws -> [[UInt8]] {
    if let failure = InputFile.webPage(file.data, file.path) { throw failure }
    _ = try file.text()
    var lines = file.data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { Vocabulary.trimmed(Array($0)) }
  }

  /// - Parameters:
  ///   - text: the bytes of `vocab.txt`; nil to write it from the pieces, none of which may then hold a line end.
  ///   - path: of the file with the pieces.
  init(_ pieces: [[UInt8]], text: Data?, path: String?) throws {
    guard pieces.count <= BertConfiguration.Limit.vocabularySize else {
      throw InputError(
        file: path,
        "has \(pieces.count) pieces, more than the \(BertConfiguration.Limit.vocabularySize) accepted"
      )
    }
    size = pieces.count
    self.text = text ?? Data(pieces.joined(separator: [0x0a]) + (pieces.isEmpty ? [] : [0x0a]))
    continuation = trie.addRoot()
    for (index, piece) in pieces.enumerated() {
      guard piece.count <= Vocabulary.pieceLimit else {
        throw InputError(
          file: path, place: "\(index + 1)",
          "a piece of \(piece.count) bytes, more than the \(Vocabulary.pieceLimit) accepted")
      }
      trie.insert(piece, below: Vocabulary.start, Int32(index))
      if piece.starts(with: "##".utf8) {
        trie.insert(piece.dropFirst(2), below: continuation, Int32(index))
      }
    }
    for token in ["[UNK]", "[CLS]", "[SEP]"] where id(of: token) == nil {
      throw InputError(file: path, "the vocabulary has no \(token)")
    }
  }

  /// The id of a piece, `##` included.
  public func id(of piece: String) -> Int32? {
    var node = Vocabulary.start
    for byte in piece.utf8 {
      guard let next = trie.child(of: node, byte) else { return nil }
      node = next
    }
    return trie.value(at: node)
  }

  /// The longest piece that `word` continues with at `start`, and where it ends; nil if there is none.
  func longestPiece(_ word: borrowing [UInt8], from start: Int) -> (id: Int32, end: Int)? {
    var node = start == 0 ? Vocabulary.start : continuation
    var best: (id: Int32, end: Int)?
    var position = start
    while position < word.count, let next = trie.child(of: node, word[position]) {
      node = next
      position += 1
      if let id = trie.value(at: node) { best = (id, position) }
    }
    return best
  }

  private static func trimmed(_ line: [UInt8]) -> [UInt8] {
    if let last = line.last, last > 0x20, last < 0x80 { return line }
    var scalars = String(decoding: line, as: UTF8.self).unicodeScalars[...]
    while let last = scalars.last, isWhiteSpace(last.value) { scalars.removeLast() }
    return Array(String(scalars).utf8)
  }

  /// Unicode's White_Space property, which does not change.
  private static func isWhiteSpace(_ code: UInt32) -> Bool {
    switch code {
    case 0x09...0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f,
      0x3000:
      true
    default: false
    }
  }
}
