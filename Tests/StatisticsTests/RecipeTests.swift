import Scores
import TestSupport
import Testing

@testable import Statistics

@Suite struct AlmostStochasticOrderTests {
  /// deep-significance 1.2.8, whose integral is a sum and whose bound has an error of its bootstrap.
  @Test func agreesWithDeepSignificance() throws {
    let answers = try KnownAnswers("answers", file: "Statistics/almost_stochastic_order.json").root
    #expect(answers.list.count == 8)
    for answer in answers.list {
      let found = AlmostStochasticOrder(
        answer["a"].numbers, over: answer["b"].numbers, confidence: 0.95, bootstrapCount: 4_000,
        seed: 33, purpose: 1)
      let name = answer["name"].text
      #expect(abs(found.violation - answer["violation"].number) < 0.01, "\(name)")
      let bounds = answer["bounds"].numbers
      #expect(abs(found.upperBound - Brute.mean(bounds)) < 0.035, "\(name): \(found), \(bounds)")
    }
  }

  @Test func ends() {
    let apart = AlmostStochasticOrder(
      [4, 5, 6], over: [1, 2, 3], confidence: 0.95, seed: 1, purpose: 1)
    #expect(apart.violation == 0 && apart.upperBound == 0 && apart.standardError == 0)
    let other = AlmostStochasticOrder(
      [1, 2, 3], over: [4, 5, 6], confidence: 0.95, seed: 1, purpose: 1)
    #expect(other.violation == 1 && other.upperBound == 1)
    let equal = AlmostStochasticOrder([1], over: [1], confidence: 0.95, seed: 1, purpose: 1)
    #expect(equal.violation == 0.5)
  }
}

@Suite struct MultiBootstrapTests {
  static func predictions(_ trials: Int, _ examples: Int, _ rights: Int, seed: UInt64)
    -> Predictions
  {
    var numbers = SeededNumbers(seed: seed, purpose: 3)
    let gold = (0..<examples).map { UInt8($0 % 2) }
    let rows = (0..<trials).map { trial in
      (0..<examples).map { k -> UInt8 in
        let right = numbers.below(100) < rights + 3 * trial - 20 * (k % 3)
        return right ? gold[k] : 1 - gold[k]
      }
    }
    return Predictions(labels: 2, gold: gold, trials: rows)
  }

  /// Of accuracies the variance of all resamples is known in closed form.
  @Test func spreadIsThatOfAllResamples() {
    let a = Self.predictions(6, 40, 85, seed: 1)
    let b = Self.predictions(6, 40, 75, seed: 2)
    let found = MultiBootstrap(
      a, .runs, b, .runs, sharesSeeds: true, metric: .accuracy, confidence: 0.9,
      resampleCount: 20_000, seed: 34, purpose: 1)
    let differences = CrossedGrid(
      zip(a.correct, b.correct).map { zip($0, $1).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) } })
    let exact = SumsOfSquares(differences).grandMeanPigeonhole.squareRoot()
    #expect(agrees(found.difference, differences.mean))
    #expect(abs(found.standardError / exact - 1) < 0.025, "\(found.standardError), \(exact)")
    // 90 % of a nearly normal distribution.
    #expect(abs((found.interval.upper - found.interval.lower) / (2 * 1.645 * exact) - 1) < 0.04)
    #expect(found.interval.lower < found.difference && found.difference < found.interval.upper)
    #expect(found.p > 0 && found.p < 0.5)
  }

  /// Seeds of its own on both sides: the parts of the seeds add up, that of the examples is common.
  @Test func seedsOfTheirOwn() {
    let a = Self.predictions(6, 40, 85, seed: 1)
    // The same predictions: pairs never differ, runs of their own do.
    let paired = MultiBootstrap(
      a, .runs, a, .runs, sharesSeeds: true, metric: .accuracy, confidence: 0.9, seed: 1, purpose: 1
    )
    #expect(paired.difference == 0 && paired.standardError == 0 && paired.p == 1)
    let free = MultiBootstrap(
      a, .runs, a, .runs, sharesSeeds: false, metric: .accuracy, confidence: 0.9,
      resampleCount: 20_000, seed: 35, purpose: 1)
    // Var(A* - B*) of two independent draws of runs: twice the parts of runs, and of runs and examples.
    let sums = SumsOfSquares(CrossedGrid(a.correct.map { $0.map { $0 ? 1 : 0 } }))
    let (r, n) = (6.0, 40.0)
    let exact = (2 * (sums.wi / (n * r * r) + sums.residual / (r * r * n * n))).squareRoot()
    #expect(abs(free.standardError / exact - 1) < 0.025, "\(free.standardError), \(exact)")
  }

  /// A grid's seeds are drawn, and its cells follow: 2 x 3 cells know less than 6 runs.
  @Test func gridsDrawSeeds() {
    let a = Self.predictions(6, 30, 80, seed: 4)
    let b = Predictions(labels: 2, gold: a.gold, trials: Array(repeating: a.gold, count: 6))
    let found = MultiBootstrap(
      a, .grid(wi: 2, do: 3), b, .grid(wi: 2, do: 3), sharesSeeds: true, metric: .accuracy,
      confidence: 0.9, resampleCount: 20_000, seed: 36, purpose: 1)
    // Without the examples' part, the variance of all resamples of rows and columns.
    let scores = a.correct.map { Double($0.count { $0 }) / 30 }
    let seeds = SumsOfSquares(CrossedGrid(rows: [1, 2], columns: [1, 2, 3], values: scores))
    #expect(found.standardError > 0.98 * seeds.grandMeanPigeonhole.squareRoot())
    var numbers = SeededNumbers(seed: 36, purpose: 2)
    var columns: Set<Int> = []
    for _ in 0..<20 {
      let drawn = SeedLayout.grid(wi: 2, do: 3).resampled(6, &numbers)
      columns.insert(Set(drawn.map { $0 % 3 }).count)
      #expect(Set(drawn.map { $0 / 3 }).count * Set(drawn.map { $0 % 3 }).count == Set(drawn).count)
    }
    // Three draws of three seeds have one, two or three different ones.
    #expect(columns == [1, 2, 3])
  }

  /// Other metrics go by weighted counts.
  @Test func metricsOfResamples() {
    let a = Self.predictions(3, 20, 80, seed: 5)
    let b = Self.predictions(3, 20, 60, seed: 6)
    for metric in [Metric.f1, .mcc, .accuracyAndF1] {
      let found = MultiBootstrap(
        a, .runs, b, .runs, sharesSeeds: false, metric: metric, confidence: 0.9,
        resampleCount: 200, seed: 1, purpose: 1)
      let means = [a, b].map { side in Brute.mean((0..<3).map { metric.score(side.counts($0)) }) }
      #expect(agrees(found.difference, means[0] - means[1]), "\(metric)")
      #expect(found.standardError > 0)
    }
    #expect(MultiBootstrap.quantile(0.25, ofSorted: [1, 2, 4, 8, 16]) == 2)
    #expect(MultiBootstrap.quantile(0.9, ofSorted: [1, 2]) == 1.9)
  }
}

@Suite struct ResolutionTests {
  /// A difference of the size told is found as often as told. Seed 37.
  @Test(arguments: [(false, 4), (true, 5), (false, 12)])
  func powerIsKept(_ isPaired: Bool, _ trials: Int) {
    let resolution = Resolution(scoreVariance: isPaired ? 1 : 2, isPaired: isPaired)
    let size = resolution.smallestDifference(trials: trials, examples: 1, .theseExamples)
    var numbers = SeededNumbers(seed: 37, purpose: UInt64(trials))
    func draw(_ shift: Double) -> [Double] {
      (0..<trials).map { _ in Brute.normal(&numbers) + shift }
    }
    let rounds = 3_000
    var found = 0
    for _ in 0..<rounds {
      let a = draw(size)
      let test =
        isPaired
        ? MeanDifference(paired: a, confidence: 0.95)
        : MeanDifference(a, draw(0), confidence: 0.95)
      if (test.p ?? 1) < 0.05 { found += 1 }
    }
    let share = Double(found) / Double(rounds)
    // Welch's test of four runs each finds it in 75.5 % (SciPy, 40,000 draws).
    let expected = !isPaired && trials == 4 ? 0.755 : 0.8
    #expect(abs(share - expected) < 0.025, "seed 37: \(share)")
  }

  @Test func moreTrialsAndMoreExamples() throws {
    let components = TrialComponents(
      exampleCount: 300, trial: 1e-4, example: 0.02, trialExample: 0.05)
    let resolution = Resolution(components, isPaired: true)
    func size(_ r: Int, _ n: Int, _ scope: Resolution.Scope) -> Double {
      resolution.smallestDifference(trials: r, examples: n, scope)
    }
    // Many trials leave the error of the examples alone: z's of 1.96 and 0.84.
    #expect(
      agrees(
        size(100_000_000, 300, .freshExamples), 2.801_585 * (0.02 / 300).squareRoot(), within: 1e-4)
    )
    #expect(size(10, 300, .freshExamples) > size(10, 300, .theseExamples))
    let trials = try #require(resolution.trialsNeeded(for: 0.01, examples: 300, .theseExamples))
    #expect(
      size(trials, 300, .theseExamples) <= 0.01 && size(trials - 1, 300, .theseExamples) > 0.01)
    // Examples alone are too few for it, whatever the number of trials.
    #expect(resolution.trialsNeeded(for: 0.01, examples: 300, .freshExamples) == nil)
    let examples = try #require(resolution.examplesNeeded(for: 0.01, trials: 20, .freshExamples))
    #expect(
      size(20, examples, .freshExamples) <= 0.01 && size(20, examples - 1, .freshExamples) > 0.01)
    #expect(resolution.examplesNeeded(for: 0.01, trials: 3, .freshExamples) == nil)
    let scores = Resolution(scoreVariance: 1, isPaired: false)
    #expect(scores.examplesNeeded(for: 1, trials: 9, .theseExamples) == nil)
    #expect(scores.trialsNeeded(for: 100, examples: 1, .theseExamples) == 2)
    let nothing = Resolution(scoreVariance: 0, isPaired: false)
    #expect(nothing.smallestDifference(trials: 2, examples: 1, .theseExamples) == 0)
  }

  /// Recipes of their own seeds on the same examples, seed 100: the components of the difference are unbiased.
  @Test func differencesOfIndependentTrials() {
    var numbers = SeededNumbers(seed: 100, purpose: 1)
    let (r, n, rounds) = (3, 12, 3_000)
    var (sums, squares) = ([0.0, 0, 0], [0.0, 0, 0])
    for _ in 0..<rounds {
      // Chances of A and B on an example: 0.3 or 0.8, together; B is better on every third kind of it.
      let kinds = (0..<n).map { _ in numbers.below(3) }
      func side(_ chances: [Int]) -> [[Bool]] {
        (0..<r).map { _ in kinds.map { numbers.below(10) < chances[$0] } }
      }
      let found = TrialComponents.difference(
        independent: side([3, 8, 5]), .runs, side([3, 8, 8]), .runs)
      for (i, value) in [found.trial, found.example, found.trialExample].enumerated() {
        sums[i] += value
        squares[i] += value * value
      }
    }
    // Trials differ in nothing but chance; the difference of the chances is 0, 0 or -0.3.
    let variance = 0.09 / 3 - 0.01
    let noise = (0.21 + 0.16 + 0.25 + 0.21 + 0.16 + 0.16) / 3
    for (i, truth) in [0, variance, noise].enumerated() {
      let mean = sums[i] / Double(rounds)
      let error = ((squares[i] / Double(rounds) - mean * mean) / Double(rounds)).squareRoot()
      #expect(abs(mean - truth) < 4 * error, "seed 100, \(i): \(mean) +- \(error), \(truth)")
    }
  }

  @Test func differencesOfPairs() {
    let a = Array(CrossedExamplesTests.small[..<6])
    let b = Array(CrossedExamplesTests.small[6...])
    let values = zip(a, b).map { zip($0, $1).map { ($0 ? 1.0 : 0) - ($1 ? 1 : 0) } }
    let runs = TrialComponents.difference(pairs: a, b, .runs)
    let means = values.map(Brute.mean)
    #expect(agrees(runs.spread(examples: 6).total, Spread(means).squares / 5))
    let grid = TrialComponents.difference(pairs: a, b, .grid(wi: 2, do: 3))
    #expect(grid == CrossedExamples(values: values, wi: 2, do: 3).trials)
  }
}

@Suite struct RecipeComparisonTests {
  static func recipe(_ name: String, _ cells: [(Int, Int)], _ scores: [Double]) -> Recipe {
    Recipe(name: name, cells: cells.map { Cell(wi: $0.0, do: $0.1) }, scores: scores)
  }
  static let five = (1...5).map { ($0, $0) }

  @Test func layouts() {
    func layout(_ cells: [(Int, Int)]) -> SeedLayout {
      SeedLayout(cells.map { Cell(wi: $0.0, do: $0.1) })
    }
    #expect(layout(Self.five) == .runs && layout([(1, 1), (1, 2), (1, 3)]) == .runs)
    #expect(layout([(7, 1), (8, 1)]) == .runs && layout([(4, 4)]) == .runs)
    #expect(layout([(1, 1), (1, 2), (2, 1), (2, 2)]) == .grid(wi: 2, do: 2))
    #expect(layout([(1, 1), (1, 2), (2, 1)]) == .mixed)
    // Three WI seeds once each and DO seeds twice: trials share seeds.
    #expect(layout([(1, 1), (2, 1), (3, 2)]) == .mixed)
  }

  @Test func pairsAndRuns() throws {
    let a = Self.recipe("a", Self.five, [0.8, 0.82, 0.79, 0.85, 0.81])
    let b = Self.recipe("b", Self.five, [0.78, 0.81, 0.78, 0.82, 0.80])
    let paired = RecipeComparison(a, b)
    #expect(paired.isPaired && paired.withoutPartnerCount == 0)
    let differences = [0.02, 0.01, 0.01, 0.03, 0.01]
    #expect(
      agrees(
        try paired.difference.get().p,
        MeanDifference(paired: differences, confidence: 0.95).p ?? 0, within: 1e-9))
    #expect(paired.permutation.pValue.p == 2.0 / 32 && paired.permutation.leastP == 2.0 / 32)
    #expect(paired.probability == Comparison.improvement(a.scores, over: b.scores))
    #expect(try paired.superiority.get().probability == paired.probability)
    #expect(paired.order.violation == 0 && paired.reverseOrder.violation == 1)
    #expect(paired.bootstrap.refusal != nil)
    #expect(try !paired.resolution.get().knowsExamples && paired.resolution.get().isPaired)

    let others = Self.recipe("b", (6...10).map { ($0, $0) }, b.scores)
    let free = RecipeComparison(a, others)
    #expect(!free.isPaired && free.permutation.pValue.arrangementCount == 252)
    #expect(
      try free.difference.get() == MeanDifference(a.scores, b.scores, confidence: 0.95))
    // Three of five have a partner, two do not; two of five are too few.
    let some = RecipeComparison(a, Self.recipe("b", (3...7).map { ($0, $0) }, b.scores))
    #expect(some.isPaired && some.withoutPartnerCount == 4 && some.a.count == 3)
    let one = RecipeComparison(a, Self.recipe("b", (4...8).map { ($0, $0) }, b.scores))
    #expect(!one.isPaired && one.withoutPartnerCount == 0 && one.a.count == 5)
  }

  @Test func gridsAndWhatIsNone() throws {
    let cells = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    let a = Self.recipe("a", cells, [1, 2, 3, 7, 8, 10])
    let b = Self.recipe("b", cells, [1, 1, 4, 6, 8, 9])
    let found = RecipeComparison(a, b)
    let grid = CrossedGrid([[0, 1, -1], [1, 0, 1]])
    #expect(
      try found.difference.get()
        == MeanDifference(grid.mean, variance: VarianceOfMean(grid: grid), confidence: 0.95))
    #expect(found.superiority.refusal?.reason.contains("share seeds") == true)
    let variance = max(0, SumsOfSquares(grid).moments.total)
    #expect(try found.resolution.get().components.trial == variance)
    // Without one cell of B, what is left is no grid: its mean weighs trials by the seeds that they share.
    let less = RecipeComparison(a, Self.recipe("b", Array(cells.dropLast()), [1, 1, 4, 6, 8]))
    #expect(less.withoutPartnerCount == 1 && less.bootstrap.value == nil)
    let components = try UnbalancedComponents(
      zip(a.cells, [0, 1, -1, 1, 0]).map { ($0, $1) })
    let difference = try less.difference.get()
    #expect(difference.difference == components.mean && difference.degreesOfFreedom == 1)
    #expect(agrees(difference.standardError, components.varianceOfMean.squareRoot()))
    let single = RecipeComparison(
      Self.recipe("a", [(1, 1)], [1]), Self.recipe("b", [(1, 2)], [2]))
    #expect(single.difference.refusal?.reason.contains("at least two trials of a") == true)
    #expect(single.resolution.refusal != nil && single.permutation.pValue.p == 1)
    // Pairs that differ by the same amount tell no spread.
    let same = RecipeComparison(
      Self.recipe("a", [(1, 1), (2, 2)], [0.7, 0.8]),
      Self.recipe("b", [(1, 1), (2, 2)], [0.6, 0.7]))
    #expect(try same.difference.get().interval == nil)
    #expect(same.resolution.refusal?.reason.contains("do not vary") == true)
  }

  @Test func predictionsAreUsed() throws {
    let (x, y) = (
      MultiBootstrapTests.predictions(5, 40, 85, seed: 7),
      MultiBootstrapTests.predictions(5, 40, 70, seed: 8)
    )
    func recipe(_ name: String, _ all: Predictions, _ metric: Metric) -> Recipe {
      Recipe(
        name: name, cells: Self.five.map { Cell(wi: $0.0, do: $0.1) },
        scores: all.correct.map { Double($0.count { $0 }) / 40 }, predictions: all, metric: metric)
    }
    let found = RecipeComparison(recipe("x", x, .accuracy), recipe("y", y, .accuracy))
    #expect(try agrees(found.bootstrap.get().difference, found.difference.get().difference))
    let resolution = try found.resolution.get()
    #expect(resolution.knowsExamples)
    #expect(
      resolution.components
        == TrialComponents.difference(pairs: x.correct, y.correct, .runs).nonnegative)
    let other = RecipeComparison(recipe("x", x, .accuracy), recipe("y", y, .f1))
    #expect(other.bootstrap.refusal?.reason.contains("metric") == true)
    // Of F1 only the scores' spread is known.
    let f1 = RecipeComparison(recipe("x", x, .f1), recipe("y", y, .f1))
    #expect(try !f1.resolution.get().knowsExamples && f1.bootstrap.value != nil)
  }

  @Test func severalRecipes() throws {
    let scores = [
      [0.8, 0.82, 0.79, 0.85, 0.81], [0.78, 0.8, 0.79, 0.82, 0.8], [0.6, 0.62, 0.59, 0.64, 0.6],
    ]
    let recipes = scores.enumerated().map { Self.recipe("r\($0.offset)", Self.five, $0.element) }
    let pairs = RecipeComparison.allPairs(recipes)
    #expect(pairs.map { $0.comparison.nameA + $0.comparison.nameB } == ["r0r1", "r0r2", "r1r2"])
    let p = pairs.map { $0.comparison.difference.value?.p ?? 1 }
    #expect(pairs.map(\.pHolm) == Multiplicity.holm(p))
  }
}
