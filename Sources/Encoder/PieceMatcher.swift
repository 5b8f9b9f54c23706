/// Words to pieces: greedy longest match from the start of each word. A class, so that no copy is made on the way.
final class PieceMatcher: Sendable {
  private let vocabulary: Vocabulary
  private let unknown: Int32

  init(vocabulary: Vocabulary, unknown: Int32) {
    self.vocabulary = vocabulary
    self.unknown = unknown
  }

  /// Appends the ids of a word's pieces; a word with a part that no piece matches is unknown as a whole.
  func append(_ word: borrowing [UInt8], _ scalarCount: Int, to ids: inout [Int32]) {
    guard scalarCount <= WordPieceTokenizer.wordLimit else { return ids.append(unknown) }
    let count = ids.count
    var position = 0
    while position < word.count {
      guard let piece = vocabulary.longestPiece(word, from: position) else {
        ids.removeSubrange(count...)
        return ids.append(unknown)
      }
      ids.append(piece.id)
      position = piece.end
    }
  }
}
