/// Ranks of scores.
public enum Ranks {
  /// Rank 1 is the largest; ties share their mean rank.
  public static func best(first scores: [Double]) -> [Double] {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var ranks = [Double](repeating: 0, count: scores.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      for place in order[start..<end] { ranks[place] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }

  /// Sizes of the groups of equal scores.
  static func tieSizes(_ scores: [Double]) -> [Int] {
    let sorted = scores.sorted()
    var sizes: [Int] = []
    for (i, score) in sorted.enumerated() {
      if i > 0, sorted[i - 1] == score { sizes[sizes.count - 1] += 1 } else { sizes.append(1) }
    }
    return sizes
  }
}

extension TieRule {
  /// `values` in their places, those that differ by rounding only made equal: each takes the value of the smallest that
  /// it ties with.
  ///
  /// - Parameter scale: size of what the values were computed from.
  static func joined(_ values: [Double], scale: Double) -> [Double] {
    var joined = values
    var start = -Double.infinity
    for place in values.indices.sorted(by: { values[$0] < values[$1] }) {
      if !TieRule(observed: values[place], scale: scale).isAtLeast(start) { start = values[place] }
      joined[place] = start
    }
    return joined
  }
}

/// Rank correlation.
public enum RankCorrelation {
  /// Spearman's coefficient, ties at mean ranks; nil where either side is constant.
  ///
  /// - Precondition: both of one length, at least 2.
  public static func spearman(_ a: [Double], _ b: [Double]) -> Double? {
    precondition(a.count == b.count && a.count > 1, "\(a.count) and \(b.count) values")
    return pearson(Ranks.best(first: a), Ranks.best(first: b))
  }

  static func pearson(_ a: [Double], _ b: [Double]) -> Double? {
    let (x, y) = (Spread(a), Spread(b))
    guard x.squares > 0, y.squares > 0 else { return nil }
    var product = 0.0
    for (p, q) in zip(a, b) { product += (p - x.mean) * (q - y.mean) }
    return product / (x.squares * y.squares).squareRoot()
  }
}
