extension BestWorst {
  /// The best and the worst row of a table that may lack cells, by the means of the cells that they have.
  ///
  /// - Parameter values: of `cells`, perhaps rearranged.
  /// - Returns: also the degrees of freedom within the two rows; `f` is infinite where neither varies, and 0 without any.
  init(_ values: [Double], _ cells: CellMeans, tie: Double, degrees: inout Int) {
    var best = (row: 0, mean: -Double.infinity)
    var worst = (row: 0, mean: Double.infinity)
    for (row, places) in cells.places.enumerated() {
      let mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
      if mean > best.mean + tie { best = (row, mean) }
      if mean < worst.mean - tie { worst = (row, mean) }
    }
    let (high, low) = (cells.places[best.row], cells.places[worst.row])
    func squares(_ places: [Int], _ mean: Double) -> Double {
      places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
    }
    degrees = high.count + low.count - 2
    let within = squares(high, best.mean) + squares(low, worst.mean)
    let (n, m) = (Double(high.count), Double(low.count))
    let between = n * m / (n + m) * (best.mean - worst.mean) * (best.mean - worst.mean)
    self.init(
      best: best.row, worst: worst.row,
      f: between == 0 || degrees < 1 ? 0 : between / (within / Double(degrees)))
  }
}

extension BestWorstTest {
  /// The test for the rows of a table that may lack cells, and how often shuffled tables pass it.
  ///
  /// Rows differ in their numbers of cells, and so do F's degrees of freedom from one pair of rows to another: what is
  /// compared between arrangements is p.
  ///
  /// - Parameter purpose: names the random stream, and the one after it.
  /// - Throws: `Refusal` where the two rows have no spread to compare with.
  init(
    _ cells: CellMeans, shuffleCount: Int, seed: UInt64, purpose: UInt64
  ) throws(Refusal) {
    let tie = 1e-11 * cells.values.reduce(0) { max($0, abs($1)) }
    func look(_ values: [Double]) -> (found: BestWorst, degrees: Int, p: Double) {
      var degrees = 0
      let found = BestWorst(values, cells, tie: tie, degrees: &degrees)
      let p =
        degrees < 1 || found.f == 0
        ? 1 : found.f.isFinite ? FDistribution(1, degrees).upperTail(found.f) : 0
      return (found, degrees, p)
    }
    let observed = look(cells.values)
    guard observed.degrees > 0 else {
      throw Refusal("the best and the worst seed have one cell each, and no spread")
    }
    guard observed.found.f.isFinite else { throw .constantRows }

    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    var values = cells.values
    var passes = 0
    for _ in 0..<shuffleCount {
      numbers.shuffle(&values, values.indices)
      if look(values).p < 0.05 { passes += 1 }
    }
    let rate = Double(passes) / Double(shuffleCount)

    // A p that differs by rounding is the same one.
    let bound = observed.p * (1 + 1e-9)
    let test = PermutationTest(count: shuffleCount, seed: seed)
    var (hits, least, leastCount) = (0, Double.infinity, 0)
    func count(_ values: [Double]) {
      let p = look(values).p
      if p <= bound { hits += 1 }
      if p < least * (1 - 1e-9) {
        (least, leastCount) = (p, 1)
      } else if p <= least * (1 + 1e-9) {
        leastCount += 1
      }
    }
    let all = cells.arrangementCount(limit: shuffleCount)
    if all != nil {
      cells.forEachArrangement(count)
    } else {
      numbers = SeededNumbers(seed: seed, purpose: purpose + 1)
      values = cells.values
      for _ in 0..<shuffleCount {
        for column in cells.columns { numbers.shuffle(&values, column) }
        count(values)
      }
    }
    self.init(
      bestSeed: cells.rows[observed.found.best], worstSeed: cells.rows[observed.found.worst],
      f: observed.found.f, residualDegreesOfFreedom: observed.degrees, p: observed.p,
      falsePositiveRate: rate,
      falsePositiveRateError: (rate * (1 - rate) / Double(shuffleCount)).squareRoot(),
      shuffleCount: shuffleCount, seed: seed,
      selectionAware: test.pValue(hits, of: all, mostExtreme: leastCount))
  }
}

extension Refusal {
  static let constantRows = Refusal("scores of the best and of the worst seed do not vary")
}
