/// Which results can have given a printed score.
///
/// For fixed true positives every metric falls, or stays, as false positives grow; so the results that fit a score
/// are one run of false positives for each number of true positives, found by two bisections.
public enum Reachability {
  /// A score said to have been reached.
  public struct Claim: Sendable {
    public let metric: Metric
    public let score: ReportedScore

    public init(_ metric: Metric, _ score: ReportedScore) {
      self.metric = metric
      self.score = score
    }
  }

  /// Number of results that fit all `claims`.
  ///
  /// - Complexity: O(positives x log negatives) for each claim.
  public static func count(_ claims: [Claim], _ classes: ClassCounts) -> Int {
    (0...classes.positives).reduce(0) { $0 + falsePositives(claims, classes, given: $1).count }
  }

  /// The results that fit all `claims`, at most `limit`, by rising true and then false positives.
  public static func cells(
    _ claims: [Claim], _ classes: ClassCounts, limit: Int
  ) -> [ConfusionCell] {
    var cells: [ConfusionCell] = []
    for hits in 0...classes.positives {
      for misses in falsePositives(claims, classes, given: hits) {
        if cells.count == limit { return cells }
        cells.append(ConfusionCell(truePositives: hits, falsePositives: misses))
      }
    }
    return cells
  }

  /// The false positives that fit all `claims` together with `truePositives`.
  static func falsePositives(
    _ claims: [Claim], _ classes: ClassCounts, given truePositives: Int
  ) -> Range<Int> {
    var range = 0..<(classes.negatives + 1)
    for claim in claims {
      let score = claim.score
      func compare(_ falsePositives: Int, _ bound: Int) -> Int {
        claim.metric.compare(
          ConfusionCell(truePositives: truePositives, falsePositives: falsePositives), classes,
          with: bound, over: score.denominator)
      }
      let first = prefix(of: classes.negatives + 1) {
        let sign = compare($0, score.upper)
        return sign > 0 || sign == 0 && !score.includesUpper
      }
      let past = prefix(of: classes.negatives + 1) { compare($0, score.lower) >= 0 }
      range = range.clamped(to: first..<max(first, past))
    }
    return range
  }

  /// How many of 0..<count satisfy `isInside`, which holds for the first ones only.
  private static func prefix(of count: Int, _ isInside: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isInside(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The nearest scores of one run below and above a claim that none fits; nil where there is none.
  public static func nearest(
    _ claim: Claim, _ classes: ClassCounts
  ) -> (below: Double?, above: Double?) {
    let score = claim.score
    var (below, above) = (Double?.none, Double?.none)
    for hits in 0...classes.positives {
      func cell(_ misses: Int) -> ConfusionCell {
        ConfusionCell(truePositives: hits, falsePositives: misses)
      }
      // Scores fall as false positives grow: those above come first.
      let past = prefix(of: classes.negatives + 1) {
        claim.metric.compare(cell($0), classes, with: score.upper, over: score.denominator) > 0
      }
      if past > 0 {
        let found = claim.metric.score(cell(past - 1), classes)
        above = Swift.min(above ?? found, found)
      }
      if past <= classes.negatives {
        let found = claim.metric.score(cell(past), classes)
        below = Swift.max(below ?? found, found)
      }
    }
    return (below, above)
  }
}

extension Metric {
  /// The score of a result, rounded to binary64.
  func score(_ cell: ConfusionCell, _ classes: ClassCounts) -> Double {
    let counts = ConfusionCounts(
      labels: 2,
      counts: [
        classes.negatives - cell.falsePositives, cell.falsePositives,
        classes.positives - cell.truePositives, cell.truePositives,
      ])
    guard let counts else { preconditionFailure("\(cell) of \(classes)") }
    return score(counts)
  }
}
