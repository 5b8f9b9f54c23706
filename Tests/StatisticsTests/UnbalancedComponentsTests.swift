import TestSupport
import Testing

@testable import Statistics

@Suite struct UnbalancedComponentsTests {
  /// 60 tables with missing cells, of which 12 repeat cells, and 10 complete ones, by ci/oracle-lme4.
  @Test func agreesWithLme4() throws {
    let tables = try KnownAnswers("tables", file: "Statistics/lme4.json").root["all"].list
    #expect(tables.count == 70)
    var atBoundary = 0
    for (index, table) in tables.enumerated() {
      let observations = Self.observations(table)
      let found = try UnbalancedComponents(observations)
      let expected = table["components"].numbers
      let components =
        [found.wi, found.do] + (found.interaction.map { [$0] } ?? []) + [found.residual]
      #expect(components.count == expected.count, "table \(index)")
      let total = expected.reduce(0, +)
      for (mine, other) in zip(components, expected) {
        #expect(
          abs(mine / found.total - other / total) < 2e-6,
          "table \(index): \(components), \(expected)")
      }
      #expect(found.criterion <= table["criterion"].number + 1e-7, "table \(index)")
      #expect(agrees(found.mean, table["mean"].number, within: 1e-6), "table \(index)")
      #expect(
        agrees(found.varianceOfMean.squareRoot(), table["error"].number, within: 1e-4),
        "table \(index)")
      if index < 60, found.isAtBoundary { atBoundary += 1 }
    }
    #expect(atBoundary >= 15)
  }

  /// Complete tables have a closed form.
  @Test(arguments: 1...20) func completeTables(_ seed: UInt64) throws {
    let grid = Brute.grid(2 + Int(seed % 4), 2 + Int(seed % 5), seed: seed)
    let sums = SumsOfSquares(grid)
    guard sums.residual > 0 else { return }
    let found = try UnbalancedComponents(Self.observations(grid))
    let expected = sums.reml
    for (mine, other) in [
      (found.wi, expected.wi), (found.do, expected.do), (found.residual, expected.residual),
    ] {
      #expect(abs(mine - other) < 1e-7 * expected.total, "seed \(seed): \(found), \(expected)")
    }
    #expect(agrees(found.mean, grid.mean, within: 1e-9) && found.interaction == nil)
  }

  /// The slopes are those of the criterion, also with repeats.
  @Test func gradients() throws {
    var numbers = SeededNumbers(seed: 51, purpose: 1)
    var observations: [(cell: Cell, value: Double)] = []
    for wi in 1...5 {
      for order in 1...3 where wi != order {
        for _ in 0...numbers.below(3) {
          observations.append((Cell(wi: wi, do: order), Double(numbers.below(100))))
        }
      }
    }
    let likelihood = RestrictedLikelihood(table: try UnbalancedTable(observations))
    for shares in [[0.2, 0.3, 0.1], [0, 0, 0], [0, 0.5, 0], [0.9, 0.05, 0.02]] {
      let gradient = likelihood.value(at: shares).gradient
      for place in 0..<3 {
        var (above, below) = (shares, shares)
        above[place] += 1e-6
        below[place] = max(0, shares[place] - 1e-6)
        let slope =
          (likelihood.value(at: above).criterion - likelihood.value(at: below).criterion)
          / (above[place] - below[place])
        #expect(abs(slope - gradient[place]) < 2e-3 * max(1, abs(slope)), "\(shares), \(place)")
      }
    }
  }

  /// Turned by a quarter, or in another order, a table is the same.
  @Test func orderDoesNotMatter() throws {
    let grid = Brute.grid(5, 3, seed: 4)
    let some = Self.observations(grid).enumerated().filter { $0.offset % 7 != 3 }.map(\.element)
    let found = try UnbalancedComponents(some)
    let turned = try UnbalancedComponents(
      some.reversed().map { (Cell(wi: $0.cell.do, do: $0.cell.wi), $0.value) })
    #expect(abs(found.wi - turned.do) < 1e-9 * found.total)
    #expect(abs(found.do - turned.wi) < 1e-9 * found.total)
    #expect(found.cellCount == some.count && found.degreesOfFreedom == 2)
  }

  @Test func refusals() {
    func reason(_ cells: [(Int, Int, Double)]) -> String {
      do throws(Refusal) {
        _ = try UnbalancedComponents(cells.map { (Cell(wi: $0.0, do: $0.1), $0.2) })
        return ""
      } catch {
        return error.reason
      }
    }
    #expect(reason([(1, 1, 1), (1, 2, 2)]).contains("two WI and two DO seeds"))
    // A chain of cells: effects explain whatever stands in it.
    #expect(reason([(1, 1, 1), (1, 2, 2), (2, 2, 5), (2, 3, 1)]).contains("no cell is left"))
    #expect(
      reason([(1, 1, 1), (1, 2, 2), (2, 1, 5), (2, 2, 6), (3, 1, 0)]).contains("exactly additive"))
    #expect(reason([(1, 1, 1), (1, 2, 2), (2, 1, 5), (2, 2, 6.5), (3, 1, 0)]).isEmpty)
  }

  private static func observations(_ grid: CrossedGrid) -> [(cell: Cell, value: Double)] {
    grid.values.enumerated().map { place, value in
      (
        Cell(wi: grid.rows[place / grid.columnCount], do: grid.columns[place % grid.columnCount]),
        value
      )
    }
  }

  private static func observations(
    _ table: KnownAnswers.Node
  ) -> [(cell: Cell, value: Double)] {
    zip(zip(table["wi"].numbers, table["do"].numbers), table["score"].numbers).map {
      (Cell(wi: Int($0.0), do: Int($0.1)), $1)
    }
  }
}
