import Foundation

/// Numbers that the evaluation of many settings shares.
struct StopTables: Sendable {
  /// C(n, k) for trials and for draws.
  let binomials: BinomialTable
  /// Binomials of the start count, for draws with replacement.
  let starts: BinomialTable
  /// Factor by which P(no draw is above) falls when the c-th score is taken off, at [draws * (count + 1) + c]:
  /// (c - draws) / c without, ((c - 1) / c)^draws with replacement.
  private let withoutReplacement: [Double]
  private let withReplacement: [Double]
  private let count: Int
  let largestKept: Int

  /// Most trials that a setting may start without replacement.
  var largestStart: Int { binomials.k }

  /// For up to `count` trials, `start` of them started and `kept` kept.
  init(count: Int, start: Int, kept: Int) {
    binomials = BinomialTable(n: count, k: min(count, start))
    starts = BinomialTable(n: start, k: start)
    largestKept = kept
    self.count = count
    var (without, with) = ([Double](), [Double]())
    for draws in 0...kept {
      for c in 0...count {
        without.append(c == 0 ? 0 : Double(max(0, c - draws)) / Double(c))
        with.append(c == 0 ? 0 : pow(Double(c - 1) / Double(c), Double(draws)))
      }
    }
    (withoutReplacement, withReplacement) = (without, with)
  }

  /// The factors for `draws`, by the number of scores left.
  func falls(_ draws: Int, replacement: Bool) -> ArraySlice<Double> {
    (replacement ? withReplacement : withoutReplacement)[
      draws * (count + 1)..<(draws + 1) * (count + 1)]
  }
}
