import Scores
import Text

/// `plausible`: whether runs like the published or replicated ones would give the number.
enum PlausibleRule {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    let claim = evidence.claim
    guard let score = evidence.score, let runs = claim.runs ?? (claim.statistic == .one ? 1 : nil)
    else { return [] }
    let observed: [Double]
    let whose: String
    if let replicated = evidence.replicated, replicated.metric == score.name {
      (observed, whose) = (replicated.scores.map(\.score), "replicated")
    } else if let table = evidence.table, table.runs.count != runs, claim.statistic != .one {
      // The runs themselves are compared by `consistent/value`.
      (observed, whose) = (table.scores(table.runs), "published")
    } else {
      return []
    }
    let rank: Int
    switch claim.statistic {
    case .maximum: rank = runs
    case .minimum: rank = 1
    case .one: rank = 1
    case .median where runs % 2 == 1: rank = (runs + 1) / 2
    default: return []
    }
    let interval = FutureOrderStatistic(observed: observed, runs: runs, rank: rank)
      .interval(level: evidence.options.level)
    let own = evidence.values(score.number)
    let isBelow = interval.lower.map { own.upperBound < $0 } ?? false
    let isAbove = interval.upper.map { own.lowerBound > $0 } ?? false
    func text(_ end: Double?) -> String {
      end.map { evidence.text($0, like: score.number) } ?? "no end"
    }
    let level = ((1 - evidence.options.level) * 100).decimals(evidence.options.level < 0.01 ? 1 : 0)
    let facts: KeyValuePairs<String, JSONValue> = [
      "observed": .integer(observed.count), "runs": .integer(runs),
      "interval": .numbers(
        [interval.lower, interval.upper].map { $0.map { $0 * claim.unit.divisor } }),
      "level": .number(1 - evidence.options.level),
    ]
    let what =
      claim.statistic == .one
      ? "one run" : "the \(claim.statistic.rawValue) of \(runs.counted("run"))"
    let sentence =
      "Of \(observed.count.counted("\(whose) run")), \(level)% of the time \(what) like them lies "
      + "between \(text(interval.lower)) and \(text(interval.upper))"
    let note = " (exact where runs are independent and alike)."
    if isBelow || isAbove {
      return [
        evidence.finding(
          .plausible, .refuted, sentence + "\(note) The claim lies \(isAbove ? "above" : "below").",
          facts)
      ]
    }
    let isOpen = interval.lower == nil && interval.upper == nil
    return [
      evidence.finding(
        .plausible, isOpen ? .undetermined : .holds,
        isOpen
          ? "\(observed.count.counted("\(whose) run")) are too few to say what \(what) would be."
          : sentence + note, facts)
    ]
  }
}

/// The place of an order statistic of further runs among runs that were observed, whatever their distribution.
///
/// Of all orders of `observed` and further runs each is as likely, so the number of further runs below the k-th observed
/// one has a negative hypergeometric distribution:
///
///     P(i of n below the k-th of N) = C(i + k - 1, i) C(N - k + n - i, n - i) / C(N + n, n)
///
/// The rank-th further run lies below the k-th observed one where at least `rank` do.
///
/// - Source: David and Nagaraja 2003, Order Statistics, 7.3.
struct FutureOrderStatistic {
  /// Ascending.
  private let observed: [Double]
  private let runs: Int
  private let rank: Int

  /// - Precondition: `observed` is not empty and 1 <= rank <= runs.
  init(observed: [Double], runs: Int, rank: Int) {
    precondition(!observed.isEmpty && (1...runs).contains(rank), "\(rank) of \(runs)")
    self.observed = observed.sorted()
    (self.runs, self.rank) = (runs, rank)
  }

  /// P(the order statistic < the k-th observed run), k from 1.
  func chanceBelow(_ k: Int) -> Double {
    let (n, m) = (runs, observed.count)
    // P(no further run below), then one more at a time.
    var mass = 1.0
    for j in 0..<k { mass *= Double(m - j) / Double(m + n - j) }
    // That is P(all k least of all are observed) = P(i = 0).
    var below = rank == 0 ? 0.0 : mass
    for i in stride(from: 1, to: rank, by: 1) {
      let factor =
        Double(i + k - 1) / Double(i) * Double(n - i + 1) / Double(m - k + n - i + 1)
      mass *= factor
      below += mass
    }
    return max(0, 1 - below)
  }

  /// The observed runs between which it lies but for a chance of at most `level`, half at either side; nil for an end
  /// that so few runs cannot give.
  func interval(level: Double) -> (lower: Double?, upper: Double?) {
    // The chance grows with k.
    func count(_ isWithin: (Int) -> Bool) -> Int {
      var (low, high) = (0, observed.count)
      while low < high {
        let middle = (low + high + 1) / 2
        if isWithin(middle) { low = middle } else { high = middle - 1 }
      }
      return low
    }
    let below = count { chanceBelow($0) <= level / 2 }
    let above = count { 1 - chanceBelow($0) > level / 2 }
    let lower = below > 0 ? observed[below - 1] : nil
    let upper = above < observed.count ? observed[above] : nil
    return (lower, upper)
  }
}
