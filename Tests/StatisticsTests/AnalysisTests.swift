import TestSupport
import Testing

@testable import Statistics

@Suite struct AnalysisTests {
  /// Trials of learning curves with seed effects; scores are correct answers of 277.
  static func task(
    _ name: String, _ rows: Int, _ columns: Int, evaluations: Int = 6, seed: UInt64 = 1,
    without gone: Set<Cell> = [], nonfinite: Set<Cell> = []
  ) -> TaskTrials {
    var numbers = SeededNumbers(seed: seed, purpose: 77)
    let effects = (0..<max(rows, columns)).map { _ in numbers.below(12) }
    var trials: [Trial] = []
    for i in 1...rows {
      for j in 1...columns {
        let cell = Cell(wi: i, do: j)
        var score = 131
        let collapses = numbers.below(8) == 0
        let scores = (0..<evaluations).map { _ -> Double in
          if !collapses { score += numbers.below(14) + effects[i - 1] / 4 + effects[j - 1] / 6 }
          return Double(min(score + numbers.below(5) - 2, 277)) / 277
        }
        if gone.contains(cell) { continue }
        let isLost = nonfinite.contains(cell)
        trials.append(
          Trial(
            cell: cell, scores: isLost ? Array(scores.prefix(2)) : scores,
            status: isLost ? .nonfinite : .completed))
      }
    }
    return TaskTrials(
      name: name, steps: (1...evaluations).map { 10 * $0 }, trials: trials,
      majorityBaseline: 146.0 / 277, support: 0...1)
  }

  static let options: AnalysisOptions = {
    var options = AnalysisOptions()
    (options.permutationCount, options.shuffleCount, options.distinctDrawCount) = (499, 499, 500)
    options.largestBudget = 6
    return options
  }()

  static func run(_ tasks: [TaskTrials], ranks: Bool = false) throws -> AnalysisResult {
    Analysis.run(try TrialTable(tasks: tasks, seedsAreRanks: ranks), options: options)
  }

  @Test func completeGrid() throws {
    let task = Self.task("rte", 6, 5)
    let found = try Self.run([task]).tasks[0]
    let finals = task.trials.map { $0.scores.max()! }
    #expect(found.trialCount == 30 && found.scoredCount == 30 && found.missing.count == 0)
    #expect(agrees(found.mean, Brute.mean(finals)))
    #expect(found.best.value == finals.max() && found.best.points.count == 30)
    #expect(
      agrees(found.best.points[0].v, found.mean) && agrees(found.best.points[0].u, found.mean))
    #expect(agrees(found.best.points[29].u, found.best.value))
    let ofTwo = Brute.mean(Brute.subsets(of: 30, 2).map { max(finals[$0[0]], finals[$0[1]]) })
    #expect(agrees(found.best.points[0].nextGain, ofTwo - found.mean))
    #expect(found.best.points[29].nextGain == nil)
    for point in found.best.points {
      #expect(point.v <= point.u + 1e-15)
      let band = try #require(point.band)
      #expect(band.lower <= point.u && point.v <= band.upper)
    }
    let grid = CrossedGrid(rows: Array(1...6), columns: Array(1...5), values: finals)
    let variance = try #require(found.variance.value)
    #expect(variance.sums == SumsOfSquares(grid))
    let shares = try #require(variance.shares)
    #expect(agrees(shares.total, 1))
    #expect(agrees(found.sdGiven.wi.value, meanRowDeviation(grid)))
    let wi = try #require(found.tests.wi.value)
    let squares = try #require(variance.sums).meanSquares
    #expect(agrees(wi.f, squares.wi / squares.residual))
    #expect(wi.degreesOfFreedom == 5 && wi.residualDegreesOfFreedom == 20)
    #expect(found.bestWorst.do.value?.residualDegreesOfFreedom == 10)
    #expect(found.best.distinct.value?.isExact == true)
    #expect(
      agrees(found.best.points[3].varianceV, BestOfN(finals).varianceJackknifeWithReplacement(4)!))
    #expect(agrees(found.best.distinct.value?.values[0], found.mean))
    #expect(found.testSetNoise.refusal != nil)
  }

  @Test func lastScoreCounts() throws {
    let task = Self.task("rte", 4, 4)
    var options = Self.options
    options.score = .last
    let found = Analysis.run(try TrialTable(tasks: [task]), options: options).tasks[0]
    #expect(agrees(found.mean, Brute.mean(task.trials.map { $0.scores.last! })))
    // What early stopping wins is the best score seen.
    #expect(found.earlyStopping.refusal?.reason.contains("best score over training") == true)
  }

  /// The list from which refusals are printed has every finding that can be refused.
  @Test(arguments: [(1, 4), (4, 1), (2, 2), (4, 4)])
  func noRefusalIsLeftOut(rows: Int, columns: Int) throws {
    func refusals(in value: Any) -> [Refusal] {
      if let refusal = value as? Refusal { return [refusal] }
      return Mirror(reflecting: value).children.flatMap { refusals(in: $0.value) }
    }
    for gone in [[], [Cell(wi: 1, do: 2)]] as [Set<Cell>] where gone.isEmpty || columns > 1 {
      let task = Self.task("rte", rows, columns, without: gone)
      let found = try Self.run([task]).tasks[0]
      #expect(
        refusals(in: found).map(\.description).sorted()
          == found.methods.compactMap { $0.refusal?.description }.sorted())
      #expect(Set(found.methods.map(\.key)).count == found.methods.count)
    }
  }

  @Test func missingCellsAreNamed() throws {
    let gone: Set = [Cell(wi: 2, do: 3), Cell(wi: 4, do: 1)]
    let lost: Set = [Cell(wi: 3, do: 3)]
    let found = try Self.run([Self.task("rte", 4, 4, without: gone, nonfinite: lost)]).tasks[0]
    #expect(found.missing.first == gone.sorted() && found.nonfinite == lost.sorted())
    #expect(found.trialCount == 14 && found.scoredCount == 13)
    let expected = gone.union(lost).sorted()
    #expect(found.variance.value?.unbalanced?.observationCount == 13)
    #expect(found.tests.wi.value != nil && found.variance.value?.intervals != nil)
    let view = TaskView(
      Self.task("rte", 4, 4, without: gone, nonfinite: lost), options: Self.options, index: 0)
    let crossed = try #require(view.grid.refusal)
    #expect(crossed.missing.first == expected && crossed.description.contains("2:3, 3:3, 4:1"))
    #expect(found.bestWorst.do.value != nil && found.best.distinct.value?.values.count == 4)
    #expect(found.sdGiven.wi.value != nil)
    // What does not need the grid is there.
    #expect(found.best.points.count == 13)
    #expect(found.correlation.value?.count == 5 && found.earlyStopping.value != nil)
    let degenerate = try #require(found.degenerate.value)
    #expect(degenerate.nonfiniteCount == 1 && degenerate.standardError == nil)
    #expect(degenerate.tests.wi.refusal?.missing.count ?? 0 == 0)
  }

  @Test func narrowGrids() throws {
    for (rows, columns) in [(1, 6), (6, 1), (1, 2)] {
      let found = try Self.run([Self.task("rte", rows, columns)]).tasks[0]
      #expect(found.variance.refusal?.reason.contains("at least two WI and two DO") == true)
      #expect(found.tests.do.refusal != nil && found.bestWorst.wi.refusal != nil)
      #expect(found.earlyStopping.value?.halfCounts == nil)
      #expect(found.best.distinct.value?.values.count == 1)
      // A spread over one seed is no spread.
      #expect((found.sdGiven.wi.value != nil) == (columns > 1))
      #expect((found.sdGiven.do.value != nil) == (rows > 1))
    }
    let two = try Self.run([Self.task("rte", 2, 2)]).tasks[0]
    #expect(two.variance.value != nil && two.tests.wi.value?.permutation.isExact == true)
  }

  @Test func constantFinalScoresAreRefused() throws {
    let trials = (1...2).flatMap { i in
      (1...3).map { j in Trial(cell: Cell(wi: i, do: j), scores: [Double(i * j) / 10, 0.9]) }
    }
    let found = try Self.run([TaskTrials(name: "t", steps: [1, 2], trials: trials)]).tasks[0]
    #expect(found.variance.refusal?.reason == "every final score is 0.9")
    #expect(found.tests.wi.refusal != nil && found.bestWorst.do.refusal != nil)
    #expect(found.degenerate.refusal != nil)
    #expect(found.meanEstimate.refusal?.reason.contains("do not vary") == true)
    #expect(found.correlation.value?[0].spearman == nil)
  }

  @Test func additiveGridsAreRefused() throws {
    let trials = (1...3).flatMap { i in
      (1...3).map { j in Trial(cell: Cell(wi: i, do: j), scores: [Double(i) / 10 + Double(j) / 100])
      }
    }
    let found = try Self.run([TaskTrials(name: "t", steps: [0], trials: trials)]).tasks[0]
    #expect(found.tests.wi.refusal?.reason.contains("additive") == true)
    #expect(found.variance.refusal != nil)
    #expect(found.earlyStopping.refusal != nil && found.correlation.refusal != nil)
  }

  @Test func degenerateRuns() throws {
    let task = Self.task("rte", 6, 6, seed: 3)
    let found = try #require(try Self.run([task]).tasks[0].degenerate.value)
    let expected = task.trials.filter { $0.scores.last! <= 146.0 / 277 }.map(\.cell)
    #expect(found.cells == expected && !expected.isEmpty)
    #expect(found.perSeed.wi.map(\.degenerateCount).reduce(0, +) == expected.count)
    #expect(found.perSeed.do.map(\.trialCount) == [6, 6, 6, 6, 6, 6])
    #expect(found.basis == "last evaluation" && found.thresholdSource.contains("majority"))
    #expect(found.tests.wi.value != nil && found.standardError != nil)
    var options = Self.options
    options.degenerateThresholds = ["rte": 0]
    let none = Analysis.run(try TrialTable(tasks: [task]), options: options).tasks[0].degenerate
      .value
    #expect(none?.cells.isEmpty == true && none?.tests.wi.refusal?.reason == "no run is degenerate")
    #expect(none?.thresholdSource == "as given" && none?.perSeed.wi[0].interval.lower == 0)
  }

  /// 0.5271 is how 146 of 277 prints with four decimals, and lies above it.
  @Test func thresholdsRespectPrintedDecimals() throws {
    let text = "task,wi,do,score\nrte,1,1,0.5271\nrte,1,2,0.5272\nrte,2,1,0.6\nrte,2,2,0.7\n"
    let found = Analysis.run(try table(text)).tasks[0].degenerate.value
    #expect(found?.cells == [Cell(wi: 1, do: 1)])
  }

  @Test func clopperPearson() {
    let interval = BinomialInterval.exact(3, of: 25, confidence: 0.95)
    #expect(agree([interval.lower, interval.upper], [0.025_465_3, 0.312_190_3], within: 1e-5))
    #expect(BinomialInterval.exact(0, of: 5, confidence: 0.95).lower == 0)
    #expect(
      agrees(BinomialInterval.exact(0, of: 5, confidence: 0.95).upper, 0.521_823_750_104_981_4))
    #expect(BinomialInterval.exact(5, of: 5, confidence: 0.95).upper == 1)
  }

  @Test func earlyStopping() throws {
    let task = Self.task("rte", 7, 6)
    let found = try #require(try Self.run([task]).tasks[0].earlyStopping.value)
    let curves = StopCurves(task.trials.map(\.scores))
    #expect(found.budgets.map(\.budget) == Array(1...6) && found.halfCounts == [12, 9])
    for result in found.budgets {
      let settings = StopSetting.within(budget: result.budget, full: 6, largestStart: 42)
      let values = settings.map { EarlyStopping.outcome($0, curves, ties: .atRandom).mean }
      #expect(result.settingCount == settings.count)
      #expect(agrees(result.best.value, values.max()!))
      #expect(result.best.value >= result.baseline - 1e-15)
      let paper = StopSetting.spendingExactly(budget: result.budget, full: 6, largestStart: 200)
        .map { EarlyStopping.outcomeWithReplacement($0, curves).mean }.sorted(by: >)
      #expect(agree(result.paper.top.map(\.value), Array(paper.prefix(3))))
      let fit = try #require(result.crossFit)
      #expect(fit.chosen.count == 2 && agrees(fit.gain, fit.value - fit.baseline))
    }
    let finals = task.trials.map { $0.scores.max()! }
    let pairs = Brute.tuples(of: finals.count, 2).map { max(finals[$0[0]], finals[$0[1]]) }
    #expect(agrees(found.budgets[1].paper.baseline, Brute.mean(pairs)))
    // By hand: the first half chooses, the second scores.
    let halves = [0, 1].map { half in
      StopCurves(
        task.trials.filter { ($0.cell.wi - 1) % 2 == half && ($0.cell.do - 1) % 2 == half }
          .map(\.scores))
    }
    let settings = StopSetting.within(budget: 2, full: 6, largestStart: 9)
    let values = halves.map { half in
      settings.map { EarlyStopping.outcome($0, half, ties: .atRandom).mean }
    }
    let picks = values.map { $0.firstIndex(of: $0.max()!)! }
    let fit = try #require(found.budgets[1].crossFit)
    #expect(agrees(fit.value, (values[1][picks[0]] + values[0][picks[1]]) / 2))
    let ofTwo = halves.map { half in
      Brute.mean(
        Brute.subsets(of: half.final.count, 2).map { max(half.final[$0[0]], half.final[$0[1]]) })
    }
    #expect(agrees(fit.baseline, (ofTwo[0] + ofTwo[1]) / 2))
  }

  @Test func correlation() throws {
    let task = Self.task("rte", 5, 5)
    let found = try #require(try Self.run([task]).tasks[0].correlation.value)
    // That of the last evaluation with itself would be 1 whatever the trials.
    #expect(found.map(\.step) == task.steps.dropLast())
    let expected = RankCorrelation.spearman(
      task.trials.map { $0.scores[2] }, task.trials.map { $0.scores[5] })
    #expect(found[2].spearman == expected)
  }

  @Test func agreement() throws {
    let tasks = [
      Self.task("a", 6, 4), Self.task("b", 5, 6, seed: 2), Self.task("c", 6, 5, seed: 3),
    ]
    let found = try Self.run(tasks)
    let wi = try #require(found.agreement.wi.value)
    #expect(wi.seeds == [1, 2, 3, 4, 5] && wi.tasks == ["a", "b", "c"] && wi.pairs.count == 3)
    #expect(wi.ranks.allSatisfy { $0.p <= $0.pAdjusted + 0.1 && $0.pAdjusted <= 1 })
    // By hand: ranks of the means over the other seeds, and W from their sums.
    let ranks = tasks.map { task in
      let means = (1...5).map { seed in
        Brute.mean(task.trials.filter { $0.cell.wi == seed }.map { $0.scores.max()! })
      }
      return means.map { own in Double(1 + means.count { $0 > own + 1e-12 }) }
    }
    #expect(ranks.allSatisfy { Set($0).count == 5 })
    #expect(wi.ranks.map(\.ranks) == (0..<5).map { seed in ranks.map { $0[seed] } })
    let squares = (0..<5).map { seed in ranks.reduce(-9) { $0 + $1[seed] } }.reduce(0) {
      $0 + $1 * $1
    }
    #expect(agrees(wi.concordance.w, 12 * squares / (9 * 120)))
    let worst = (0..<5).map { seed in ranks.map { $0[seed] }.max()! }
    #expect(
      Double(wi.alwaysTop.q) == worst.min()!
        && wi.alwaysTop.seed == wi.seeds[worst.firstIndex(of: worst.min()!)!])
    #expect(try #require(found.agreement.do.value).seeds == [1, 2, 3, 4])
    let ranked = try Self.run(tasks, ranks: true)
    #expect(ranked.agreement.wi.refusal?.reason.contains("ranks") == true)
    let single = try Self.run([tasks[0]])
    #expect(single.agreement.do.refusal?.reason == "needs at least two tasks")
    let gap = Self.task("d", 6, 4, without: [Cell(wi: 1, do: 2)])
    // A missing cell takes no seed away.
    #expect(try Self.run([tasks[0], gap]).agreement.wi.get().seeds == Array(1...6))
  }

  @Test func sameSeedSameResult() throws {
    let tasks = [Self.task("a", 8, 8), Self.task("b", 8, 8, seed: 5)]
    let (first, second) = (try Self.run(tasks), try Self.run(tasks))
    for (a, b) in zip(first.tasks, second.tasks) {
      #expect(a.tests == b.tests && a.bestWorst == b.bestWorst && a.degenerate == b.degenerate)
      #expect(a.best.distinct == b.best.distinct)
    }
    #expect(first.agreement.wi.value?.ranks == second.agreement.wi.value?.ranks)
    var options = Self.options
    options.seed = 2
    let other = Analysis.run(try TrialTable(tasks: tasks), options: options).tasks[0]
    #expect(other.tests != first.tasks[0].tests)
  }
}
