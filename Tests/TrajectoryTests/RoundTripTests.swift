import Testing

@testable import Trajectory

@Suite struct RoundTripTests {
  struct Shape: Sendable, CustomStringConvertible {
    var steps: Int
    var labels: Int
    var examples: Int
    var detail: RecordSchema.EvaluationDetail
    var evaluateEvery: Int
    var anchorEvery: Int

    var description: String {
      "\(steps) steps, \(labels) labels, \(examples) examples, \(detail)"
        + ", evaluated every \(evaluateEvery), anchors every \(anchorEvery)"
    }

    static let all: [Shape] =
      [0, 1, 2, 255, 256, 257, 1023, 1024, 1025, 2048, 3000].flatMap { steps in
        [
          Shape(
            steps: steps, labels: 2, examples: 9, detail: .predictions, evaluateEvery: 7,
            anchorEvery: 1),
          Shape(
            steps: steps, labels: 3, examples: 5, detail: .logits, evaluateEvery: 1,
            anchorEvery: 100),
        ]
      } + [
        // A page of evaluations holds 1, 2 and 3 of these.
        Shape(
          steps: 7, labels: 3, examples: 12000, detail: .logits, evaluateEvery: 1, anchorEvery: 0),
        Shape(
          steps: 7, labels: 2, examples: 12000, detail: .logits, evaluateEvery: 1, anchorEvery: 0),
        Shape(
          steps: 7, labels: 2, examples: 10000, detail: .logits, evaluateEvery: 1, anchorEvery: 0),
        Shape(
          steps: 3, labels: 256, examples: 300, detail: .predictions, evaluateEvery: 1,
          anchorEvery: 0),
        Shape(
          steps: 3, labels: 5, examples: 8, detail: .confusion, evaluateEvery: 1, anchorEvery: 0),
      ]
  }

  @Test(arguments: Shape.all)
  func recordsComeBack(_ shape: Shape) throws {
    let schema = try RecordSchema(
      labels: shape.labels, developmentExamples: shape.examples, evaluation: shape.detail)
    let golden = sampleTrial(
      steps: shape.steps, schema: schema, evaluateEvery: shape.evaluateEvery,
      anchorEvery: shape.anchorEvery)
    let (bytes, seal) = try golden.encoded()
    let reader = try GoldenReader(bytes: bytes, name: "t.golden")
    #expect(try Golden(reader) == golden)
    #expect(reader.stepCount == golden.steps.count)
    #expect(reader.evaluationCount == golden.evaluations.count)
    #expect(reader.anchorCount == golden.anchors.count)
    #expect(reader.contentDigest == seal.contentDigest)
    var events = reader.events()
    for event in golden.events { #expect(try events.next() == event) }
    #expect(try events.next() == nil)
  }

  @Test(arguments: [0, 1, 6, 7, 8, 1023, 1024, 1025, 2999, 3000, 9999])
  func recordsComeFromAnyStep(_ step: Int) throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 9)
    let golden = sampleTrial(steps: 3000, schema: schema, evaluateEvery: 7, anchorEvery: 3)
    let reader = try GoldenReader(bytes: golden.encoded().bytes, name: "t.golden")
    var events = reader.events(fromStep: step)
    var seen: [TrajectoryEvent] = []
    while let event = try events.next() { seen.append(event) }
    let expected = golden.events.drop { event in
      if case .step(let record) = event { record.step < step } else { event.updateCount <= step }
    }
    #expect(seen == Array(expected))
  }

  @Test func bitsOfFloatsAreKept() throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 2, evaluation: .logits)
    let logits: [UInt32] = [0x7fc0_0001, 0x8000_0000, 0xff80_0000, 0x7f80_0001]
    var golden = Golden(header: .object(schema.members), outcome: .nonfinite)
    golden.evaluations = [
      EvaluationRecord(
        step: 0, counts: [1, 0, 0, 1], predictions: [0, 1], logits: [0, 1, -1, .infinity]),
      EvaluationRecord(
        step: 1, counts: [1, 0, 0, 1], predictions: [0, 1],
        logits: logits.map { Float(bitPattern: $0) }),
    ]
    golden.steps = [
      StepRecord(step: 0, lossBits: 0xffc1_2345, gradientNormBits: 0x7f80_0000, batchDigest: 1)
    ]
    let back = try Golden(GoldenReader(bytes: golden.encoded().bytes, name: "t.golden"))
    #expect(back == golden)
    #expect(back.evaluations[1].logits?.map(\.bitPattern) == logits)
    #expect(back.steps[0].lossBits == 0xffc1_2345)
    #expect(back.outcome == .nonfinite)
  }

  @Test func evaluationsAreComparedByBits() {
    func evaluation(_ logit: Float) -> EvaluationRecord {
      EvaluationRecord(step: 0, counts: [], predictions: [], logits: [logit])
    }
    #expect(evaluation(.nan) == evaluation(.nan))
    #expect(evaluation(0) != evaluation(-0.0))
    #expect(
      evaluation(Float(bitPattern: 0x7fc0_0001)) != evaluation(Float(bitPattern: 0x7fc0_0002)))
  }

  @Test func differencesOfLogitsAreExact() {
    let words: [UInt32] = [
      0, 1, 0x7f80_0000, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xff80_0000, .max, 0x3f80_0000,
    ]
    for before in words {
      for word in words {
        let stored = LogitDifferences.encoded([word], after: [before])
        #expect(LogitDifferences.decoded(stored, after: [before]) == [word])
      }
    }
    #expect(
      LogitDifferences.encoded([0x3f80_0001, 0xbf80_0001], after: [0x3f80_0000, 0xbf80_0000])
        == [2, 1])
    #expect(LogitDifferences.encoded([0x8000_0000], after: [0]) == [1])
  }

  @Test(arguments: [(2, 1), (3, 2), (4, 2), (5, 3), (16, 4), (17, 5), (256, 8)])
  func predictionsTakeTheLeastBits(_ labels: Int, _ bits: Int) throws {
    for examples in [1, 7, 8, 9, 63] {
      let schema = try RecordSchema(labels: labels, developmentExamples: examples)
      #expect(schema.shape.predictionBitCount == bits)
      let classes = (0..<examples).map { UInt8($0 * 37 % labels) }
      var packed = PredictionBits.packed(
        classes, width: bits, byteCount: schema.shape.predictionByteCount)
      #expect(
        PredictionBits.unpacked(packed, count: examples, width: bits, labels: labels) == classes)
      if examples * bits % 8 != 0 {
        packed[packed.count - 1] |= 0x80
        #expect(
          PredictionBits.unpacked(packed, count: examples, width: bits, labels: labels) == nil)
      }
    }
  }
}
