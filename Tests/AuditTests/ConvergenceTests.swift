import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Audit

/// Against the rule's own arithmetic with scipy 1.17: bisection over `scipy.stats.ttest_ind_from_stats`.
@Suite struct ConvergenceTests {
  /// Samples to converge of BERT in reference points 5.1.0 of mlcommons/logging (Apache-2.0): batch sizes 448, 4,096, 4,608.
  private static let points = """
    {"a": {"Benchmark": "bert", "BS": 448, "Epochs to converge": \(Self.small)},
     "b": {"Benchmark": "bert", "BS": 4096, "Epochs to converge": [2801664, 3022848, 2801664, 3000000]},
     "c": {"Benchmark": "bert", "BS": 4608, "Epochs to converge": [2626560, 2833920, 2787840, 2700000.5]}}
    """
  private static let small = "[2132480, 2333184, 2408448, 2500000, 2600000, 2283008]"

  @Test func theLeastMean() {
    let point = ConvergenceReference.Point(
      batchSize: 448, mean: 2414421.3333333335, deviation: 167653.92027891532, count: 21)
    #expect(abs(point.least(runs: 10) - 2295777.199107467) < 1e-6)
    let fast = ConvergenceReference.Point(
      batchSize: 256, mean: 2549219.5555555555, deviation: 197921.35205183065, count: 18)
    #expect(abs(fast.least(runs: 10) - 2405333.683111349) < 1e-6)
    let even = ConvergenceReference.Point(batchSize: 1, mean: 5, deviation: 0, count: 18)
    #expect(even.least(runs: 10) == 5)
  }

  /// The 13 points of BERT by batch size, mean and deviation without the least and the greatest run.
  private static let bert: [(Int, Double, Double, Int)] = [
    (256, 2549219.5555555555, 197921.35205183065, 18),
    (448, 2414421.3333333335, 167653.92027891532, 21),
    (1536, 2776278.222222222, 68238.33477481338, 18),
    (3072, 2764498.6666666665, 138500.15317761284, 18),
    (4096, 2843989.3333333335, 101265.03466756045, 18),
    (4608, 2798080.0, 102239.87480430519, 18), (6144, 3319125.3333333335, 103450.46966006915, 18),
    (6912, 3601920.0, 94797.460219143, 18), (8192, 4186112.0, 68047.86268502487, 18),
    (8704, 4273706.666666667, 118995.0691788903, 18),
    (12288, 4465066.666666667, 71031.99154058841, 18),
    (13056, 4645333.333333333, 118216.89144205333, 18),
    (16384, 5505422.222222222, 121538.70091070469, 18),
  ]

  @Test func pointsThatCount() throws {
    let reference = ConvergenceReference(
      benchmark: "bert",
      points: Self.bert.map {
        .init(batchSize: $0.0, mean: $0.1, deviation: $0.2, count: $0.3)
      })
    #expect(
      reference.pruned(runs: 10).map(\.batchSize) == [448, 4608, 6144, 6912, 12288, 13056, 16384])
    let known = [(1000, 2351900.1774512585), (5000, 2857885.3766709), (10000, 4039816.6488691475)]
    for (size, least) in known {
      let point = try #require(reference.point(batchSize: size, runs: 10))
      #expect(point.isBetween && abs(point.least(runs: 10) - least) < 1e-6)
    }
    #expect(reference.point(batchSize: 256, runs: 10)?.batchSize == 448)
    #expect(reference.point(batchSize: 16_385, runs: 10) == nil)
  }

  private func verdict(_ rest: String) throws -> AuditVerdict? {
    try withClaims { folder in
      try folder.folder.write(Self.points, to: "rcps.json")
      return try folder.finding(
        .convergence, "  - { text: c, convergence: { reference: rcps.json, \(rest) } }\n")?.verdict
    }
  }

  @Test func aSubmissionIsNoFaster() throws {
    let own = "batch_size: 448, values: [2132480, 2333184, 2408448, 2500000, 2600000, 2283008]"
    #expect(try verdict(own) == .holds)
    let faster = "batch_size: 448, values: [1, 1932480, 1933184, 1908448, 1900000, 2600000]"
    #expect(try verdict(faster) == .refuted)
    // One run that is far from the others counts for nothing, at either end.
    let least = "batch_size: 448, values: [1, 2333184, 2408448, 2408448, 2333184, 2600000]"
    #expect(try verdict(least) == .holds)
    let most = "batch_size: 448, values: [1900000, 1932480, 1933184, 1908448, 1900000, 900000000]"
    #expect(try verdict(most) == .refuted)
    #expect(try verdict(own + ", runs: 10") == .undetermined)
    #expect(try verdict("batch_size: 9000, values: [5, 5, 5, 5]") == .undetermined)
  }

  @Test(arguments: [
    "{}", "[]", "{\"a\": 1}",
    "{\"a\": {\"Benchmark\": \"bert\", \"BS\": 1, \"Epochs to converge\": [1, 2, 3]}}",
    "{\"a\": {\"Benchmark\": \"bert\", \"BS\": 0, \"Epochs to converge\": [1, 2, 3, 4]}}",
    "{\"a\": {\"Benchmark\": \"bert\", \"BS\": 1, \"Epochs to converge\": [1, 2, \"x\", 4]}}", "{",
  ])
  func noReference(text: String) {
    #expect(throws: InputError.self) {
      try ConvergenceReference(InputFile(name: "rcps.json", content: Data(text.utf8)))
    }
  }
}
