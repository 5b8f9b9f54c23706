import TestSupport
import Testing

@testable import Statistics

@Suite struct BestOfNTests {
  @Test func knownAnswers() throws {
    let answers = try KnownAnswers("expmax").root
    let best = BestOfN(answers["data"].numbers)
    for row in answers["rows"].list {
      let n = row["n"].int
      #expect(agrees(best.withReplacement(n).mean, row["V"].number), "V(\(n))")
      #expect(agrees(best.withReplacement(n).sd, row["V_sd_of_max"].number), "V sd \(n)")
      #expect(agrees(best.withoutReplacement(n).mean, row["U"].number), "U(\(n))")
      #expect(agrees(best.withoutReplacement(n).mean, row["U_exact"].number), "U(\(n))")
      #expect(agrees(best.withoutReplacement(n).sd, row["U_sd_of_max"].number), "U sd \(n)")
      if row["varU_unbiased"].isNull {
        #expect(best.varianceUnbiased(n) == nil)
      } else {
        #expect(agrees(best.varianceUnbiased(n), row["varU_unbiased"].number), "var \(n)")
      }
      if row["varU_jackknife"].isNull {
        #expect(best.varianceJackknife(n) == nil)
      } else {
        #expect(agrees(best.varianceJackknife(n), row["varU_jackknife"].number), "jackknife \(n)")
      }
    }
  }

  @Test func agreesWithEnumeration() {
    let x: [Double] = [3, 1, 4, 1, 5, 9]
    let best = BestOfN(x)
    for n in 1...3 {
      let subsets = Brute.subsets(of: 6, n)
      let maxima = subsets.map { $0.map { x[$0] }.max()! }
      #expect(agrees(best.withoutReplacement(n).mean, Brute.mean(maxima)))
      let tuples = Brute.tuples(of: 6, n).map { $0.map { x[$0] }.max()! }
      #expect(agrees(best.withReplacement(n).mean, Brute.mean(tuples)))
      var products: [Double] = []
      for a in subsets {
        for b in subsets where Set(a).isDisjoint(with: b) {
          products.append(a.map { x[$0] }.max()! * b.map { x[$0] }.max()!)
        }
      }
      let u = best.withoutReplacement(n).mean
      #expect(agrees(best.varianceUnbiased(n), u * u - Brute.mean(products)))
      let left = x.indices.map { r in
        BestOfN(x.indices.filter { $0 != r }.map { x[$0] }).withoutReplacement(n).mean
      }
      #expect(agrees(best.varianceJackknife(n), Spread(left).squares * 5 / 6))
      let leftV = x.indices.map { r in
        BestOfN(x.indices.filter { $0 != r }.map { x[$0] }).withReplacement(n).mean
      }
      #expect(agrees(best.varianceJackknifeWithReplacement(n), Spread(leftV).squares * 5 / 6))
    }
    // V(1) is the mean, and a mean's jackknife is the usual estimate.
    #expect(agrees(best.varianceJackknifeWithReplacement(1), best.varianceUnbiased(1)!))
    #expect(BestOfN([1]).varianceJackknifeWithReplacement(1) == nil)
  }

  @Test func bounds() throws {
    let answers = try KnownAnswers("expmax").root
    let best = BestOfN(answers["data"].numbers)
    let dkw = OrderStatisticBand.dkw(count: best.count, confidence: 0.95)
    let loose = dkw.expectedBest(of: 5, scores: best.scores, support: 0...1)
    #expect(agree([loose.lower, loose.upper], answers["dkw95_n5"].numbers))
    let exact = OrderStatisticBand.equalTailed(count: best.count, confidence: 0.95)
    let tight = exact.expectedBest(of: 5, scores: best.scores, support: 0...1)
    #expect(agree([tight.lower, tight.upper], answers["et95_n5"].numbers))
    #expect(agrees(exact.pointwiseLevel, answers["et95_pointwise_level"].number))
  }

  @Test func levels() throws {
    let answers = try KnownAnswers("expmax").root
    for key in answers["et95_levels"].keys {
      let band = OrderStatisticBand.equalTailed(count: Int(key)!, confidence: 0.95)
      #expect(agrees(band.pointwiseLevel, answers["et95_levels"][key].number), "N = \(key)")
    }
    let ten = OrderStatisticBand.equalTailed(count: 10, confidence: 0.95)
    #expect(agrees(ten.pointwiseLevel, answers["et95_pointwise_level_N10"].number))
  }

  @Test(arguments: [(225, 0.998_362_939_59, 1e-9), (625, 0.998_791_8, 1e-7)])
  func levelsOfThePaperSizes(count: Int, level: Double, tolerance: Double) throws {
    let band = OrderStatisticBand.equalTailed(count: count, confidence: 0.95)
    #expect(abs(try #require(band.pointwiseLevel) - level) < tolerance)
  }

  @Test func coverageAgreesWithSampling() {
    let (lower, upper) = ([0.05, 0.2, 0.4], [0.6, 0.8, 0.97])
    let exact = BandCoverage.probability(lower: lower, upper: upper)
    var numbers = SeededNumbers(seed: 1, purpose: 0)
    var hits = 0
    for _ in 0..<100_000 {
      let u = (0..<3).map { _ in Double(numbers.next() >> 11) * 0x1p-53 }.sorted()
      if (0..<3).allSatisfy({ lower[$0] <= u[$0] && u[$0] <= upper[$0] }) { hits += 1 }
    }
    #expect(abs(Double(hits) / 100_000 - exact) < 5e-3)
  }
}

@Suite struct DistinctSeedsTests {
  @Test func knownAnswers() throws {
    let answers = try KnownAnswers("variance").root
    let grid = CrossedGrid(answers["GRID"]["data"].table)
    let estimate = DistinctSeedsEstimate(grid, drawCount: 10, seed: 1, purpose: 1)
    let cells = BestOfN(grid.values)
    #expect(estimate.isExact && estimate.drawCount == nil)
    for n in 1...4 {
      let row = answers["emax_GRID"]["\(n)"]
      #expect(agrees(estimate.values[n - 1], row["distinct"].number))
      #expect(agrees(estimate.values[n - 1], row["distinct_exact"].number))
      #expect(agrees(cells.withoutReplacement(n).mean, row["U_cells"].number))
    }
    let turned = DistinctSeedsEstimate(grid.transposed, drawCount: 10, seed: 1, purpose: 1)
    #expect(agree(turned.values, estimate.values))
    #expect(estimate.variancesAreExact && estimate.variances[3] == nil)
    #expect(agree(turned.variances.compactMap(\.self), estimate.variances.compactMap(\.self)))
    // For one trial: (MSA + MSB) / IJ.
    let squares = SumsOfSquares(grid).meanSquares
    #expect(agrees(estimate.variances[0], (squares.wi + squares.do) / 20))
  }

  /// Every set of n cells with distinct rows and columns, with each row and each column left out in turn.
  @Test(arguments: 1...6)
  func agreesWithEnumeration(_ seed: UInt64) {
    let grid = Brute.grid(2 + Int(seed % 3), 2 + Int(seed / 2 % 3), seed: seed)
    let estimate = DistinctSeedsEstimate(grid, drawCount: 10, seed: 1, purpose: 1)
    func mean(_ n: Int, _ rows: [Int], _ columns: [Int]) -> Double {
      Brute.mean(
        Brute.subsets(of: rows.count, n).flatMap { chosen in
          Brute.tuples(of: columns.count, n).filter { Set($0).count == n }.map { places in
            zip(chosen, places).map { grid[rows[$0], columns[$1]] }.max()!
          }
        })
    }
    let (rows, columns) = (Array(grid.rows.indices), Array(grid.columns.indices))
    for n in 1...min(rows.count, columns.count) {
      #expect(agrees(estimate.values[n - 1], mean(n, rows, columns)))
      guard n < min(rows.count, columns.count) else {
        #expect(estimate.variances[n - 1] == nil)
        continue
      }
      let left = [
        rows.map { row in mean(n, rows.filter { $0 != row }, columns) },
        columns.map { column in mean(n, rows, columns.filter { $0 != column }) },
      ]
      let expected = left.reduce(0.0) {
        $0 + Spread($1).squares * Double($1.count - 1) / Double($1.count)
      }
      #expect(agrees(estimate.variances[n - 1], expected), "n = \(n)")
    }
  }

  @Test func drawsAgreeWithTheExactCount() {
    let grid = Brute.grid(7, 9, seed: 4)
    let exact = DistinctSeedsEstimate(grid, drawCount: 2, seed: 7, purpose: 1)
    let drawn = DistinctSeedsEstimate(grid, drawCount: 4_000, seed: 7, purpose: 1, exactLimit: 0)
    #expect(exact.isExact && !drawn.isExact && drawn.seed == 7)
    for n in 0..<7 {
      let distance = abs(drawn.values[n] - exact.values[n])
      #expect(distance <= 4.5 * drawn.standardErrors[n] + 1e-12, "n = \(n + 1)")
      guard let variance = exact.variances[n], let estimate = drawn.variances[n] else {
        #expect(n == 6 && exact.variances[n] == nil && drawn.variances[n] == nil)
        continue
      }
      #expect(abs(estimate / variance - 1) < 0.1, "n = \(n + 1): \(estimate), \(variance)")
    }
    #expect(exact.variancesAreExact && !drawn.variancesAreExact)
    #expect(
      drawn
        == DistinctSeedsEstimate(grid, drawCount: 4_000, seed: 7, purpose: 1, exactLimit: 0))
  }
}
