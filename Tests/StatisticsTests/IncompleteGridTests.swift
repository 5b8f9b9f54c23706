import TestSupport
import Testing

@testable import Statistics

/// Tests and intervals of WI and DO where cells are missing.
@Suite struct IncompleteGridTests {
  /// By numpy and scipy, Tests/Fixtures/Statistics/incomplete.py.
  @Test(arguments: 0..<6) func agreesWithLeastSquares(_ place: Int) throws {
    let known = try KnownAnswers("all", file: "Statistics/incomplete.json").root[place]
    let cells = zip(known["wi"].numbers, known["do"].numbers).map { Cell(wi: Int($0), do: Int($1)) }
    let table = try UnbalancedTable(zip(cells, known["score"].numbers).map { ($0, $1) })
    for factor in Factor.allCases {
      let expected = known["of"][factor.rawValue]
      let found = try AdjustedEffect(table, of: factor)
      #expect(agrees(found.f, expected["f"].number, within: 1e-9))
      #expect(
        [found.degrees, found.residualDegrees] == expected["degrees"].numbers.map { Int($0) })
      #expect(agrees(found.p, expected["p"].number, within: 1e-9))
      let ratio = found.pivot.ratioInterval(confidence: 0.95)
      #expect(agree([ratio.lower, ratio.upper], expected["ratio"].numbers, within: 1e-6))
      // An average over 200 parts in place of an integral.
      let component = found.pivot.interval(confidence: 0.95)
      #expect(
        agree([component.lower, component.upper], expected["component"].numbers, within: 0.01))
      let residual = VariancePivot.residualInterval(
        found.residual, degrees: found.residualDegrees, confidence: 0.95)
      #expect(agree([residual.lower, residual.upper], expected["residual"].numbers, within: 1e-9))
      guard place < 4 else { continue }
      let permuted = PermutationTest(seed: 1).adjustedEffect(found, purpose: 1)
      #expect(permuted.isExact)
      #expect(permuted.arrangementCount == expected["permutation"]["count"].int)
      #expect(agrees(permuted.p, expected["permutation"]["p"].number, within: 1e-12))
      #expect(permuted.leastP <= permuted.p && permuted.leastP > 0)
    }
  }

  /// Of a complete grid both are what they are by the closed form.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func completeGrids(_ seed: UInt64) throws {
    let grid = Brute.grid(3, 2 + Int(seed % 2), seed: seed)
    let sums = SumsOfSquares(grid)
    let table = try UnbalancedTable(Self.observations(grid))
    let found = try AdjustedEffect(table, of: .wi)
    #expect(agrees(found.squares, sums.wi, within: 1e-10))
    #expect(agrees(found.residual, sums.residual, within: 1e-10))
    #expect(agrees(try AdjustedEffect(table, of: .do).squares, sums.do, within: 1e-10))
    let ratio = found.pivot.ratioInterval(confidence: 0.95)
    let expected = VarianceIntervals(sums, confidence: 0.95).wiRatio
    #expect(agrees(ratio.lower, max(0, expected.lower), within: 1e-8))
    #expect(agrees(ratio.upper, max(0, expected.upper), within: 1e-8))
    let test = PermutationTest(seed: 7)
    #expect(
      agrees(
        test.adjustedEffect(found, purpose: 1).p, test.rowEffect(grid, purpose: 1).p,
        within: 1e-12))
  }

  /// Drawn arrangements estimate the share of all.
  @Test func drawnArrangements() throws {
    let grid = Brute.grid(4, 3, seed: 12)
    let some = Self.observations(grid).enumerated().filter { ![1, 6].contains($0.offset) }
    let effect = try AdjustedEffect(try UnbalancedTable(some.map(\.element)), of: .wi)
    let all = PermutationTest(seed: 3).adjustedEffect(effect, purpose: 2)
    let drawn = PermutationTest(seed: 3, exactLimit: 10).adjustedEffect(effect, purpose: 2)
    #expect(all.isExact && !drawn.isExact && drawn.seed == 3)
    #expect(abs(all.p - drawn.p) < 0.025, "\(all.p), seed 3: \(drawn.p)")
    #expect(drawn.leastP == 1e-4)
  }

  /// Normal effects, seed 1726: intervals hold what they state, and tests reject as often as they state.
  ///
  /// 300 tables; a standard error is 1.3 %.
  @Test func coverage() throws {
    var numbers = SeededNumbers(seed: 1726, purpose: 1)
    func normal(_ count: Int, _ variance: Double) -> [Double] {
      (0..<count).map { _ in numbers.normalPair().0 * variance.squareRoot() }
    }
    let (a, b, rounds) = (5, 4, 300)
    let (wi, order, rest) = (0.4, 0.0, 0.6)
    var (hits, rejected) = ([0, 0, 0, 0], [0, 0])
    for _ in 0..<rounds {
      let (rows, columns) = (normal(a, wi), normal(b, order))
      let noise = normal(a * b, rest)
      let cells = (0..<a * b).filter { ![0, 6, 7, 13, 19].contains($0) }
      let table = try UnbalancedTable(
        cells.map { (Cell(wi: $0 / b, do: $0 % b), rows[$0 / b] + columns[$0 % b] + noise[$0]) })
      let effects = PerFactor(catching: { factor throws(Refusal) in
        try AdjustedEffect(table, of: factor)
      })
      let found = try VarianceIntervals(table, effects, confidence: 0.95)
      let intervals = [found.wi, found.do, found.residual, found.wiRatio]
      for (place, (interval, truth)) in zip(intervals, [wi, order, rest, wi / rest]).enumerated()
      where interval.lower <= truth && truth <= interval.upper { hits[place] += 1 }
      let effect = try effects.do.get()
      if effect.p <= 0.05 { rejected[0] += 1 }
      let permuted = PermutationTest(count: 99, seed: 5, exactLimit: 1)
        .adjustedEffect(effect, purpose: 3)
      if permuted.p <= 0.05 { rejected[1] += 1 }
    }
    // A component that is 0 lies outside where the lower end is above it only: half as often.
    #expect((278...294).contains(hits[0]), "seed 1726: WI \(hits[0]) of 300")
    #expect((284...300).contains(hits[1]), "seed 1726: DO \(hits[1]) of 300")
    #expect((273...297).contains(hits[2]), "seed 1726: residual \(hits[2]) of 300")
    #expect((273...297).contains(hits[3]), "seed 1726: ratio \(hits[3]) of 300")
    #expect((5...26).contains(rejected[0]), "seed 1726: F rejects \(rejected[0]) of 300")
    #expect((5...26).contains(rejected[1]), "seed 1726: permutation rejects \(rejected[1]) of 300")
  }

  /// Two runs in each cell that is there: their means are a table like any other, and noise stands apart.
  @Test func equalRepeats() throws {
    let values = [(1, 1, 0.7), (1, 2, 0.6), (2, 1, 0.9), (2, 2, 0.7), (3, 1, 0.5)]
    let trials = values.flatMap { wi, order, score in
      [0, 1].map { run in
        Trial(
          cell: Cell(wi: wi, do: order), scores: [score + (run == 0 ? 0.01 : -0.01)], run: run)
      }
    }
    let task = TaskTrials(name: "t", steps: [0], trials: trials)
    let found = try AnalysisTests.run([task]).tasks[0]
    let test = try found.tests.wi.get()
    #expect([test.degreesOfFreedom, test.residualDegreesOfFreedom] == [2, 1])
    let intervals = try #require(try found.variance.get().intervals)
    #expect(intervals.isGeneralized && intervals.interaction != nil)
    // 5 pairs that differ by 0.02: a sum of squares of 0.001 with 5 degrees of freedom.
    let noise = VariancePivot.residualInterval(0.001, degrees: 5, confidence: 0.95)
    #expect(agrees(intervals.residual.upper, noise.upper, within: 1e-9))
    // One run a cell, of the means: the same F.
    let means = values.map { Trial(cell: Cell(wi: $0.0, do: $0.1), scores: [$0.2]) }
    let plain = try AnalysisTests.run([TaskTrials(name: "t", steps: [0], trials: means)]).tasks[0]
    #expect(agrees(try plain.tests.wi.get().f, test.f, within: 1e-9))
    #expect(try plain.variance.get().intervals?.interaction == nil)
  }

  @Test func eigenvectors() {
    var matrix = SquareMatrix(4)
    for i in 0..<4 {
      for j in 0...i { (matrix[i, j], matrix[j, i]) = (Double(i + 2 * j), Double(i + 2 * j)) }
    }
    let (values, vectors) = matrix.symmetricEigen()
    #expect(agrees(values.reduce(0, +), (0..<4).reduce(0) { $0 + matrix[$1, $1] }))
    for k in 0..<4 {
      let vector = (0..<4).map { vectors[k, $0] }
      #expect(agrees(vector.reduce(0) { $0 + $1 * $1 }, 1))
      for (image, own) in zip(matrix * vector, vector) {
        #expect(abs(image - values[k] * own) < 1e-12 * 20)
      }
    }
  }

  private static func observations(_ grid: CrossedGrid) -> [(cell: Cell, value: Double)] {
    grid.values.enumerated().map { place, value in
      (
        Cell(wi: grid.rows[place / grid.columnCount], do: grid.columns[place % grid.columnCount]),
        value
      )
    }
  }
}
