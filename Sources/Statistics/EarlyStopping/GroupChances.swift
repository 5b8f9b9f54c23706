/// Chances that the worst kept trial lies in a group of `size` trials with the same early score, `above` trials before
/// it and `below` after it, and that q of the kept ones lie in the group.
struct GroupChances {
  /// Chances below this do not matter to any digit.
  private static let negligible = 1e-18

  let above: Int
  let size: Int
  let below: Int
  private let tables: StopTables
  private let replacement: Bool
  // Powers of G / N, m / N, L / N and (m + L) / N; empty without replacement.
  private var fromAbove: [Double] = []
  private var fromGroup: [Double] = []
  private var fromBelow: [Double] = []
  private var fromRest: [Double] = []

  init(above: Int, size: Int, of count: Int, tables: StopTables, replacement: Bool) {
    self.above = above
    self.size = size
    below = count - above - size
    self.tables = tables
    self.replacement = replacement
    guard replacement else { return }
    func powers(_ part: Int, _ largest: Int) -> [Double] {
      let share = Double(part) / Double(count)
      var powers = [1.0]
      for i in stride(from: 0, to: largest, by: 1) { powers.append(powers[i] * share) }
      return powers
    }
    let largest = tables.starts.n
    fromAbove = powers(above, tables.largestKept)
    fromGroup = powers(size, largest)
    fromBelow = powers(below, largest)
    fromRest = powers(size + below, largest)
  }

  /// Calls `body` with each q whose chance matters, and the chance, for `started` trials and `kept` of them.
  ///
  ///     without: C(G, a) sum_{c >= q} C(m, c) C(L, s - a - c) / C(N, s)                  a = k - q
  ///     with:    C(s, a) (G/N)^a sum_{c >= q} C(s - a, c) (m/N)^c (L/N)^(s - a - c)
  ///
  /// The chance of at least q in the group given a above only falls as q grows: where it no longer matters, the
  /// search ends.
  func forEach(started: Int, kept: Int, total: Double, _ body: (Int, Double) -> Void) {
    for q in stride(from: 1, through: replacement ? kept : min(kept, size), by: 1) {
      let a = kept - q
      let rest = started - a
      if replacement ? above == 0 && a > 0 : a > above || rest > size + below { continue }
      let ways = ways(rest, q)
      let all = replacement ? fromRest[rest] : tables.binomials[size + below, rest]
      if ways <= Self.negligible * all { break }
      let before =
        replacement ? tables.starts[started, a] * fromAbove[a] : tables.binomials[above, a] / total
      let chance = before * ways
      if chance > Self.negligible { body(q, chance) }
    }
  }

  /// The sum over c.
  private func ways(_ rest: Int, _ q: Int) -> Double {
    var ways = 0.0
    // Without replacement no more than `below` can come from below, and `size` from the group.
    let (first, last) = replacement ? (q, rest) : (max(q, rest - below), min(size, rest))
    for c in stride(from: first, through: last, by: 1) {
      let term =
        replacement
        ? tables.starts[rest, c] * fromGroup[c] * fromBelow[rest - c]
        : tables.binomials[size, c] * tables.binomials[below, rest - c]
      ways += term
      if term < Self.negligible * ways { break }
    }
    return ways
  }
}
