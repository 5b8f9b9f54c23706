/// The expected maximum of a draws from one set and q draws from another.
struct BestOfTwo {
  /// Final scores of the trials above, ascending.
  private var above: [Double] = []

  init(capacity: Int) { above.reserveCapacity(capacity) }

  /// Adds ascending `scores` to the set above.
  mutating func insert(_ scores: [Double]) {
    var merged: [Double] = []
    merged.reserveCapacity(above.capacity)
    var i = 0
    for score in scores {
      while i < above.count, above[i] <= score {
        merged.append(above[i])
        i += 1
      }
      merged.append(score)
    }
    merged += above[i...]
    above = merged
  }

  /// First two moments, about `center`, of the maximum of `fromAbove` draws from above and `fromGroup` from `group`.
  ///
  /// Scores are taken off from the largest down; P(max <= v) is the product of one chance for each set, and falls by
  /// a factor with each score taken: (c - a) / c without, ((c - 1) / c)^a with replacement.
  func moments(
    fromAbove: Int, group: [Double], fromGroup: Int, center: Double, replacement: Bool,
    tables: StopTables
  ) -> (mean: Double, square: Double) {
    var i = above.count
    var j = group.count
    // With nothing to draw from above, its scores do not matter.
    if fromAbove == 0 { i = 0 }
    var chanceAbove = 1.0
    var chanceGroup = 1.0
    var left = 1.0
    var mean = 0.0
    var square = 0.0
    let aboveFalls = tables.falls(fromAbove, replacement: replacement)
    let groupFalls = tables.falls(fromGroup, replacement: replacement)
    while i > 0 || j > 0 {
      let score: Double
      if i > 0, j == 0 || above[i - 1] > group[j - 1] {
        score = above[i - 1] - center
        chanceAbove *= aboveFalls[aboveFalls.startIndex + i]
        i -= 1
      } else {
        score = group[j - 1] - center
        chanceGroup *= groupFalls[groupFalls.startIndex + j]
        j -= 1
      }
      let next = chanceAbove * chanceGroup
      mean += score * (left - next)
      square += score * score * (left - next)
      left = next
      if left < 1e-18 { break }
    }
    return (mean, square)
  }
}
