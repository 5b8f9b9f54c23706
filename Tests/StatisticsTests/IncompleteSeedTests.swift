import TestSupport
import Testing

@testable import Statistics

/// Seeds of tables that lack cells: best against worst, degenerate runs, spreads, and the best of n.
@Suite struct IncompleteSeedTests {
  private struct Known {
    let node: KnownAnswers.Node
    let observations: [(cell: Cell, value: Double)]

    init(_ place: Int) throws {
      node = try KnownAnswers("all", file: "Statistics/incomplete_seeds.json").root[place]
      observations = zip(zip(node["wi"].numbers, node["do"].numbers), node["score"].numbers).map {
        (Cell(wi: Int($0.0), do: Int($0.1)), $1)
      }
    }

    func analysis(_ values: [Double]? = nil) throws -> TaskAnalysis {
      let task = TaskTrials(
        name: "t", steps: [0],
        trials: zip(observations, values ?? observations.map(\.value)).map {
          Trial(cell: $0.cell, scores: [$1])
        })
      var options = AnalysisTests.options
      (options.shuffleCount, options.permutationCount) = (9_999, 9_999)
      options.degenerateThresholds = ["t": node["threshold"].number]
      return Analysis.run(try TrialTable(tasks: [task]), options: options).tasks[0]
    }
  }

  /// By numpy and scipy, over every arrangement and every set, Tests/Fixtures/Statistics/incomplete_seeds.py.
  @Test(arguments: 0..<4) func agreesWithEnumeration(_ place: Int) throws {
    let known = try Known(place)
    let found = try known.analysis()
    for factor in Factor.allCases {
      let expected = known.node["of"][factor.rawValue]
      let test = try found.bestWorst[factor].get()
      #expect([test.bestSeed, test.worstSeed] == [expected["best"].int, expected["worst"].int])
      #expect(agrees(test.f, expected["f"].number, within: 1e-9))
      #expect(test.residualDegreesOfFreedom == expected["degrees"].int)
      #expect(agrees(test.p, expected["p"].number, within: 1e-9))
      let honest = expected["honest"]
      #expect(test.selectionAware.isExact)
      #expect(test.selectionAware.arrangementCount == honest["count"].int)
      #expect(agrees(test.selectionAware.p, honest["p"].number, within: 1e-12))
      #expect(agrees(test.selectionAware.leastP, honest["least"].number, within: 1e-12))
      let rates = try found.degenerate.get().tests[factor].get()
      #expect(agrees(rates.p, expected["rates"].number, within: 1e-12))
      #expect(agrees(try found.sdGiven[factor].get(), expected["spread"].number, within: 1e-12))
    }
    let distinct = try found.best.distinct.get()
    #expect(distinct.isExact && distinct.variances.allSatisfy { $0 == nil })
    #expect(agree(distinct.values, known.node["distinct"].numbers, within: 1e-12))
  }

  /// A grid from which nothing is missing gives by the cells what it gives as a grid, and by enumeration where that is
  /// short.
  @Test(arguments: [(3, 3), (4, 3), (2, 4)]) func completeGrids(_ rows: Int, _ columns: Int) throws
  {
    let grid = Brute.grid(rows, columns, seed: UInt64(rows * 10 + columns))
    let observations = grid.values.enumerated().map { place, value in
      (
        cell: Cell(wi: grid.rows[place / columns], do: grid.columns[place % columns]),
        value: value
      )
    }
    let cells = try CellMeans(observations, of: .wi)
    let by = try BestWorstTest(cells, shuffleCount: 20_000, seed: 4, purpose: 1)
    let whole = BestWorstTest(grid, shuffleCount: 20_000, seed: 4, purpose: 1)
    #expect(by.bestSeed == whole.bestSeed && by.worstSeed == whole.worstSeed)
    #expect(agrees(by.f, whole.f, within: 1e-10) && agrees(by.p, whole.p, within: 1e-9))
    #expect(by.selectionAware.isExact && whole.selectionAware.isExact)
    #expect(agrees(by.selectionAware.p, whole.selectionAware.p, within: 1e-12))
    #expect(agrees(by.selectionAware.leastP, whole.selectionAware.leastP, within: 1e-12))
    #expect(whole.selectionAware.leastP > 0)
    #expect(abs(by.falsePositiveRate - whole.falsePositiveRate) < 0.02)
    // No degenerate run: resampling would claim to know the rate.
    let task = TaskTrials(
      name: "t", steps: [0], trials: observations.map { Trial(cell: $0.cell, scores: [$0.value]) })
    for (limit, isKnown) in [(-99.0, false), (grid.mean, true), (99, false)] {
      var options = AnalysisTests.options
      options.degenerateThresholds = ["t": limit]
      let runs = try Analysis.run(try TrialTable(tasks: [task]), options: options).tasks[0]
        .degenerate.get()
      #expect((runs.standardError != nil) == isKnown, "\(limit)")
    }
    let distinct = try DistinctSeedsEstimate(cells, drawCount: 100, seed: 1, purpose: 1)
    let all = DistinctSeedsEstimate(grid, drawCount: 100, seed: 1, purpose: 1)
    #expect(agree(distinct.values, all.values))
  }

  /// Drawn, they are near what is counted.
  @Test func drawnSets() throws {
    let known = try Known(2)
    let cells = try CellMeans(known.observations, of: .wi)
    let counted = try DistinctSeedsEstimate(cells, drawCount: 4_000, seed: 5, purpose: 1)
    let drawn = try DistinctSeedsEstimate(
      cells, drawCount: 4_000, seed: 5, purpose: 1, exactLimit: 0)
    #expect(counted.isExact && !drawn.isExact && drawn.drawCount == 4_000)
    for (place, value) in drawn.values.enumerated() {
      // Full sets do not have all pairs of cells equally often.
      #expect(abs(value - counted.values[place]) < 0.06, "\(place), seed 5")
    }
    let honest = try BestWorstTest(cells, shuffleCount: 500, seed: 6, purpose: 1)
    #expect(!honest.selectionAware.isExact && honest.selectionAware.seed == 6)
    let exact = known.node["of"]["wi"]["honest"]["p"].number
    #expect(abs(honest.selectionAware.p - exact) < 0.1, "seed 6")
  }

  /// What is not valid is refused, and says why.
  @Test func refusals() throws {
    let known = try Known(0)
    // Cells with different numbers of runs.
    let runs =
      known.observations.map { Trial(cell: $0.cell, scores: [$0.value]) }
      + [Trial(cell: known.observations[0].cell, scores: [0.5], run: 1)]
    let repeated = try AnalysisTests.run([TaskTrials(name: "t", steps: [0], trials: runs)]).tasks[0]
    #expect(
      repeated.bestWorst.wi.refusal == .unequalRuns && repeated.sdGiven.wi.refusal == .unequalRuns)
    #expect(repeated.best.distinct.refusal?.reason.contains("one run in each cell") == true)
    // Equal numbers of runs: their means.
    let twice = known.observations.flatMap { cell, value in
      [0, 1].map { Trial(cell: cell, scores: [value + ($0 == 0 ? 0.1 : -0.1)], run: $0) }
    }
    let means = try AnalysisTests.run([TaskTrials(name: "t", steps: [0], trials: twice)]).tasks[0]
    #expect(
      agrees(try means.bestWorst.wi.get().f, known.node["of"]["wi"]["f"].number, within: 1e-9))
    // One cell each, and rows that do not vary.
    func reason(_ cells: [(Int, Int, Double)]) -> String {
      do throws(Refusal) {
        _ = try BestWorstTest(
          CellMeans(cells.map { (Cell(wi: $0.0, do: $0.1), $0.2) }, of: .wi), shuffleCount: 9,
          seed: 1, purpose: 1)
        return ""
      } catch {
        return error.reason
      }
    }
    #expect(reason([(1, 1, 1), (2, 1, 3), (3, 1, 2), (3, 2, 2)]).contains("one cell each"))
    #expect(
      reason([(1, 1, 1), (1, 2, 1), (2, 1, 3), (2, 2, 3), (3, 1, 2)]).contains("do not vary"))
    #expect(reason([(1, 1, 1), (2, 1, 3)]).contains("two WI and two DO"))
    let flat = try known.analysis(known.observations.map { _ in 0.5 })
    #expect(flat.bestWorst.wi.refusal?.reason == "every final score is 0.5")
    #expect(flat.degenerate.value?.tests.wi.refusal?.reason.contains("run is degenerate") == true)
    #expect(flat.degenerate.value?.standardError == nil)
  }

  /// Seeds are compared over tasks by what they do beyond the other kind's, where a task lacks cells.
  @Test func agreementOverTasks() throws {
    func task(_ name: String, _ gone: Set<Cell>) -> TaskTrials {
      // Wi 3 is best on every task; the good DO seed 1 is lacking for it.
      let effects: [Double] = [0.1, 0.2, 0.5, 0.3]
      var trials: [Trial] = []
      for wi in 1...4 {
        for order in 1...4 {
          let pair = Double(wi * order % 3) / 100
          let score: Double = effects[wi - 1] + (order == 1 ? 5.0 : 0.0) + pair
          trials.append(Trial(cell: Cell(wi: wi, do: order), scores: [score]))
        }
      }
      return TaskTrials(name: name, steps: [0], trials: trials.filter { !gone.contains($0.cell) })
    }
    let found = try AnalysisTests.run([task("a", [Cell(wi: 3, do: 1)]), task("b", [])])
    let wi = try found.agreement.wi.get()
    #expect(wi.ranks.min { $0.meanRank < $1.meanRank }?.seed == 3)
    #expect(wi.ranks.first { $0.seed == 3 }?.ranks == [1, 1])
    var gone: Set<Cell> = []
    for wi in 1...4 {
      for order in 1...4 where (wi < 3) != (order < 3) { gone.insert(Cell(wi: wi, do: order)) }
    }
    let apart = try AnalysisTests.run([task("a", gone), task("b", [])])
    #expect(apart.agreement.wi.refusal?.reason.contains("too few cells") == true)
  }
}
