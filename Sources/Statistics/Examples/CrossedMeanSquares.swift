/// Variance components of a complete WI x DO x example table, by the method of moments.
///
/// A term is a set of factors, as bits: 1 WI, 2 DO, 4 example. A factor of size 1 is not part of the design, so that
/// trials x examples is the case of one DO seed.
///
///     SS(T) = sum over S in T of (-1)^|T - S| sum of squared totals(S) / cells of a total      MS(T) = SS(T) / df(T)
///     v(S) = sum over T that hold S of (-1)^|T - S| MS(T) / product of the sizes outside S
///
/// - Source: Cornfield and Tukey 1956, Average Values of Mean Squares in Factorials; Brennan 2001, Generalizability
///   Theory, chapter 4.
struct CrossedMeanSquares {
  /// By term; nil for terms that are not part of the design, and element 0.
  let components: [Double?]
  let mean: Double

  /// Of whole numbers, such as 1 for a correct prediction: exact but for the last division.
  ///
  /// Totals and their squares are whole, in 128 bits: enough for 10^12 predictions.
  ///
  /// - Shapes: `row(t)`: [n], trial t = i * b + j of WI seed i and DO seed j, each in -1...1.
  /// - Complexity: time O(a b n), memory 4 n (a + b) bytes and one row.
  static func exact(
    wi a: Int, do b: Int, examples n: Int, row: (Int) -> [Int8]
  ) -> CrossedMeanSquares {
    var totals = CrossedTotals<Int32>(a, b, n)
    var squares: Int128 = 0
    for trial in 0..<a * b {
      let values = row(trial)
      totals.add(values.map(Int32.init), trial: trial)
      squares += Int128(values.reduce(0) { $0 + Int($1) * Int($1) })
    }
    let sizes = [a, b, n]
    let cells = Int128(a * b * n)
    // Squared totals of each term, times all cells over the cells of a total: a x b x n times the usual sum.
    var raw = (0..<8).map { term in
      totals[term].reduce(0 as Int128) { $0 + Int128($1) * Int128($1) }
        * size(sizes, inside: term)
    }
    raw[7] = squares * cells
    let sums = differences(raw)
    let present = present(sizes)
    let components = (0..<8).map { term -> Double? in
      guard term != 0, term & ~present == 0 else { return nil }
      var numerator: Int128 = 0
      for over in 1..<8 where over & term == term && over & ~present == 0 {
        let degrees = degrees(sizes, inside: present & ~over)
        numerator += sign(over ^ term) * sums[over] * degrees
      }
      let denominator =
        cells * degrees(sizes, inside: present) * size(sizes, inside: 7 & ~term)
      return Double(numerator) / Double(denominator)
    }
    return CrossedMeanSquares(
      components: components, mean: Double(totals[0][0]) / Double(cells))
  }

  /// Of any values, in binary64: the rows are asked for twice.
  static func rounded(
    wi a: Int, do b: Int, examples n: Int, row: (Int) -> [Double]
  ) -> CrossedMeanSquares {
    let sizes = [a, b, n]
    var totals = CrossedTotals<Double>(a, b, n)
    // Relative to some value, sums are small and squares are sharp.
    let origin = row(0)[0]
    for trial in 0..<a * b { totals.add(row(trial).map { $0 - origin }, trial: trial) }
    let means = (0..<7).map { term in
      let cells = Double(size(sizes, inside: 7 & ~term))
      return totals[term].map { $0 / cells }
    }
    let effects = CrossedEffects(means, a, b, n)
    var sums = (0..<7).map { term in
      effects[term].reduce(0) { $0 + $1 * $1 } * Double(size(sizes, inside: 7 & ~term))
    }
    var residual = 0.0
    for trial in 0..<a * b {
      residual += effects.residual(of: row(trial).map { $0 - origin }, trial: trial)
    }
    sums.append(residual)
    let present = present(sizes)
    let squares = (0..<8).map { term in
      let degrees = Double(degrees(sizes, inside: term))
      return degrees == 0 ? 0 : sums[term] / degrees
    }
    let components = (0..<8).map { term -> Double? in
      guard term != 0, term & ~present == 0 else { return nil }
      var sum = 0.0
      for over in 1..<8 where over & term == term && over & ~present == 0 {
        sum += Double(sign(over ^ term)) * squares[over]
      }
      return sum / Double(size(sizes, inside: 7 & ~term))
    }
    return CrossedMeanSquares(components: components, mean: means[0][0] + origin)
  }

  private static func present(_ sizes: [Int]) -> Int {
    (0..<3).reduce(0) { $0 | (sizes[$1] > 1 ? 1 << $1 : 0) }
  }

  /// Product of the sizes of the factors of `term`.
  private static func size(_ sizes: [Int], inside term: Int) -> Int128 {
    (0..<3).reduce(1) { term >> $1 & 1 == 1 ? $0 * Int128(sizes[$1]) : $0 }
  }

  /// Product of the sizes less 1.
  private static func degrees(_ sizes: [Int], inside term: Int) -> Int128 {
    (0..<3).reduce(1) { term >> $1 & 1 == 1 ? $0 * Int128(sizes[$1] - 1) : $0 }
  }

  private static func sign(_ term: Int) -> Int128 { term.nonzeroBitCount % 2 == 0 ? 1 : -1 }

  /// Sums of squares of the terms, from the squared totals of each.
  private static func differences(_ raw: [Int128]) -> [Int128] {
    (0..<8).map { term in
      (0..<8).reduce(0) { $1 & ~term == 0 ? $0 + sign(term ^ $1) * raw[$1] : $0 }
    }
  }
}
