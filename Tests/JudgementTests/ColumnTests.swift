import Files
import Testing
import Text
import Trajectory

@testable import Judgement

/// What the table of columns promises: what is recorded is compared, counted and controlled.
@Suite struct ColumnTests {
  /// A row that nobody but this test knows.
  static let learningRate = Column(
    step: "learningRate", singular: "learning rate", plural: "learning rates", kind: .number,
    rank: 3, slot: 3)
  static let table = Column.steps + [learningRate]

  static func schema(
    _ detail: RecordSchema.EvaluationDetail = .logits, steps: [Column] = table,
    components: Int = 16
  ) throws -> RecordSchema {
    try RecordSchema(
      labels: 3, developmentExamples: 5, evaluation: detail, stepColumns: steps,
      anchorComponents: (0..<components).map { "part-\($0)" }, table: table)
  }

  /// Two updates, an evaluation and an anchor, with a value in each column of the schema.
  static func golden(_ schema: RecordSchema) throws -> Golden {
    var golden = Golden(header: .object(schema.members))
    golden.table = table
    for step in 0..<2 {
      var record = StepRecord(step: step, lossBits: 0)
      for (index, column) in schema.stepColumns.enumerated() {
        let value = Float(step + 1) / Float(index + 3)
        let event = TrajectoryEvent.step(record).with(
          column.kind == .number ? .numbers([value]) : .words([value.bitPattern]), in: column)
        if case .step(let filled) = event { record = filled }
      }
      golden.append(.step(record))
    }
    let hasLogits = schema.width(.logits) > 0
    if schema.width(.counts) > 0 {
      golden.append(
        .evaluation(
          EvaluationRecord(
            step: 2, counts: schema.width(.counts) == 2 ? [3, 2] : [2, 0, 0, 0, 1, 0, 0, 1, 1],
            predictions: schema.width(.predictions) > 0 ? [0, 0, 1, 1, 2] : [],
            logits: hasLogits ? (0..<15).map { Float($0) / 7 - 1 } : nil)))
    }
    if !schema.anchorComponents.isEmpty {
      golden.append(
        .anchor(
          AnchorRecord(
            step: 2,
            components: schema.anchorComponents.map {
              AnchorRecord.Component($0, Digest(of: Array($0.utf8)))
            })))
    }
    return golden
  }

  static func reader(_ golden: Golden) throws -> GoldenReader {
    try GoldenReader(bytes: golden.encoded().bytes, name: "t.golden", table: table)
  }

  static func difference(
    _ expected: Golden, _ events: [TrajectoryEvent],
    _ comparison: any Comparison = ExactComparison()
  ) throws -> (Divergence?, valueCount: Int) {
    var replay = Replay(try reader(expected), comparison: comparison)
    for event in events {
      if let difference = try replay.compare(event) { return (difference, replay.valueCount) }
    }
    return (try replay.finish(.completed), replay.valueCount)
  }

  @Test func aNewColumnIsRecordedComparedAndCounted() throws {
    let schema = try Self.schema()
    let golden = try Self.golden(schema)
    let read = try Golden(Self.reader(golden))
    #expect(read == golden)
    #expect(read.events[0][Self.learningRate]?.text(at: 0) == HexFloat.text(Float(1) / 6))

    let without = try Self.schema(steps: Column.steps)
    let equal = try Self.difference(golden, golden.events)
    #expect(equal.0 == nil)
    // Two updates more values than without the column, and the outcome.
    #expect(
      equal.valueCount
        == 1 + 2 * without.valueCount(.step) + 2 + schema.valueCount(.evaluation)
        + schema.valueCount(.anchor))

    var forged = golden
    forged.steps[1][slot: 3] ^= 1
    let found = try #require(try Self.difference(golden, forged.events).0)
    #expect(found.column == Divergence.Column(Self.learningRate))
    #expect(found.step == 1 && found.ulps == 1)
    #expect(found.line.hasPrefix("step 1, learningRate: expected 0x1."))
    let difference = try GoldenDifference(Self.reader(golden), Self.reader(forged))
    #expect(difference.firstDivergence == found)
    let columns = try ColumnDifferences(Self.reader(golden), Self.reader(forged))
    #expect(columns.differing.map(\.column) == [Self.learningRate])
  }

  @Test func aNewColumnIsControlledAndPrinted() throws {
    let schema = try Self.schema()
    let golden = try Self.golden(schema)
    let alterations = ControlAlteration.all(golden.events, schema, challenge: "dice")
    #expect(alterations.count { $0.column == Self.learningRate } == ControlAlteration.count)
    let json = golden.events[0].json(schema)
    #expect(json["learningRate"]?.string == HexFloat.text(Float(1) / 6))
  }

  /// A reader that does not know the column refuses the file: what it cannot compare it must not pass.
  @Test func aColumnThatIsNotInTheTableIsRefused() throws {
    let bytes = try Self.golden(Self.schema()).encoded().bytes
    #expect(throws: InputError.self) { try GoldenReader(bytes: bytes, name: "t.golden") }
  }

  /// A comparison that overlooks one column, or one component of an anchor.
  struct Blind: Comparison {
    let column: Column

    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      guard let values = expected[column], actual[column]?.count == values.count else {
        return ExactComparison().difference(expected: expected, actual: actual, schema)
      }
      let seen = actual.with(values, in: column)
      return ExactComparison().difference(expected: expected, actual: seen, schema)
    }

    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      ExactComparison().difference(expected: expected, actual: actual, step: step)
    }
  }

  @Test(arguments: RecordSchema.EvaluationDetail.allCases, [[Column.loss], Column.steps, table])
  func eachColumnIsSeenAndABlindComparisonIsCaught(
    _ detail: RecordSchema.EvaluationDetail, _ steps: [Column]
  ) throws {
    let schema = try Self.schema(detail, steps: steps)
    let golden = try Self.golden(schema)
    #expect(schema.columns.count == steps.count + schema.columns(.evaluation).count + 16)
    let alterations = ControlAlteration.all(golden.events, schema, challenge: "dice")
    for alteration in alterations {
      let column = alteration.column
      let altered = try #require(alteration.apply(to: golden.events), "\(column.name)")
      let found = try #require(try Self.difference(golden, altered).0, "\(column.name)")
      #expect(found.column == Divergence.Column(column))
      #expect(found.step == golden.events[alteration.record].step)
      if column.record == .anchor { #expect(found.element == column.name) }
      #expect(try Self.difference(golden, altered, Blind(column: column)).0 == nil)
    }
    #expect(Set(alterations.map(\.column)) == Set(schema.columns))
  }

  /// First and last record, value and bit are always among them; the others are the challenge's.
  @Test func theChallengeDrawsAlterations() throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 50, anchorComponents: [])
    var golden = Golden(header: .object(schema.members))
    for step in 0..<100 {
      golden.append(.step(StepRecord(step: step, lossBits: 1, gradientNormBits: 2)))
      golden.append(
        .evaluation(
          EvaluationRecord(
            step: step + 1, counts: [20, 5, 5, 20], predictions: Array(repeating: 0, count: 50))))
    }
    func drawn(_ column: Column, _ challenge: String) -> [[Int]] {
      ControlAlteration.all(golden.events, schema, challenge: challenge)
        .filter { $0.column == column }.map { [$0.record, $0.place, $0.bit] }
    }
    #expect(drawn(.loss, "a").first == [0, 0, 0])
    #expect(drawn(.loss, "a").last == [198, 0, 31])
    #expect(drawn(.predictions, "a").first == [1, 0, 0])
    #expect(drawn(.predictions, "a").last == [199, 49, 0])
    #expect(drawn(.loss, "a") == drawn(.loss, "a") && drawn(.loss, "a") != drawn(.loss, "b"))
    var anywhere: [Set<Int>] = [[], [], []]
    for challenge in (0..<400).map(String.init) {
      // One of each half of the records and of the bits.
      let losses = drawn(.loss, challenge).dropFirst().dropLast()
      #expect(Set(losses.map { $0[0] / 100 }) == [0, 1])
      #expect(Set(losses.map { $0[2] / 16 }) == [0, 1])
      anywhere[0].formUnion(losses.map { $0[0] })
      anywhere[1].formUnion(losses.map { $0[2] })
      anywhere[2].formUnion(drawn(.predictions, challenge).map { $0[1] })
    }
    #expect(anywhere.map(\.count) == [100, 32, 50])
  }
}
