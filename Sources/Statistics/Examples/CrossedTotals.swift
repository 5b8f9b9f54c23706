/// Totals of a WI x DO x example table over all factors outside a term; terms as in `CrossedMeanSquares`.
struct CrossedTotals<Value: AdditiveArithmetic> {
  private let doCount: Int
  private let exampleCount: Int
  private var terms: [[Value]]

  init(_ wi: Int, _ order: Int, _ examples: Int) {
    doCount = order
    exampleCount = examples
    terms = (0..<7).map { term in
      let size = [wi, order, examples].enumerated().reduce(1) {
        term >> $1.offset & 1 == 1 ? $0 * $1.element : $0
      }
      return Array(repeating: .zero, count: size)
    }
  }

  /// Adds the values of trial `trial`.
  mutating func add(_ values: [Value], trial: Int) {
    precondition(
      values.count == exampleCount, "\(values.count) values for \(exampleCount) examples")
    let (i, j) = trial.quotientAndRemainder(dividingBy: doCount)
    var sum = Value.zero
    for k in 0..<exampleCount {
      sum += values[k]
      terms[4][k] += values[k]
      terms[5][i * exampleCount + k] += values[k]
      terms[6][j * exampleCount + k] += values[k]
    }
    terms[0][0] += sum
    terms[1][i] += sum
    terms[2][j] += sum
    terms[3][trial] += sum
  }

  /// Totals of a term below 7, its factors in the order WI, DO, example.
  subscript(term: Int) -> [Value] { term == 7 ? [] : terms[term] }
}

/// Effects of each term: what its mean adds to the effects of the terms in it.
struct CrossedEffects {
  private let doCount: Int
  private let exampleCount: Int
  private var terms: [[Double]]

  /// - Parameter means: of the terms below 7, as `CrossedTotals` orders them.
  init(_ means: [[Double]], _ wi: Int, _ order: Int, _ examples: Int) {
    doCount = order
    exampleCount = examples
    terms = means
    let mean = means[0][0]
    for term in [1, 2, 4] { terms[term] = means[term].map { $0 - mean } }
    for (term, rows, columns) in [(3, 1, 2), (5, 1, 4), (6, 2, 4)] {
      let count = terms[columns].count
      for place in terms[term].indices {
        terms[term][place] -= mean + terms[rows][place / count] + terms[columns][place % count]
      }
    }
  }

  subscript(term: Int) -> [Double] { terms[term] }

  /// Sum of squares of what no term explains in the values of `trial`.
  func residual(of values: [Double], trial: Int) -> Double {
    let (i, j) = trial.quotientAndRemainder(dividingBy: doCount)
    let base = terms[0][0] + terms[1][i] + terms[2][j] + terms[3][trial]
    var sum = 0.0
    for k in 0..<exampleCount {
      let rest =
        values[k] - base - terms[4][k] - terms[5][i * exampleCount + k]
        - terms[6][j * exampleCount + k]
      sum += rest * rest
    }
    return sum
  }
}
