/// Variance components of a WI x DO table by restricted maximum likelihood, whether or not it lacks cells.
///
/// Where cells have several values, what these differ by is the residual, and the interaction of the seeds stands apart.
/// Else the interaction is the residual.
public struct UnbalancedComponents: Sendable, Equatable {
  public let wi: Double
  public let `do`: Double
  /// Nil where no cell has two values.
  public let interaction: Double?
  public let residual: Double
  /// Best linear unbiased for these components, over fresh seeds of both kinds; not the mean of the values.
  public let mean: Double
  public let varianceOfMean: Double
  /// Minus twice the profiled restricted log-likelihood, as lme4 counts it.
  public let criterion: Double
  public let observationCount: Int
  public let cellCount: Int
  /// One less than the smaller number of seeds: a careful choice for an interval of the mean.
  public let degreesOfFreedom: Int

  public var total: Double { wi + self.do + (interaction ?? 0) + residual }

  /// A component is 0: the likelihood is largest at the boundary.
  public var isAtBoundary: Bool { wi == 0 || self.do == 0 || interaction == 0 }

  /// - Throws: `Refusal` for fewer than two seeds of a kind, for too few cells to tell seeds from the rest, and for a
  ///   table that is exactly additive.
  /// - Complexity: some 50 times O(larger x smaller^2) of the numbers of seeds.
  public init(_ observations: [(cell: Cell, value: Double)]) throws(Refusal) {
    self.init(try UnbalancedTable(observations))
  }

  init(_ table: UnbalancedTable) {
    let likelihood = RestrictedLikelihood(table: table)
    let shares = SharesSearch(likelihood).best()
    let found = likelihood.value(at: shares)
    let rest = 1 - shares.reduce(0, +)
    let components = shares.map { $0 / rest * found.variance }
    wi = components[table.isTransposed ? 1 : 0]
    self.do = components[table.isTransposed ? 0 : 1]
    interaction = components.count > 2 ? components[2] : nil
    residual = found.variance
    mean = table.center + found.mean
    varianceOfMean = found.varianceOfMean
    criterion = found.criterion
    observationCount = table.observationCount
    cellCount = table.cells.count
    degreesOfFreedom = min(table.rowCount, table.columnCount) - 1
  }
}

/// The shares at which the criterion is least: Newton's steps among shares that are not held at 0.
struct SharesSearch {
  private let likelihood: RestrictedLikelihood
  private let count: Int
  /// What is left to the residual is at least this.
  private static let leastRest = 1e-9

  init(_ likelihood: RestrictedLikelihood) {
    self.likelihood = likelihood
    count = likelihood.table.hasRepeats ? 3 : 2
  }

  /// From several starts, as there can be several minima.
  func best() -> [Double] {
    let isLarge = likelihood.table.cells.count > 5_000
    let parts: [Double] = isLarge ? [0.1] : [0.25, 0.02, 0.7]
    var starts = parts.prefix(2).map { Array(repeating: $0, count: count) }
    if !isLarge {
      for place in 0..<count {
        var start = Array(repeating: 0.02, count: count)
        start[place] = 0.7
        starts.append(start)
      }
    }
    var best: (shares: [Double], criterion: Double)?
    for start in starts {
      let shares = minimum(from: start)
      let criterion = likelihood.value(at: shares).criterion
      if criterion < (best?.criterion ?? .infinity) - 1e-9 { best = (shares, criterion) }
    }
    return best?.shares ?? Array(repeating: 0, count: count)
  }

  private func minimum(from start: [Double]) -> [Double] {
    var shares = start
    var value = likelihood.value(at: shares)
    for _ in 0..<100 {
      let free = shares.indices.filter { shares[$0] > 0 || value.gradient[$0] < 0 }
      guard !free.isEmpty else { break }
      let step = newtonStep(shares, value.gradient, free)
      guard let next = descend(shares, value, step) else { break }
      let moved = zip(next.shares, shares).reduce(0) { max($0, abs($1.0 - $1.1)) }
      (shares, value) = next
      if moved < 1e-13 { break }
    }
    return shares
  }

  /// Minus the inverse Hessian times the gradient, over `free` shares; the Hessian from differences of gradients.
  private func newtonStep(_ shares: [Double], _ gradient: [Double], _ free: [Int]) -> [Double] {
    var hessian = SquareMatrix(free.count)
    let width = min(1e-5, 0.1 * (1 - shares.reduce(0, +)))
    for (column, place) in free.enumerated() {
      var (above, below) = (shares, shares)
      above[place] += width
      below[place] = max(0, below[place] - width)
      let (high, low) = (
        likelihood.value(at: above).gradient, likelihood.value(at: below).gradient
      )
      for (row, other) in free.enumerated() {
        hessian[row, column] = (high[other] - low[other]) / (above[place] - below[place])
      }
    }
    let right = free.map { -gradient[$0] }
    let size = hessian.elements.reduce(1e-300) { max($0, abs($1)) }
    var ridge = 0.0
    while true {
      var matrix = SquareMatrix(free.count)
      for row in free.indices {
        for column in free.indices {
          matrix[row, column] = (hessian[row, column] + hessian[column, row]) / 2
        }
        matrix[row, row] += ridge
      }
      let factor = matrix.choleskyFactor()
      if free.indices.allSatisfy({ factor[$0, $0] > 1e-8 * size.squareRoot() }) {
        let solution = factor.inverseOfProduct() * right
        var step = [Double](repeating: 0, count: count)
        for (row, place) in free.enumerated() { step[place] = solution[row] }
        return step
      }
      ridge = max(1e-6 * size, 4 * ridge)
    }
  }

  /// The first of ever shorter steps that lowers the criterion; nil where none does.
  private func descend(
    _ shares: [Double], _ value: RestrictedLikelihood.Value, _ step: [Double]
  ) -> (shares: [Double], value: RestrictedLikelihood.Value)? {
    var length = 1.0
    for _ in 0..<50 {
      var next = zip(shares, step).map { max(0, $0 + length * $1) }
      let sum = next.reduce(0, +)
      if sum > 1 - Self.leastRest {
        // Half of what is left, at most.
        let rest = max(Self.leastRest, (1 - shares.reduce(0, +)) / 2)
        next = next.map { $0 * (1 - rest) / sum }
      }
      if next != shares {
        let found = likelihood.value(at: next)
        let slope = zip(zip(next, shares), value.gradient).reduce(0) {
          $0 + ($1.0.0 - $1.0.1) * $1.1
        }
        // Where the criterion is flat to rounding, a smaller gradient counts.
        let flat = 1e-12 * (1 + abs(value.criterion))
        if found.criterion <= value.criterion + 1e-4 * slope
          || found.criterion <= value.criterion + flat && size(found, next) < size(value, shares)
        {
          return (next, found)
        }
      }
      length /= 2
    }
    return nil
  }

  /// Largest slope that a share could still follow.
  private func size(_ value: RestrictedLikelihood.Value, _ shares: [Double]) -> Double {
    zip(value.gradient, shares).reduce(0) { largest, pair in
      pair.1 > 0 || pair.0 < 0 ? max(largest, abs(pair.0)) : largest
    }
  }
}
