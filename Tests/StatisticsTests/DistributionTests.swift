import TestSupport
import Testing

@testable import Statistics

/// Expected values from SciPy 1.17.
@Suite struct DistributionTests {
  @Test(arguments: [
    (1, 20, 0.025, 0.0012650894979498038), (0.5, 0.5, 0.3, 0.2061073738537634),
    (3, 625, 0.0001, 0.00013765207444328676), (625, 3, 0.9, 0.9982410590980445),
    (2.5, 7.25, 0.5, 0.23927737178921268), (300, 326, 0.0006, 0.4150168676574873),
    (1, 1, 0.7, 0.7), (12, 288, 0.975, 0.06487158865247632),
  ])
  func betaQuantiles(a: Double, b: Double, p: Double, expected: Double) {
    let beta = BetaDistribution(a, b)
    #expect(agrees(beta.quantile(p), expected))
    #expect(agrees(beta.tails(expected, 1 - expected).lower, p))
  }

  @Test(arguments: [
    (24, 576, 0.025, 0.5124783837265429), (24, 576, 0.975, 1.6649244197552575),
    (4, 12, 0.975, 4.121208618523441), (1, 48, 0.95, 4.042652128566654),
    (14, 196, 0.025, 0.3957021363370673), (1, 1, 0.95, 161.4476387975882),
    (3, 12, 0.5, 0.8353058985682883),
  ])
  func fQuantiles(a: Int, b: Int, p: Double, expected: Double) {
    #expect(agrees(FDistribution(a, b).quantile(p), expected))
  }

  @Test(arguments: [
    (1, 48, 29.26, 1.974705955682936e-06), (1, 48, 0.01, 0.9207608296789531),
    (1, 48, 100, 2.5329075677351345e-13), (24, 576, 0.5, 0.9787309891197913),
    (24, 576, 1.5, 0.06024067605415402), (24, 576, 5, 3.703184720956805e-13),
  ])
  func fTails(a: Int, b: Int, f: Double, expected: Double) {
    // Relative, however small the tail.
    #expect(abs(FDistribution(a, b).upperTail(f) / expected - 1) < 1e-11)
  }

  @Test(arguments: [
    (1, 0.95, 3.841458820694124), (576, 0.025, 511.390700594171),
    (576, 0.975, 644.3969641627978), (3, 0.5, 2.3659738843753377),
    (24, 0.975, 39.36407702660391), (1, 0.001, 1.5707971492624921e-06),
    (2, 0.9, 4.605170185988092),
  ])
  func chiSquaredQuantiles(df: Int, p: Double, expected: Double) {
    #expect(abs(ChiSquaredDistribution(df).quantile(p) / expected - 1) < 1e-12)
  }

  @Test(arguments: [
    (12, 0.9799080364605552), (60, 6.387702539927327e-05), (150, 3.312751028627548e-20),
  ])
  func chiSquaredTails(x: Double, expected: Double) {
    #expect(abs(ChiSquaredDistribution(24).upperTail(x) / expected - 1) < 1e-12)
  }

  @Test(arguments: [
    (0.95, 1.6448536269514722), (0.5, 0), (0.001, -3.090232306167813),
    (0.975, 1.959963984540054), (1e-10, -6.361340902404056), (0.6, 0.2533471031357997),
  ])
  func normalQuantiles(p: Double, expected: Double) {
    #expect(abs(NormalDistribution.quantile(p) - expected) < 1e-14 * 10)
  }

  @Test func ends() {
    #expect(BetaDistribution(2, 3).quantile(0) == 0 && BetaDistribution(2, 3).quantile(1) == 1)
    #expect(FDistribution(2, 3).upperTail(0) == 1 && FDistribution(2, 3).upperTail(.infinity) == 0)
    #expect(ChiSquaredDistribution(3).quantile(0) == 0)
    #expect(NormalDistribution.quantile(0) == -.infinity)
  }
}

@Suite struct SeededNumbersTests {
  /// The stream is part of what results are reproduced by: it must not change.
  @Test func streamIsFixed() {
    var numbers = SeededNumbers(seed: 1, purpose: 2)
    #expect(
      (0..<3).map { _ in numbers.next() }
        == [0x9edb_e9bd_18ad_781d, 0x7d8e_67d8_f2af_75d5, 0x76e3_6d62_9cae_6121])
  }

  @Test func boundsAreUnbiased() {
    var numbers = SeededNumbers(seed: 3, purpose: 0)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[numbers.below(7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
  }

  @Test func everyOrderIsAsLikely() {
    var numbers = SeededNumbers(seed: 4, purpose: 0)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var order = [0, 1, 2, 3]
      numbers.shuffle(&order, 0..<4)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24 && counts.values.allSatisfy { abs($0 - 1_000) < 150 })
  }

  @Test func purposesDiffer() {
    var first = SeededNumbers(seed: 1, purpose: 1)
    var second = SeededNumbers(seed: 1, purpose: 2)
    var third = SeededNumbers(seed: 2, purpose: 1)
    let heads = [first.next(), second.next(), third.next()]
    #expect(Set(heads).count == 3)
  }
}
