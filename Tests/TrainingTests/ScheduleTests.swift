import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct ScheduleTests {
  static func schedule(_ change: (inout TrainingProtocol) -> Void = { _ in }, examples: Int)
    -> Schedule
  {
    var settings = TrainingProtocol()
    change(&settings)
    return Schedule(settings, exampleCount: examples)
  }

  /// RTE as the defaults train it: 2,490 examples make 155 full batches and one of 10.
  @Test func countsOfRTE() {
    let schedule = Self.schedule(examples: 2490)
    #expect(schedule.stepsPerEpoch == 156)
    #expect(schedule.totalSteps == 468)
    #expect(schedule.warmupSteps == 47)
    #expect(schedule.batch(at: 0) == 0..<16)
    #expect(schedule.batch(at: 155) == 2480..<2490)
    #expect(schedule.batch(at: 156) == 0..<16)
    #expect(schedule.epoch(of: 155) == 0)
    #expect(schedule.epoch(of: 156) == 1)
    // ceil(156 k / 10) and ceil(156 k / 3).
    #expect(
      schedule.evaluationSteps.prefix(11) == [16, 32, 47, 63, 78, 94, 110, 125, 141, 156, 172])
    #expect(schedule.evaluationSteps.count == 30)
    #expect(schedule.anchorSteps == [52, 104, 156, 208, 260, 312, 364, 416, 468])
  }

  @Test func maximumStepsKeepTheRates() {
    let whole = Self.schedule(examples: 2490)
    let short = Self.schedule({ $0.maximumSteps = 40 }, examples: 2490)
    #expect(short.stepCount == 40)
    #expect(short.totalSteps == 468)
    #expect(short.learningRate(at: 30) == whole.learningRate(at: 30))
    #expect(short.evaluationSteps == [16, 32, 40])
    #expect(short.anchorSteps == [40])
    #expect(Self.schedule({ $0.maximumSteps = 32 }, examples: 2490).evaluationSteps == [16, 32])
    #expect(Self.schedule({ $0.maximumSteps = 9999 }, examples: 2490).stepCount == 468)
  }

  @Test func moreEvaluationsThanUpdates() {
    let schedule = Self.schedule(
      {
        $0.epochs = 2
        $0.evaluationsPerEpoch = 1000
      }, examples: 33)
    #expect(schedule.evaluationSteps == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [(1, 1), (16, 1), (17, 2), (31, 2), (32, 2), (33, 3)])
  func everyExampleIsInOneBatch(examples: Int, steps: Int) {
    let schedule = Self.schedule(examples: examples)
    #expect(schedule.stepsPerEpoch == steps)
    let seen = (0..<steps).flatMap { Array(schedule.batch(at: $0)) }
    #expect(seen == Array(0..<examples))
  }

  @Test func ratesByHand() {
    let schedule = Self.schedule(
      {
        $0.epochs = 1
        $0.batchSize = 1
        $0.learningRate = 0.5
        $0.warmup = 0.25
      }, examples: 8)
    let rates = (0..<8).map { schedule.learningRate(at: $0) }
    // W = 2, T - W = 6.
    let down: [Double] = [6, 5, 4, 3, 2, 1].map { (left: Double) in 0.5 * (left / 6) }
    #expect(rates == [0, 0.25] + down)
  }

  /// Rates of transformers, bit for bit; `make_schedule.py` made them.
  @Test func ratesOfTransformers() throws {
    let file = Repository.fixture("Training/schedule.txt")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    #expect(lines.count == 40)
    for line in lines {
      let fields = line.split(separator: " ").map(String.init)
      let total = try #require(Int(fields[2]))
      let schedule = Self.schedule(
        {
          $0.learningRate = Double(fields[0])!
          $0.warmup = Double(fields[1])!
          $0.epochs = 1
          $0.batchSize = 1
        }, examples: total)
      let step = try #require(Int(fields[3]))
      #expect(schedule.learningRate(at: step) == Double(fields[4]), "\(line)")
    }
  }
}
