import TestSupport
import Testing

@testable import Statistics

/// Known answers are SciPy's, 1.17.
@Suite struct MeanDifferenceTests {
  static let a = [0.71, 0.74, 0.69, 0.73, 0.72, 0.70]
  static let b = [0.70, 0.72, 0.71, 0.69, 0.66, 0.67, 0.73]
  static let differences = zip(a, b).map { $0 - $1 }

  @Test func student() {
    for (df, quantiles, tails) in [
      (
        1.0, [0.324_919_696_232_906_34, 1.376_381_920_471_173_8, 12.706_204_736_174_694],
        0.26109517417724554
      ),
      (
        2.5, [0.281_459_512_748_547_7, 1.010_163_874_722_251_2, 3.574_654_842_003_681_7],
        0.12247966442415525
      ),
      (
        7, [0.263_166_861_352_023_1, 0.896_029_644_313_765_3, 2.364_624_251_592_784],
        0.05499109520437159
      ),
      (
        300, [0.253_571_894_919_583_04, 0.842_821_011_161_393_6, 1.967_903_011_261_086_5],
        0.022134503235985422
      ),
    ] {
      let t = StudentDistribution(df)
      #expect(agree([0.6, 0.8, 0.975].map(t.quantile), quantiles), "\(df)")
      #expect(agree([0.4, 0.2, 0.025].map(t.quantile), quantiles.map { -$0 }), "\(df)")
      #expect(agrees(t.bothTails(2.3), tails) && agrees(t.bothTails(-2.3), tails))
      #expect(t.quantile(0.5) == 0)
    }
    // Where the correction takes over, the two agree.
    let (below, above) = (StudentDistribution(9_999_999), StudentDistribution(10_000_000))
    #expect(abs(below.quantile(0.99) / above.quantile(0.99) - 1) < 1e-10)
    #expect(abs(below.bothTails(3) / above.bothTails(3) - 1) < 1e-8)
    #expect(
      agrees(StudentDistribution(.infinity).quantile(0.975), NormalDistribution.quantile(0.975)))
  }

  @Test func twoSamples() {
    let found = MeanDifference(Self.a, Self.b, confidence: 0.95)
    #expect(agrees(found.difference, 0.017_857_142_857_142_683))
    #expect(agrees(found.degreesOfFreedom, 10.778_953_572_553_153))
    #expect(agrees(found.p, 0.176_235_587_651_514_84))
    #expect(
      agree(
        [found.interval?.lower ?? .nan, found.interval?.upper ?? .nan],
        [-0.009_365_337_310_187_218, 0.045_079_623_024_472_58]))
  }

  @Test func pairs() {
    let found = MeanDifference(paired: Self.differences, confidence: 0.9)
    #expect(agrees(found.degreesOfFreedom, 5) && agrees(found.p, 0.090_709_602_186_114_24))
    #expect(
      agree(
        [found.interval?.lower ?? .nan, found.interval?.upper ?? .nan],
        [0.000_854_527_659_996_606_7, 0.045_812_139_006_670_013]))
    // Without spread there is nothing to compare with, and no p of 0.
    let same = MeanDifference(paired: [0.25, 0.25], confidence: 0.95)
    #expect(same.p == nil && same.interval == nil && same.standardError == 0)
    // 0.8 - 0.7 and 0.9 - 0.8 differ by rounding: that is no spread, and the difference no certainty.
    let rounded = MeanDifference(paired: [0.8 - 0.7, 0.9 - 0.8, 0.6 - 0.5], confidence: 0.95)
    #expect(rounded.p == nil && rounded.interval == nil && rounded.standardError == 0)
    let grid = CrossedGrid([[0.8 - 0.7, 0.9 - 0.8], [0.6 - 0.5, 0.3 - 0.2]])
    #expect(VarianceOfMean(grid: grid).value == 0)
    #expect(VarianceOfMean(sample: [1e-13, 2e-13], scale: 1).value == 0)
  }

  /// Cells of a grid share seeds: 25 of them are not 25 runs. Seed 31.
  @Test(arguments: [(10.0, 5.0, 85.0), (30, 10, 60), (60, 10, 30), (0, 0, 100)])
  func gridsAreCovered(_ wi: Double, _ order: Double, _ residual: Double) {
    var numbers = SeededNumbers(seed: 31, purpose: UInt64(wi))
    let rounds = 2_000
    var (covered, naive) = (0, 0)
    for _ in 0..<rounds {
      let grid = Brute.effects(5, 5, wi: wi, do: order, residual: residual, &numbers)
      let found = MeanDifference(grid.mean, variance: VarianceOfMean(grid: grid), confidence: 0.95)
      func holdsZero(_ interval: Interval?) -> Bool {
        interval.map { $0.lower <= 0 && $0.upper >= 0 } ?? false
      }
      if holdsZero(found.interval) { covered += 1 }
      if holdsZero(MeanDifference(paired: grid.values, confidence: 0.95).interval) { naive += 1 }
    }
    let share = Double(covered) / Double(rounds)
    // With small effects of seeds, an interval that allows for them is too wide.
    #expect(share > 0.94 && (wi < 30 || share < 0.98), "seed 31: \(share)")
    #expect(wi == 0 || Double(naive) / Double(rounds) < 0.93)
  }

  @Test func gridVariance() {
    let grid = CrossedGrid([[1, 2, 3], [7, 8, 10], [4, 5, 5]])
    let sums = SumsOfSquares(grid)
    let variance = VarianceOfMean(grid: grid)
    #expect(agrees(variance.value, sums.grandMeanUnbiased))
    // Where a residual is above both factors, the variance is that of the larger.
    let crossed = CrossedGrid([[1, -1], [-1, 1.5]])
    let squares = SumsOfSquares(crossed).meanSquares
    #expect(squares.residual > squares.wi)
    #expect(agrees(VarianceOfMean(grid: crossed).value, max(squares.wi, squares.do) / 4))
    let sum = VarianceOfMean(sample: [1, 3]) + VarianceOfMean(sample: [5, 5])
    #expect(sum.value == 1 && sum.degreesOfFreedom == 1)
    #expect(VarianceOfMean(sample: [5, 5]).degreesOfFreedom == .infinity)
  }
}

@Suite struct PermutedDifferenceTests {
  @Test func knownAnswers() {
    let test = PermutationTest(seed: 1)
    let free = test.difference(MeanDifferenceTests.a, MeanDifferenceTests.b, purpose: 1)
    #expect(free.pValue.isExact && free.pValue.arrangementCount == 1_716)
    #expect(agrees(free.pValue.p, 359.0 / 1_716) && agrees(free.leastP, 1.0 / 1_716))
    let paired = test.difference(paired: MeanDifferenceTests.differences, purpose: 1)
    #expect(paired.pValue.isExact && paired.pValue.p == 0.125 && paired.leastP == 2.0 / 64)
  }

  @Test func randomArrangementsAgreeWithAll() {
    let drawn = PermutationTest(count: 20_000, seed: 1, exactLimit: 1)
    let free = drawn.difference(MeanDifferenceTests.a, MeanDifferenceTests.b, purpose: 1)
    #expect(!free.pValue.isExact && abs(free.pValue.p - 359.0 / 1_716) < 0.012)
    #expect(free.leastP == 1.0 / 20_001)
    let paired = drawn.difference(paired: MeanDifferenceTests.differences, purpose: 1)
    #expect(!paired.pValue.isExact && abs(paired.pValue.p - 0.125) < 0.01)
  }

  /// Both ends of the exact count.
  @Test func limits() {
    #expect(PermutationTest.combinations(10, 5, limit: 252) == 252)
    #expect(PermutationTest.combinations(10, 5, limit: 251) == nil)
    #expect(PermutationTest.combinations(200_000, 100_000, limit: 2_000_000) == nil)
    #expect(PermutationTest.combinations(3, 3, limit: 1) == 1)
    // Far apart, the p is the least one, and not 0.
    let far = PermutationTest(count: 99, seed: 1, exactLimit: 1)
      .difference(paired: (1...70).map(Double.init), purpose: 1)
    #expect(far.pValue.p == 0.01 && far.leastP == 0.01)
    let equal = PermutationTest(seed: 1).difference([1, 1], [1], purpose: 1)
    #expect(equal.pValue.p == 1 && equal.leastP == 1)
  }
}

@Suite struct SuperiorityTests {
  /// Roots of the score equation by SciPy's brentq.
  @Test func knownAnswers() {
    let found = Superiority(MeanDifferenceTests.a, over: MeanDifferenceTests.b, confidence: 0.95)
    #expect(agrees(found.probability, 29.5 / 42))
    #expect(
      agree(
        [found.interval.lower, found.interval.upper],
        [0.385_812_682_617_887_9, 0.892_608_540_030_437_7]))
    let best = Superiority([6, 7, 8, 9, 10], over: [1, 2, 3, 4, 5], confidence: 0.95)
    #expect(best.probability == 1 && best.interval.upper == 1)
    #expect(agrees(best.interval.lower, 0.642_702_823_931_043_2))
    let worst = Superiority([1, 2, 3, 4, 5], over: [6, 7, 8], confidence: 0.95)
    #expect(worst.interval.lower == 0)
    #expect(agrees(worst.interval.upper, 0.433_843_231_531_461_87))
  }

  /// Seed 32: normal scores, the true probability known from the shift.
  @Test(arguments: [0.0, 1, 2.5]) func intervalsCover(_ shift: Double) {
    let truth = NormalDistribution.cumulative(shift / 2.0.squareRoot())
    var numbers = SeededNumbers(seed: 32, purpose: 1)
    var covered = 0
    for _ in 0..<2_000 {
      let a = (0..<5).map { _ in Brute.normal(&numbers) + shift }
      let b = (0..<7).map { _ in Brute.normal(&numbers) }
      let interval = Superiority(a, over: b, confidence: 0.95).interval
      if interval.lower <= truth && truth <= interval.upper { covered += 1 }
    }
    #expect(covered > 1_880, "seed 32, \(shift): \(covered) of 2,000")
  }
}
