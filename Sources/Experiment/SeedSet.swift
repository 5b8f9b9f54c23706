/// The seeds of one kind in a plan, in the order in which they are written.
///
/// Kept as ranges: `0...4294967295` takes no more memory than `1`.
public struct SeedSet: Sendable, Equatable, RandomAccessCollection {
  /// The ranges, in order; they share no seed.
  public let ranges: [ClosedRange<UInt32>]
  /// For each range, how many seeds stand before it.
  private let offsets: [Int]

  public let startIndex = 0
  public let endIndex: Int

  /// The seeds of `ranges`.
  ///
  /// - Returns: nil if a seed stands twice or there is none.
  public init?(_ ranges: [ClosedRange<UInt32>]) {
    guard !ranges.isEmpty else { return nil }
    let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left.upperBound >= right.lowerBound {
      return nil
    }
    self.ranges = ranges
    var count = 0
    var offsets: [Int] = []
    for range in ranges {
      offsets.append(count)
      count += Int(range.upperBound) - Int(range.lowerBound) + 1
    }
    self.offsets = offsets
    endIndex = count
  }

  /// 0 alone.
  public static let zero = SeedSet([0...0])!

  /// The seed at `position`.
  ///
  /// - Complexity: O(log n) in the number of ranges.
  public subscript(position: Int) -> UInt32 {
    precondition(position >= 0 && position < endIndex, "seed \(position) of \(endIndex)")
    var low = 0
    var high = offsets.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle] <= position { low = middle } else { high = middle }
    }
    return ranges[low].lowerBound + UInt32(position - offsets[low])
  }

  /// Where `seed` stands among them; nil where it does not.
  public func position(of seed: UInt32) -> Int? {
    guard let range = ranges.firstIndex(where: { $0.contains(seed) }) else { return nil }
    return offsets[range] + Int(seed - ranges[range].lowerBound)
  }

  /// Whether `seed` is among them.
  public func contains(_ seed: UInt32) -> Bool { ranges.contains { $0.contains(seed) } }
}

extension SeedSet: CustomStringConvertible {
  /// As in an experiment file: `1...25`, `[1, 3, 7]`, `[1...3, 9]`.
  public var description: String { text(rangeLimit: ranges.count) }

  /// The same for a message, with at most as many ranges: `[1, 3, 7, ...]`.
  var shortened: String { text(rangeLimit: 12) }

  private func text(rangeLimit: Int) -> String {
    let texts = ranges.prefix(rangeLimit).map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)...\($0.upperBound)"
    }
    if ranges.count == 1 { return texts[0] }
    let rest = ranges.count > rangeLimit ? ["..."] : []
    return "[" + (texts + rest).joined(separator: ", ") + "]"
  }
}
