extension PublishedProfile {
  /// The order of an epoch of Trainer with `group_by_length`.
  ///
  ///     b = the examples of an update (batch size times accumulation), m = b max(1, min(n div 4b, 50))
  ///     a permutation of n is cut into runs of m, each sorted by length, longest first (equal ones stay in order);
  ///     the first of the first run and the first of the first run with the greatest length change places
  ///
  /// - Parameters:
  ///   - lengths: the tokens of each example.
  ///   - updateSize: b.
  ///   - dataSeed: Trainer's `data_seed`; it counts up to 4.30.
  ///   - draws: what else draws from the default generator; it matters from 4.31 on, for epochs from 1 on.
  /// - Precondition: the profile is one of orders by length; `updateSize > 0`.
  /// - Source: measured; transformers' `LengthGroupedSampler`.
  public func permutation(
    lengths: [Int], updateSize: Int, seed: UInt64, epoch: UInt32, dataSeed: UInt64? = nil,
    draws: OtherDraws = OtherDraws()
  ) -> [Int32] {
    precondition(variant == .groupedByLength, "\(name) takes no lengths")
    precondition(updateSize > 0, "an update of \(updateSize) examples")
    let drawn = drawn(
      count: lengths.count, seed: seed, epoch: epoch, dataSeed: dataSeed, draws: draws)
    let runSize = updateSize * max(1, min(lengths.count / (4 * updateSize), 50))
    var runs = stride(from: 0, to: drawn.count, by: runSize).map { begin in
      Self.sortedByLength(drawn[begin..<min(begin + runSize, drawn.count)], lengths)
    }
    // The batch that needs most memory comes first.
    let longest = runs.map { lengths[Int($0[0])] }
    if let greatest = longest.max(), let place = longest.firstIndex(of: greatest) {
      (runs[0][0], runs[place][0]) = (runs[place][0], runs[0][0])
    }
    return runs.flatMap(\.self)
  }

  /// Swift's sort promises no order of equals: their places decide.
  private static func sortedByLength(_ run: ArraySlice<Int32>, _ lengths: [Int]) -> [Int32] {
    run.enumerated().sorted {
      let (left, right) = (lengths[Int($0.element)], lengths[Int($1.element)])
      return left == right ? $0.offset < $1.offset : left > right
    }.map(\.element)
  }
}
