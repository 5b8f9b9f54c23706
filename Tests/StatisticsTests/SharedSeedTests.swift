import Foundation
import Testing

@testable import Statistics

/// What seeds that trials share do to the band of the best of n, which takes trials as independent.
@Suite struct SharedSeedTests {
  /// Shares of the variance that go with WI and DO, and the percentage of grids in which the band holds for all n at
  /// once: what is said of it. Found with seed 1 and 300 grids each; numpy's numbers and scipy's beta distribution give
  /// 96, 80 and 57 % of 400.
  @Test(arguments: [(0.1, 0.05, 95), (0.3, 0.1, 78), (0.6, 0.1, 60)])
  func bandOfAGrid(_ wi: Double, _ order: Double, _ percentage: Int) {
    let side = 25
    let band = OrderStatisticBand.equalTailed(count: side * side, confidence: 0.95)
    var numbers = SeededNumbers(seed: 1, purpose: 91)
    func normals(_ count: Int) -> [Double] {
      (0..<(count + 1) / 2).flatMap { _ in
        let (x, y) = numbers.normalPair()
        return [x, y]
      }
    }
    let looks = [1, 2, 5, 10, 25, 60, 150, 300, 625]
    var held = 0
    for _ in 0..<300 {
      let (rows, columns, rest) = (normals(side), normals(side), normals(side * side))
      // Uniform over fresh seeds, so that the best of n is worth n / (n + 1).
      let scores = (0..<side * side).map { place -> Double in
        let z =
          wi.squareRoot() * rows[place / side] + order.squareRoot() * columns[place % side]
          + (1 - wi - order).squareRoot() * rest[place]
        return erfc(-z / 2.0.squareRoot()) / 2
      }.sorted()
      let isIn = looks.allSatisfy { n in
        let interval = band.expectedBest(of: n, scores: scores, support: 0...1)
        let truth = Double(n) / Double(n + 1)
        return interval.lower <= truth && truth <= interval.upper
      }
      if isIn { held += 1 }
    }
    #expect((Double(held) / 3).rounded() == Double(percentage), "held in \(held) of 300")
  }

  /// How often the interval of the mean of a 5 x 4 grid holds the truth where two cells are missing. Seed 1.
  @Test func meanOfAnIncompleteGrid() throws {
    var numbers = SeededNumbers(seed: 1, purpose: 92)
    var held = 0
    for _ in 0..<300 {
      let rows = (0..<5).map { _ in 0.5 * numbers.normalPair().0 }
      let columns = (0..<4).map { _ in 0.5 * numbers.normalPair().0 }
      let trials = (0..<18).map { place -> Trial in
        let (i, j) = (place / 4, place % 4)
        return Trial(
          cell: Cell(wi: i, do: j), scores: [rows[i] + columns[j] + 0.7 * numbers.normalPair().0])
      }
      let task = TaskTrials(name: "t", steps: [0], trials: trials)
      let view = TaskView(task, options: AnalysisOptions(), index: 0)
      let interval = try view.meanEstimate().interval
      if interval.lower <= 0, 0 <= interval.upper { held += 1 }
    }
    #expect((279...300).contains(held), "held in \(held) of 300")
  }

  /// The floor of a permutation test: in a 2 x 2 grid 1 of 2, whatever the scores.
  @Test func leastP() throws {
    let test = PermutationTest(seed: 1)
    let grid = CrossedGrid([[0.5, 0.6], [0.9, 0.98]])
    let found = test.rowEffect(grid, purpose: 0)
    #expect(found.p == 0.5 && found.leastP == 0.5)
    // Three rows in order in both columns: one of the 36 arrangements with one column held.
    let three = test.rowEffect(
      CrossedGrid([[1, 10, 100], [2, 20, 230], [3, 31, 310]]), purpose: 0)
    #expect(three.leastP == 1.0 / 36 && three.p >= three.leastP)
    let drawn = PermutationTest(count: 99, seed: 1, exactLimit: 1).rowEffect(grid, purpose: 0)
    #expect(drawn.leastP == 0.01 && drawn.p >= 0.01)
  }
}
