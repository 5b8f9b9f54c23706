import TestSupport
import Testing

@testable import Statistics

@Suite struct BettingSequenceTests {
  /// A series from a generator that every language has alike.
  static func series(_ count: Int, seed: Int, _ value: (Int) -> Double) -> [Double] {
    var x = seed
    return (0..<count).map { _ in
      x = (1_103_515_245 * x + 12_345) % (1 << 31)
      return value(x >> 16)
    }
  }
  static let wide = series(60, seed: 7) { Double($0 % 1_000) / 1_000 }
  static let narrow = series(40, seed: 3) { 0.5 + Double($0 % 100) / 1_000 }

  /// By an oracle that shares no code, to a grid of 1/1000.
  @Test func knownAnswers() {
    for (values, expected) in [
      (
        Self.wide,
        [
          1: Interval(0, 1), 5: .init(0.214, 0.944), 20: .init(0.372, 0.74),
          60: .init(0.423, 0.631),
        ]
      ),
      (
        Self.narrow,
        [5: .init(0.167, 0.852), 20: .init(0.391, 0.679), 40: .init(0.461, 0.622)]
      ),
    ] {
      var sequence = BettingSequence(alpha: 0.05)
      for (place, value) in values.enumerated() {
        sequence.add(value)
        if let interval = expected[place + 1] {
          #expect(sequence.interval == interval, "after \(place + 1)")
        }
      }
      #expect(sequence.count == values.count)
    }
  }

  /// 200 series of 60 values of beta(8, 4), seed 41: a fault at any of the 60 looks counts.
  @Test func theMeanIsInAtEveryLook() {
    var numbers = SeededNumbers(seed: 41, purpose: 1)
    var faults = 0
    for _ in 0..<200 {
      var sequence = BettingSequence(alpha: 0.05, steps: 90)
      for _ in 0..<60 {
        // The eighth of eleven uniform numbers.
        sequence.add((0..<11).map { _ in Brute.uniform(&numbers) }.sorted()[7])
      }
      // What is out stays out, so that the last look tells of all: 2/3 is a multiple of 1/90.
      let interval = sequence.interval ?? Interval(1, 0)
      if interval.lower > 2.0 / 3 + 1e-9 || interval.upper < 2.0 / 3 - 1e-9 { faults += 1 }
    }
    #expect(faults <= 10, "seed 41: \(faults) of 200")
  }

  /// Values that no mean explains leave nothing, and values at the ends are none of a crash.
  @Test func ends() {
    var ones = BettingSequence(alpha: 0.05)
    for _ in 0..<200 { ones.add(1) }
    #expect(ones.interval?.upper == 1 && (ones.interval?.lower ?? 0) > 0.95)
    var zeros = BettingSequence(alpha: 0.05)
    for _ in 0..<200 { zeros.add(0) }
    #expect(zeros.interval?.lower == 0 && (zeros.interval?.upper ?? 1) < 0.05)
    for _ in 0..<2_000 { zeros.add(1) }
    #expect(zeros.interval == nil)
  }
}

@Suite struct ImprovementTests {
  /// The capital at a difference of 0, by the oracle's rule.
  @Test func knownAnswers() {
    var improvement = ImprovementEValue(alpha: 0.05)
    for value in BettingSequenceTests.narrow { improvement.add(2 * value - 1) }
    #expect(
      agree(
        [0, 4, 19, 39].map { improvement.values[$0] },
        [1.047, 1.161_334_073_231_64, 2.573_943_030_258_57, 6.776_011_010_528_73], within: 1e-11))
    #expect(improvement.decidedAfter == nil)
    #expect(agrees(improvement.p, 1 / (improvement.values.max() ?? 0)))
    // A bound that is closer, named before, decides sooner.
    var bounded = ImprovementEValue(alpha: 0.05, bound: 0.2)
    for value in BettingSequenceTests.narrow { bounded.add(2 * value - 1) }
    #expect((bounded.decidedAfter ?? 99) < 20 && bounded.p < 0.05)
    #expect(ImprovementEValue(alpha: 0.05).p == 1)
  }

  /// Seed 42: of recipes that are equal, at most alpha of the series ever decide.
  @Test func equalRecipesAreSeldomDecided() {
    var numbers = SeededNumbers(seed: 42, purpose: 1)
    var decided = 0
    for _ in 0..<2_000 {
      var improvement = ImprovementEValue(alpha: 0.1, bound: 1)
      for _ in 0..<60 { improvement.add(2 * Brute.uniform(&numbers) - 1) }
      if improvement.decidedAfter != nil { decided += 1 }
    }
    // 200 and three standard errors are 240.
    #expect(decided > 0 && decided < 240, "seed 42: \(decided) of 2,000")
  }

  @Test func decisionsAreKept() {
    var improvement = ImprovementEValue(alpha: 0.05)
    for _ in 0..<20 { improvement.add(0.9) }
    let first = improvement.decidedAfter
    #expect((first ?? 99) < 10)
    let p = improvement.p
    for _ in 0..<20 { improvement.add(-0.9) }
    #expect(improvement.decidedAfter == first && improvement.p == p && improvement.values[39] < 1)
  }
}

@Suite struct OptionalStoppingTests {
  /// Shares by simulation in NumPy, 100,000 and more series each. Seed 43.
  @Test(arguments: [
    (OptionalStopping.Design.pairs, 5, 30, 0.231_2), (.pairs, 10, 10, 0.05),
    (.independent, 3, 20, 0.208_2), (.independent, 5, 5, 0.044_35),
  ])
  func errors(_ design: OptionalStopping.Design, _ first: Int, _ last: Int, _ expected: Double) {
    let found = OptionalStopping.errorRate(
      design, level: 0.05, first: first, last: last, seriesCount: 10_000, seed: 43, purpose: 1)
    #expect(found.seriesCount == 10_000 && found.seed == 43)
    #expect(abs(found.rate - expected) < 4 * found.standardError + 0.002, "\(found)")
  }

  /// What would have been claimed, look by look.
  @Test func claims() {
    let a = [0.81, 0.80, 0.83, 0.82, 0.86, 0.79]
    let b = [0.80, 0.79, 0.81, 0.80, 0.78, 0.85]
    let paired = OptionalStopping.claims(a, b, .pairs, level: 0.05)
    let expected = (2...6).filter { count in
      let differences = zip(a, b).prefix(count).map { $0 - $1 }
      return (MeanDifference(paired: differences, confidence: 0.95).p ?? 1) < 0.05
    }
    #expect(paired == expected && paired.contains(4) && !paired.contains(6))
    #expect(
      OptionalStopping.claims(a, b, .pairs, level: 0.05, first: 5) == expected.filter { $0 >= 5 })
    let free = OptionalStopping.claims(a, b, .independent, level: 0.1)
    let welch = (2...6).filter { count in
      let found = MeanDifference(Array(a[..<count]), Array(b[..<count]), confidence: 0.9)
      return (found.p ?? 1) < 0.1
    }
    #expect(free == welch && free.contains(5) && !free.contains(2))
    #expect(OptionalStopping.claims([1], [2], .independent, level: 0.05).isEmpty)
    #expect(OptionalStopping.claims([], [], .independent, level: 0.05).isEmpty)
    // Differences that do not vary are no claim.
    #expect(OptionalStopping.claims([2, 3], [1, 2], .pairs, level: 0.05).isEmpty)
  }
}
