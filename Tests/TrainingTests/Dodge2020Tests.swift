import Foundation
import TestSupport
import Testing

@testable import Training

/// What the code of Dodge et al. 2020 does in the place of what the paper describes, as functions of the update.
@Suite struct Dodge2020Tests {
  /// The code's protocol, as far as a schedule knows it.
  static func settings(
    _ change: (inout TrainingProtocol) throws -> Void
  ) rethrows -> TrainingProtocol {
    var settings = TrainingProtocol()
    settings.schedule = .linearTwice
    settings.dropoutUpdates = .firstOfEpoch
    settings.optimizer = .bertAdam
    settings.evaluations = .dodge2020
    try change(&settings)
    return settings
  }

  private static func schedule(
    _ examples: Int, _ change: (inout TrainingProtocol) -> Void = { _ in }
  ) -> Schedule { Schedule(settings(change), exampleCount: examples) }

  /// A case of `make_as_run.py`, which is a training loop with the states that matter.
  struct Case: CustomTestStringConvertible {
    var examples = 0
    var settings = Dodge2020Tests.settings { _ in }
    var dropped: [Int] = []
    var evaluated: [Int] = []
    var rates: [(step: Int, rate: Double)] = []
    var testDescription: String { "\(examples) in batches of \(settings.batchSize)" }

    static func all() throws -> [Case] {
      let file = Repository.fixture("Training/as_run.txt")
      var cases: [Case] = []
      for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ").dropFirst().map(String.init)
        let last = cases.count - 1
        switch line.prefix(while: { $0 != " " }) {
        case "case":
          var new = Case(examples: Int(words[0])!)
          new.settings.batchSize = Int(words[1])!
          new.settings.epochs = Int(words[2])!
          new.settings.learningRate = Double(words[3])!
          new.settings.warmup = Double(words[4])!
          cases.append(new)
        case "dropout": cases[last].dropped = words.compactMap(Int.init)
        case "evaluations": cases[last].evaluated = words.compactMap(Int.init)
        case "rates":
          cases[last].rates = words.map { word in
            let parts = word.split(separator: ":")
            return (Int(parts[0])!, Double(String(parts[1]))!)
          }
        default: #expect(line.hasPrefix("#"))
        }
      }
      return cases
    }
  }

  /// Rates bit for bit, and the sign of a zero too.
  @Test func itIsWhatTheLoopDoes() throws {
    let cases = try Case.all()
    #expect(cases.count == 8)
    for one in cases {
      let schedule = Schedule(one.settings, exampleCount: one.examples)
      let name = one.testDescription
      #expect(
        (0..<schedule.stepCount).filter { schedule.hasDropout(at: $0) } == one.dropped, "\(name)")
      #expect(schedule.evaluationSteps == one.evaluated, "\(name)")
      #expect(one.rates.count > 5)
      for (step, rate) in one.rates {
        #expect(
          schedule.learningRate(at: step).bitPattern == rate.bitPattern, "\(name), update \(step)")
      }
    }
  }

  /// The figures that are known of the paper's runs: 77 to 201 evaluations, 3 updates with dropout, batches.
  @Test(arguments: [
    (2490, 156, 107, 463, 466), (3668, 230, 77, 668, 687), (8551, 535, 82, 1601, 1603),
    (67_349, 4210, 201, 12_621, 12_627),
  ])
  func countsOfTheTasks(
    examples: Int, steps: Int, evaluations: Int, lastEvaluation: Int, zero: Int
  ) {
    let schedule = Self.schedule(examples)
    #expect(schedule.stepsPerEpoch == steps && schedule.totalSteps == 3 * steps)
    #expect(schedule.evaluationSteps.count == evaluations)
    #expect(schedule.evaluationSteps.last == lastEvaluation)
    #expect(schedule.evaluationSteps.prefix(50) == ArraySlice(1...50))
    #expect(
      (0..<3 * steps).filter { schedule.hasDropout(at: $0) } == [0, steps, 2 * steps])
    // The first rates of an epoch are 0, update T' has none, and what comes after it a negative one.
    #expect([0, steps, 2 * steps, zero].allSatisfy { schedule.learningRate(at: $0) == 0 })
    #expect(
      (0..<3 * steps).filter { schedule.learningRate(at: $0) < 0 } == Array(zero + 1..<3 * steps))
    // The description is evaluated thirty times, has dropout throughout, and a rate above 0 until its end.
    let described = Schedule(TrainingProtocol(), exampleCount: examples)
    #expect(described.evaluationSteps.count == 30 && described.evaluationSteps.last == 3 * steps)
    #expect((0..<3 * steps).allSatisfy { described.hasDropout(at: $0) })
    #expect((1..<3 * steps).allSatisfy { described.learningRate(at: $0) > 0 })
    #expect((0..<steps).map(schedule.batch) == (0..<steps).map(described.batch))
  }

  /// Where every batch is full, the rate stays above 0.
  @Test func fullBatchesHaveNoNegativeRate() {
    let schedule = Self.schedule(1600)
    #expect(schedule.countedSteps == 300 && schedule.totalSteps == 300)
    #expect((1..<100).allSatisfy { schedule.learningRate(at: $0) > 0 })
    #expect(schedule.learningRate(at: 299) > 0)
  }

  /// By hand: RTE's rate at the end of a warm-up, within an epoch, and just before an epoch's end.
  @Test func ratesByHand() {
    let schedule = Self.schedule(2490) { $0.learningRate = 1 }
    func w(_ count: Double) -> Double { count < 46.6 ? count / 46.6 : 1 - count / 466 }
    for (step, own) in [(46, 46), (47, 47), (155, 155), (157, 1), (312 + 60, 60)] {
      let expected = w(Double(own)) * w(Double(step))
      #expect(abs(schedule.learningRate(at: step) - expected) < 1e-12, "update \(step)")
    }
  }

  /// What the code cannot do ends in no crash here.
  @Test func fewUpdatesAnEpoch() {
    let one = Self.schedule(1) { $0.epochs = 2 }
    #expect(one.countedSteps == 1 && one.evaluationSteps == [1, 2])
    #expect(one.learningRate(at: 0) == 0)
    #expect(one.learningRate(at: 1).bitPattern == (0.0).bitPattern)
    let few = Self.schedule(5 * 16) { $0.epochs = 2 }
    #expect(few.evaluationSteps == Array(1...10))
  }

  @Test func maximumStepsEndWithAnEvaluation() {
    func points(_ steps: Int) -> [Int] {
      Self.schedule(2490) { $0.maximumSteps = steps }.evaluationSteps
    }
    #expect(points(7) == Array(1...7))
    // After 52, 55, 58, ... and so after 53 by the end alone.
    #expect(points(53) == Array(1...50) + [52, 53])
    #expect(points(55) == Array(1...50) + [52, 55])
    #expect(points(200).suffix(3) == [172, 187, 200])
    #expect(points(468).last == 463 && points(9999).last == 463)
    #expect(points(467).last == 467)
  }

  /// Other numbers of parts than the code's.
  @Test func otherPartsOfAnEpoch() {
    // S = 156, E = 4: d = 39, d / E = 9.75, which divides 39 and its multiples only.
    let four = Self.schedule(2490) { $0.evaluationsPerEpoch = 4 }
    #expect(four.evaluationSteps.count == 50 + 2 + 8)
    #expect(four.evaluationSteps.suffix(9) == [118, 157, 196, 235, 274, 313, 352, 391, 430])
    // d = 1.
    let many = Self.schedule(2490) { $0.evaluationsPerEpoch = 1000 }
    #expect(many.evaluationSteps == Array(1...468))
  }
}
