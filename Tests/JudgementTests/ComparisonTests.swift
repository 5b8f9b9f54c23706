import Files
import Testing
import Trajectory

@testable import Judgement

/// Each bit of each value of a record, one by one: what a comparison that drops a part of a value would miss.
@Suite struct ComparisonTests {
  private static let step = StepRecord(
    step: 3, lossBits: 0x3f12_3456, gradientNormBits: 0x4012_3456, batchDigest: 0x89ab_cdef)
  private static let evaluation = EvaluationRecord(
    step: 4, counts: [5, 6, 7, 8], predictions: [0, 1, 1, 0, 1],
    logits: [0.5, -0.25, 0, -0.0, .nan, .infinity, Float(bitPattern: 9), -3, 7, 9])
  private static let anchor = AnchorRecord(
    step: 4,
    components: AnchorRecord.componentNames.map { .init($0, Digest(of: Array($0.utf8))) })

  private static let schema = Result {
    try RecordSchema(labels: 2, developmentExamples: 5, evaluation: .logits)
  }

  private func find(_ expected: TrajectoryEvent, _ actual: TrajectoryEvent) -> Divergence? {
    guard case .success(let schema) = Self.schema else {
      Issue.record("there is no schema of these records")
      return nil
    }
    return ExactComparison().difference(expected: expected, actual: actual, schema)
  }

  /// The difference is seen from either side, in its column and at its step.
  private func expectFound(
    _ column: Divergence.Column, at step: Int, _ a: TrajectoryEvent, _ b: TrajectoryEvent,
    _ element: String? = nil, location: SourceLocation = #_sourceLocation
  ) {
    for (expected, actual) in [(a, b), (b, a)] {
      let found = find(expected, actual)
      #expect(found?.column == column && found?.step == step, sourceLocation: location)
      if let element { #expect(found?.element == element, sourceLocation: location) }
    }
  }

  @Test func equalRecordsDoNotDiffer() {
    #expect(find(.step(Self.step), .step(Self.step)) == nil)
    #expect(find(.evaluation(Self.evaluation), .evaluation(Self.evaluation)) == nil)
    #expect(find(.anchor(Self.anchor), .anchor(Self.anchor)) == nil)
  }

  @Test(arguments: 0..<32)
  func eachBitOfAnUpdateCounts(_ bit: Int) {
    let columns: [(Divergence.Column, WritableKeyPath<StepRecord, UInt32>)] = [
      (.batchDigest, \.batchDigest), (.loss, \.lossBits), (.gradientNorm, \.gradientNormBits),
    ]
    for (column, path) in columns {
      var other = Self.step
      other[keyPath: path] ^= 1 << bit
      expectFound(column, at: 3, .step(Self.step), .step(other))
    }
  }

  @Test func eachBitOfAnEvaluationCounts() {
    for index in Self.evaluation.counts.indices {
      for bit in 0..<31 {
        var other = Self.evaluation
        other.counts[index] ^= 1 << bit
        let element = "class \(index / 2) predicted as \(index % 2)"
        expectFound(.count, at: 4, .evaluation(Self.evaluation), .evaluation(other), element)
      }
    }
    for index in Self.evaluation.predictions.indices {
      for bit in 0..<8 {
        var other = Self.evaluation
        other.predictions[index] ^= 1 << bit
        expectFound(
          .prediction, at: 4, .evaluation(Self.evaluation), .evaluation(other),
          "example \(index)")
      }
    }
    for index in 0..<10 {
      for bit in 0..<32 {
        var other = Self.evaluation
        guard let logit = other.logits?[index] else { continue }
        other.logits?[index] = Float(bitPattern: logit.bitPattern ^ 1 << bit)
        expectFound(
          .logit, at: 4, .evaluation(Self.evaluation), .evaluation(other),
          "example \(index / 2), class \(index % 2)")
      }
    }
  }

  @Test(arguments: AnchorRecord.componentNames.indices)
  func eachBitOfAnAnchorCounts(_ component: Int) throws {
    let name = AnchorRecord.componentNames[component]
    for bit in 0..<256 {
      var other = Self.anchor
      var bytes = other.components[component].digest.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      other.components[component].digest = try #require(Digest(bytes: bytes))
      expectFound(.anchor, at: 4, .anchor(Self.anchor), .anchor(other), name)
    }
  }

  /// Of two differences of a record the one that came about first is named.
  @Test func whatCameAboutFirstIsNamed() {
    var step = Self.step
    step.gradientNormBits ^= 1
    step.lossBits ^= 1
    #expect(find(.step(Self.step), .step(step))?.column == .loss)
    step.batchDigest ^= 1
    #expect(find(.step(Self.step), .step(step))?.column == .batchDigest)
    var evaluation = Self.evaluation
    evaluation.counts[0] += 1
    evaluation.predictions[4] ^= 1
    evaluation.predictions[2] ^= 1
    #expect(find(.evaluation(Self.evaluation), .evaluation(evaluation))?.element == "example 2")
    evaluation.logits?[9] += 1
    #expect(find(.evaluation(Self.evaluation), .evaluation(evaluation))?.column == .logit)
  }

  /// Another kind, step or shape of record, in either direction.
  @Test func recordsOfAnotherFormDiffer() {
    let (step, evaluation) = (Self.step, Self.evaluation)
    var later = step
    later.step = 4
    expectFound(.record, at: 3, .step(step), .step(later))
    expectFound(.record, at: 3, .step(step), .evaluation(evaluation))
    expectFound(.record, at: 4, .anchor(Self.anchor), .evaluation(evaluation))
    let changes: [(inout EvaluationRecord) -> Void] = [
      { $0.step = 5 }, { $0.counts.append(0) }, { $0.predictions.removeLast() },
      { $0.logits = nil }, { $0.logits?.append(0) },
    ]
    for change in changes {
      var other = evaluation
      change(&other)
      expectFound(.record, at: 4, .evaluation(evaluation), .evaluation(other))
    }
    let others = [
      AnchorRecord(step: 4, components: Self.anchor.components.dropLast()),
      AnchorRecord(step: 5, components: Self.anchor.components),
      AnchorRecord(
        step: 4, components: Self.anchor.components.map { .init($0.name + "x", $0.digest) }),
    ]
    for other in others { expectFound(.record, at: 4, .anchor(Self.anchor), .anchor(other)) }
  }

  @Test func outcomesDiffer() {
    for expected in [TrialOutcome.completed, .stopped, .nonfinite] {
      for actual in [TrialOutcome.completed, .stopped, .nonfinite] {
        let found = ExactComparison().difference(expected: expected, actual: actual, step: 9)
        #expect((found == nil) == (expected == actual))
        if let found { #expect(found.column == .outcome && found.step == 9) }
      }
    }
  }
}
