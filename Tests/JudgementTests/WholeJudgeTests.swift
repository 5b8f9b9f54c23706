import Sampling
import TestSupport
import Testing
import Trajectory

@testable import Judgement

/// Every column of every schema through the whole judge: from a golden's file to the verdict, controls included.
@Suite struct WholeJudgeTests {
  /// Our columns and components, those of another trainer with as many components as there may be, and both with
  /// a column that nobody but these tests knows.
  static let schemas: [RecordSchema] = {
    var schemas: [RecordSchema] = []
    for detail in RecordSchema.EvaluationDetail.allCases {
      for steps in [[Column.loss], Column.steps, ColumnTests.table] {
        for components in [AnchorRecord.componentNames, (0..<16).map { "part-\($0)" }, []] {
          let schema = try? RecordSchema(
            labels: 3, developmentExamples: 5, evaluation: detail, stepColumns: steps,
            anchorComponents: components, table: ColumnTests.table)
          if let schema { schemas.append(schema) }
        }
      }
    }
    return schemas
  }()

  /// Those in which each column and each kind of evaluation has its place; the controls run for each of their columns.
  static let fullSchemas = schemas.filter {
    $0.stepColumns == ColumnTests.table && $0.anchorComponents.count == 16
      || $0.stepColumns == Column.steps && $0.anchorComponents == AnchorRecord.componentNames
        && $0.evaluation == .logits
  }

  private static func truth(_ schema: RecordSchema) throws -> Golden {
    var golden = try ColumnTests.golden(schema)
    golden.header = .object(schema.members.merging(["recipe": "made"]) { $1 })
    return golden
  }

  /// What the judge says of `golden`, of which `truth` is the rerun.
  private static func judge(
    _ golden: Golden, _ truth: Golden, _ comparison: any Comparison = ExactComparison(),
    controlled: Bool = true
  ) throws -> Evidence {
    let folder = try TemporaryFolder()
    let path = try folder.write(golden.encoded().bytes, to: "t.golden")
    let judge = Judge(.own, comparison: comparison)
    let heard = judge.hear(
      [(MadeTrial(path: path, truth: truth), .whole)], jobs: 1, progress: { _ in })
    return Evidence(
      trials: heard.evidence.countedOnce(),
      controls: controlled ? judge.control(heard, challenge: "dice", threads: 1) : [])
  }

  @Test func thereAreSchemas() {
    #expect(Self.schemas.count == 45)
    #expect(Self.fullSchemas.count == 6)
  }

  @Test(arguments: schemas)
  func aTrueGoldenIsReproduced(_ schema: RecordSchema) throws {
    let truth = try Self.truth(schema)
    let evidence = try Self.judge(truth, truth)
    #expect(evidence.verdict == .reproduced, "\(evidence.controls.filter { !$0.isCaught })")
    #expect(evidence.trials[0].seeds == TrialSeeds(wi: 1, do: 1))
    #expect(
      evidence.controls.map(\.control) == [
        .oneULP, .flippedBit, .otherOutcome, .recordMore, .recordLess, .otherHeader, .neighbourSeed,
      ])
  }

  /// A flip changes the verdict, and is found in its place.
  @Test(arguments: schemas)
  func aFlipOfEachColumnDiverges(_ schema: RecordSchema) throws {
    let truth = try Self.truth(schema)
    let alterations = ControlAlteration.all(truth.events, schema, challenge: "test")
    #expect(Set(alterations.map(\.column)) == Set(schema.columns))
    for alteration in alterations {
      let events = try #require(alteration.apply(to: truth.events), "\(alteration)")
      let evidence = try Self.judge(
        Self.golden(events, like: truth), truth, controlled: false)
      #expect(evidence.verdict == .diverged, "\(alteration)")
      let found = try #require(evidence.trials[0].firstDivergence)
      #expect(found.column == Divergence.Column(alteration.column), "\(alteration)")
      #expect(found.step == truth.events[alteration.record].step)
      if alteration.column.record == .anchor { #expect(found.element == alteration.column.name) }
    }
  }

  /// A comparison that is blind to one column finds no fault with a golden that is forged in it; the controls do
  /// with the comparison.
  @Test(arguments: fullSchemas)
  func aComparisonThatIsBlindToAColumnProvesNothing(_ schema: RecordSchema) throws {
    let truth = try Self.truth(schema)
    for column in schema.columns {
      var events = truth.events
      for alteration in ControlAlteration.all(events, schema, challenge: "test")
      where alteration.column == column {
        events = try #require(alteration.apply(to: events))
      }
      let blind = ColumnTests.Blind(column: column)
      let evidence = try Self.judge(Self.golden(events, like: truth), truth, blind)
      #expect(evidence.trials.map(\.verdict) == [.reproduced], "\(column.name)")
      #expect(evidence.verdict == .unverifiable, "\(column.name)")
      #expect(evidence.controls.contains { $0.control == .flippedBit && !$0.isCaught })
    }
  }

  /// A comparison that sees each difference but names another place has not seen the value.
  private struct Misnaming: Comparison {
    let rename: @Sendable (Divergence) -> Divergence

    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      ExactComparison().difference(expected: expected, actual: actual, schema).map(rename)
    }

    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      ExactComparison().difference(expected: expected, actual: actual, step: step)
    }
  }

  @Test func aDifferenceInTheWrongPlaceIsNotSeen() throws {
    let truth = try Self.truth(#require(Self.fullSchemas.first))
    func missed(
      _ rename: @escaping @Sendable (Divergence) -> Divergence
    ) throws -> [NegativeControl] {
      let evidence = try Self.judge(truth, truth, Misnaming(rename: rename))
      #expect(evidence.trials.map(\.verdict) == [.reproduced] && evidence.verdict == .unverifiable)
      return evidence.controls.filter { !$0.isCaught }.map(\.control)
    }
    @Sendable func renamed(
      _ found: Divergence, column: Divergence.Column? = nil, step: Int? = nil,
      element: String? = nil
    ) -> Divergence {
      Divergence(
        step: step ?? found.step, column: column ?? found.column,
        element: element ?? found.element, expected: found.expected, actual: found.actual)
    }
    #expect(try missed { renamed($0, step: $0.step + 1) } == [.oneULP, .flippedBit])
    #expect(try missed { renamed($0, column: .loss) } == [.flippedBit])
    #expect(
      try missed { $0.column == .anchor ? renamed($0, element: "part-0") : $0 } == [.flippedBit])
  }

  /// Nothing is compared where nothing was done, though all that there is be equal.
  @Test func aTrialWithoutAnUpdateProvesNothing() throws {
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 9, evaluation: .correct, anchorComponents: [])
    var golden = Golden(header: .object(schema.members.merging(["recipe": "made"]) { $1 }))
    golden.evaluations = [EvaluationRecord(step: 0, counts: [4, 5])]
    let evidence = try Self.judge(golden, golden)
    #expect(evidence.trials.map(\.verdict) == [.unverifiable])
    let all = Set(TrialEvidence.Condition.allCases)
    #expect(evidence.trials[0].met == all.subtracting([.compared, .unique]))
    #expect(evidence.verdict == .unverifiable)
  }

  /// Whatever its end is compared with.
  @Test func aRerunThatIsCutIsNotAll() throws {
    let truth = try Self.truth(Self.schemas[0])
    let folder = try TemporaryFolder()
    let trial = MadeTrial(
      path: try folder.write(truth.encoded().bytes, to: "t.golden"), truth: truth)
    for count in 1..<truth.steps.count {
      let rerun = RecordedRerun(
        truth.events.filter { $0.updateCount <= count }, end: .cut)
      let found = Judge(.own).hear(trial, rerunning: rerun).evidence
      #expect(found.verdict == .unverifiable && found.firstDivergence == nil)
      #expect(found.stepCount == count && !found.met.contains(.compared))
    }
  }

  /// Though all the records that the golden has follow.
  @Test func aRecordOfAnotherShapeDiverges() throws {
    let truth = try Self.truth(Self.schemas[0])
    let folder = try TemporaryFolder()
    let path = try folder.write(truth.encoded().bytes, to: "t.golden")
    let rerun = MadeRerun(truth.events, truth.outcome, isMisshapen: true)
    let found = Judge(.own).hear(MadeTrial(path: path, truth: truth), rerunning: rerun).evidence
    #expect(found.verdict == .diverged)
    #expect(found.firstDivergence?.column == .record)
    #expect(found.firstDivergence?.actual == "a third column")
  }

  private static func golden(_ events: [TrajectoryEvent], like truth: Golden) -> Golden {
    var golden = Golden(header: truth.header, outcome: truth.outcome)
    golden.table = truth.table
    for event in events { golden.append(event) }
    return golden
  }
}

extension Evidence {
  fileprivate var verdict: Verdict { Verdict(self) }
}
