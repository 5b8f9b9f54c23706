import TestSupport
import Testing

@testable import Statistics

/// How often intervals hold the truth, in simulated tables of which it is known: 95 % is stated everywhere.
///
/// Each test prints the seed of its simulation and in how many tables the interval held. Of 2,000 tables 1,900 are to be
/// expected, with a standard error of 10; three of them are allowed for. Others are beside what they are of: the mean of
/// a grid, P(a run of A is better), tables that lack cells, the band where seeds are shared, and what is valid whenever one
/// stops.
@Suite struct CoverageTests {
  /// Of 2,000 with an interval that is exact, and with one that is wide to be safe.
  private static let exact = 1_870...1_930
  private static let safe = 1_870...2_000

  private static func expect(
    _ what: String, _ held: Int, in range: ClosedRange<Int>, of count: Int = 2_000, seed: Int,
    _ location: SourceLocation = #_sourceLocation
  ) {
    print("coverage, seed \(seed), \(what): \(held) of \(count)")
    #expect(range.contains(held), "seed \(seed), \(what): \(held)", sourceLocation: location)
  }

  private static func holds(_ interval: Interval?, _ truth: Double) -> Bool {
    interval.map { $0.lower <= truth && truth <= $0.upper } ?? false
  }

  /// Components of complete grids; seed 101, 2,000 grids of 6 x 4, a standard error of 0.5 %.
  @Test(arguments: [(10.0, 5.0), (30, 10), (60, 10)])
  func components(_ wi: Double, _ order: Double) {
    let rest = 100 - wi - order
    var numbers = SeededNumbers(seed: 101, purpose: UInt64(wi))
    var held = [0, 0, 0, 0, 0]
    for _ in 0..<2_000 {
      let sums = SumsOfSquares(
        Brute.effects(6, 4, wi: wi, do: order, residual: rest, &numbers))
      let found = VarianceIntervals(sums, confidence: 0.95)
      let pairs = [
        (found.wi, wi), (found.do, order), (found.residual, rest), (found.wiRatio, wi / rest),
        (found.doRatio, order / rest),
      ]
      for (place, pair) in pairs.enumerated() where Self.holds(pair.0, pair.1) { held[place] += 1 }
    }
    let names = ["WI", "DO", "the rest", "WI to the rest", "DO to the rest"]
    for (place, name) in names.enumerated() {
      // Those of WI and DO are approximate, and a little wide.
      Self.expect(
        "\(name), \(wi) and \(order)%", held[place], in: place < 2 ? 1_870...1_950 : Self.exact,
        seed: 101)
    }
  }

  /// Mean and SD of independent runs, and the degenerate ones among them; seed 102, 2,000 samples of 5, 10 and 20.
  @Test(arguments: [5, 10, 20])
  func runs(_ count: Int) throws {
    var numbers = SeededNumbers(seed: 102, purpose: UInt64(count))
    var held = [0, 0, 0]
    var options = AnalysisOptions()
    options.score = .last
    for _ in 0..<2_000 {
      let scores = (0..<count).map { _ in Brute.normal(&numbers) }
      let view = TaskView(
        TaskTrials(
          name: "t", steps: [0],
          trials: scores.enumerated().map {
            Trial(cell: Cell(wi: $0.offset, do: $0.offset), scores: [$0.element])
          }, hasOneSeed: true), options: options, index: 0)
      if Self.holds(try view.meanEstimate().interval, 0) { held[0] += 1 }
      if Self.holds(view.spreadEstimate().interval, 1) { held[1] += 1 }
      // One in ten is degenerate.
      let limit = NormalDistribution.quantile(0.1)
      let rate = BinomialInterval.exact(
        scores.count { $0 < limit }, of: count, confidence: 0.95)
      if Self.holds(rate, 0.1) { held[2] += 1 }
    }
    Self.expect("mean of \(count)", held[0], in: Self.exact, seed: 102)
    Self.expect("SD of \(count)", held[1], in: Self.exact, seed: 102)
    Self.expect("rate in \(count)", held[2], in: Self.safe, seed: 102)
  }

  /// The band of the best of n independent runs, for all n at once; seed 103, 2,000 samples of uniform scores.
  @Test(arguments: [5, 20])
  func band(_ count: Int) {
    let band = OrderStatisticBand.equalTailed(count: count, confidence: 0.95)
    var numbers = SeededNumbers(seed: 103, purpose: UInt64(count))
    var held = 0
    for _ in 0..<2_000 {
      let scores = (0..<count).map { _ in Brute.uniform(&numbers) }.sorted()
      if (1...count).allSatisfy({ n in
        Self.holds(
          band.expectedBest(of: n, scores: scores, support: 0...1), Double(n) / Double(n + 1))
      }) {
        held += 1
      }
    }
    Self.expect("band of \(count)", held, in: Self.safe, seed: 103)
  }

  /// What one unit in the last place does; seed 104, 2,000 grids of two cells with five perturbed trials each.
  @Test func perturbations() throws {
    var numbers = SeededNumbers(seed: 104, purpose: 1)
    var options = AnalysisOptions()
    options.score = .last
    var held = 0
    for _ in 0..<2_000 {
      let trials = (0..<12).map { place in
        PerturbedTrial(
          cell: Cell(wi: place / 6, do: 1), ulps: place % 6,
          scores: [Double(place / 6) * 9 + Brute.normal(&numbers)], parting: nil)
      }
      let found = PerturbationAnalysis(
        PerturbedTrials(task: "t", update: 0, parameter: "p", element: 0, trials: trials),
        options: options, seedVariance: nil)
      if Self.holds(try found.spread.get().interval, 1) { held += 1 }
    }
    Self.expect("SD of perturbed trials", held, in: Self.exact, seed: 104)
  }

  /// Differences of means; seed 105, 2,000 pairs of samples of 5 and 7 with other spreads, and of 6 pairs.
  @Test func differences() {
    var numbers = SeededNumbers(seed: 105, purpose: 1)
    var held = [0, 0]
    for _ in 0..<2_000 {
      let a = (0..<5).map { _ in 1 + Brute.normal(&numbers) }
      let b = (0..<7).map { _ in 3 * Brute.normal(&numbers) }
      if Self.holds(MeanDifference(a, b, confidence: 0.95).interval, 1) { held[0] += 1 }
      let pairs = (0..<6).map { _ in 1 + Brute.normal(&numbers) }
      if Self.holds(MeanDifference(paired: pairs, confidence: 0.95).interval, 1) { held[1] += 1 }
    }
    Self.expect("difference of samples", held[0], in: Self.exact, seed: 105)
    Self.expect("difference of pairs", held[1], in: Self.exact, seed: 105)
  }

  /// Seeds and examples drawn together: the difference of two recipes over fresh seeds and fresh examples; seed 106, 300
  /// comparisons of 10 and of 5 runs on 60 examples.
  @Test(arguments: [10, 5])
  func seedsAndExamples(_ runs: Int) {
    var numbers = SeededNumbers(seed: 106, purpose: UInt64(runs))
    var held = 0
    for _ in 0..<300 {
      let hardness = (0..<60).map { _ in 0.4 * Brute.normal(&numbers) }
      // Right where examples, runs and noise leave enough: normal with a variance of 1 in all.
      func predictions(_ shift: Double) -> Predictions {
        let trials = (0..<runs).map { _ -> [UInt8] in
          let own = 0.3 * Brute.normal(&numbers)
          return hardness.map {
            $0 + own + 0.75.squareRoot() * Brute.normal(&numbers) < shift ? 1 : 0
          }
        }
        return Predictions(labels: 2, gold: Array(repeating: 1, count: 60), trials: trials)
      }
      let (a, b) = (predictions(1), predictions(0.7))
      let found = MultiBootstrap(
        a, .runs, b, .runs, sharesSeeds: false, metric: .accuracy, confidence: 0.95,
        resampleCount: 400, seed: 1, purpose: 1)
      let truth = NormalDistribution.cumulative(1) - NormalDistribution.cumulative(0.7)
      if Self.holds(found.interval, truth) { held += 1 }
    }
    Self.expect("seeds and examples, \(runs) runs", held, in: 274...296, of: 300, seed: 106)
  }

  /// The upper end of almost stochastic order: of recipes that are equal the violation is 1/2; seed 107, 300 pairs of 10
  /// runs. It holds in 80 % and not in the 95 % that are stated by the method, which the sentence beside it says.
  @Test func stochasticOrder() {
    var numbers = SeededNumbers(seed: 107, purpose: 1)
    var held = 0
    for _ in 0..<300 {
      let a = (0..<10).map { _ in Brute.normal(&numbers) }
      let b = (0..<10).map { _ in Brute.normal(&numbers) }
      let found = AlmostStochasticOrder(
        a, over: b, confidence: 0.95, bootstrapCount: 200, seed: 1, purpose: 1)
      if found.upperBound >= 0.5 { held += 1 }
    }
    Self.expect("stochastic order", held, in: 220...260, of: 300, seed: 107)
  }
}
