import Testing
import Trajectory

@testable import Judgement

/// Where a comparison of records begins and ends.
@Suite struct ReplayTests {
  private func golden() throws -> Golden {
    let schema = try RecordSchema(labels: 0, developmentExamples: 9, evaluation: .correct)
    var golden = Golden(header: .object(schema.members))
    golden.steps = (0..<6).map { StepRecord(step: $0, lossBits: UInt32($0)) }
    golden.evaluations = [2, 4, 6].map { EvaluationRecord(step: $0, counts: [$0, 9 - $0]) }
    return golden
  }

  private func replay(fromStep step: Int = 0) throws -> Replay {
    Replay(try GoldenReader(bytes: golden().encoded().bytes, name: "t"), fromStep: step)
  }

  /// The updates `steps` of the golden, each with the evaluation after it.
  private func events(_ steps: Range<Int>) throws -> [TrajectoryEvent] {
    try golden().events.filter { steps.contains($0.updateCount - 1) }
  }

  @Test func aSegmentEndsWhereTheNextBegins() throws {
    for (count, isRight) in [(2, false), (3, false), (4, true)] {
      var replay = try replay(fromStep: 2)
      for event in try events(2..<4).prefix(count - 1) {
        #expect(try replay.compare(event) == nil)
      }
      #expect(try (replay.finish(before: 4) == nil) == isRight, "\(count)")
    }
    // An update stands there, but another one.
    var early = try replay(fromStep: 2)
    #expect(try early.finish(before: 4)?.step == 2)
  }

  @Test func theEndIsCompared() throws {
    var whole = try replay()
    for event in try events(0..<6) { #expect(try whole.compare(event) == nil) }
    #expect(whole.valueCount == 6 * 3 + 3 * 2)
    #expect(try whole.finish(.completed) == nil)
    var stopped = try replay(fromStep: 4)
    for event in try events(4..<6) { #expect(try stopped.compare(event) == nil) }
    #expect(try stopped.finish(.stopped)?.column == .outcome)
    var short = try replay(fromStep: 4)
    for event in try events(4..<6).dropLast() { #expect(try short.compare(event) == nil) }
    #expect(try short.finish(.completed)?.column == .record)
    var long = try replay(fromStep: 4)
    for event in try events(4..<6) { #expect(try long.compare(event) == nil) }
    #expect(try long.compare(.step(StepRecord(step: 6, lossBits: 6)))?.column == .record)
  }
}
