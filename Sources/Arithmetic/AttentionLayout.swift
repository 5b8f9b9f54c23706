/// Where attention finds the sequences of a batch: their packed rows, and room for the scores of each head.
public struct AttentionLayout: Sendable {
  public let headCount: Int
  /// Row where each sequence begins, and the number of rows at the end.
  let starts: [Int]
  /// Where the scores of each sequence begin, H * T * T floats each, and their number at the end.
  let scoreStarts: [Int]
  /// Sequences by falling length: work is handed out longest first.
  let byLength: [Int]

  /// - Parameter lengths: rows of each sequence; they follow each other without gaps.
  public init(lengths: [Int], headCount: Int) {
    precondition(headCount > 0 && lengths.allSatisfy { $0 >= 0 }, "attention over \(lengths)")
    var starts = [0]
    var scoreStarts = [0]
    for length in lengths {
      starts.append(starts.last! + length)
      scoreStarts.append(scoreStarts.last! + headCount * length * length)
    }
    self.headCount = headCount
    self.starts = starts
    self.scoreStarts = scoreStarts
    byLength = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
  }

  public var sequenceCount: Int { byLength.count }

  /// Packed rows of all sequences.
  public var rowCount: Int { starts.last! }

  /// Scores of all heads of all sequences.
  public var scoreCount: Int { scoreStarts.last! }

  /// The rows of a sequence.
  public func rows(_ sequence: Int) -> Range<Int> { starts[sequence]..<starts[sequence + 1] }

  /// Where in a vector of scores those of one head of a sequence are: [queries, T].
  ///
  /// The room is for T queries; where there are fewer, the rest of it is not used.
  public func scores(_ sequence: Int, head: Int, queries: Int) -> Range<Int> {
    let length = rows(sequence).count
    let start = scoreStarts[sequence] + head * length * length
    return start..<start + queries * length
  }

  /// Query rows of each sequence, where `queryRows` are all of them; nil where each row has its query.
  ///
  /// - Precondition: `queryRows` are the packed rows, or one a sequence.
  func queriesPerSequence(of queryRows: Int) -> Int? {
    if queryRows == rowCount { return nil }
    precondition(
      queryRows == sequenceCount, "\(queryRows) queries of \(sequenceCount) sequences")
    return 1
  }
}
