import Experiment
import Foundation
import Testing
import Text
import Training
import Trajectory
import Verification

@testable import External
@testable import Judgement
@testable import Report

/// The statistical lane.
@Suite(.timeLimit(.minutes(20))) struct StatisticalLaneTests {
  private let first = Cell(wi: 1, do: 7)

  @Test func smallDifferencesAgreeAndAreNeverReproduced() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let report = try experiment.verify("scale=1e-6", only: first, tolerances: "loss=1e-4")
    #expect(report.verdict == .agrees)
    for text in [report.junit, report.summary] {
      #expect(!text.contains("reproduced"))
      #expect(text.contains("external, within tolerances") || text.contains("within tolerances"))
      #expect(text.contains("agrees"))
    }
    #expect(report.junit.contains("within loss=1e-4"))
    #expect(report.verdict.exitCode == 0)
    #expect(
      report.controls.map(\.control) == [
        .beyondTolerance, .randomValues, .otherOutcome, .recordMore, .recordLess, .otherHeader,
        .neighbourSeed,
      ])
    #expect(report.table.contains("agrees") && report.table.contains("within loss=1e-4"))
    #expect(!report.table.contains("reproduced") && !report.table.contains("identical"))
    #expect(report.json["tolerances"] == "loss=1e-4")
    // Equal bits too.
    #expect(try experiment.verify(only: first, tolerances: "loss=1e-4").verdict == .agrees)
  }

  @Test(arguments: [
    ("scale=1e-3", "loss=1e-4", Divergence.Column.loss, 0),
    ("loss=5", "gradientNorm=1e-3", .loss, 5),
    ("norm=6", "loss=1e-4", .gradientNorm, 6),
    ("batch=7", "loss=1e-4", .batchDigest, 7),
    ("logit=5", "loss=1e-4", .logit, 5),
    ("prediction=10", "loss=1e-4,count=4", .prediction, 10),
    ("count=5", "loss=1e-4,prediction=4", .count, 5),
    ("outcome=nonfinite", "loss=1e-4", .outcome, 12),
    ("skip=5", "loss=1e-4", .record, 5),
  ])
  func whatIsBeyondTheToleranceDisagrees(
    options: String, tolerances: String, column: Divergence.Column, step: Int
  ) throws {
    let report = try ExternalExperiment(cells: [first]).verify(
      options, only: first, tolerances: tolerances)
    #expect(report.verdict == .disagrees)
    #expect(report.verdict.exitCode == 1)
    #expect(report.trials[0].firstDivergence?.column == column)
    #expect(report.trials[0].firstDivergence?.step == step)
  }

  @Test(arguments: [
    ("norm=6", "gradientNorm=1e-6"), ("logit=5", "logit=1e-3"), ("prediction=10", "prediction=1"),
    ("count=5", "count=1"), ("anchor=6", "loss=1e-4"),
  ])
  func whatIsWithinTheToleranceAgrees(options: String, tolerances: String) throws {
    let report = try ExternalExperiment("examples=100", cells: [first]).verify(
      options + " examples=100", only: first, tolerances: tolerances)
    #expect(report.verdict == .agrees)
  }

  /// A tolerance that even another seed meets says nothing.
  @Test func aLooseToleranceProvesNothing() throws {
    let report = try ExternalExperiment(cells: [first]).verify(
      only: first, tolerances: "loss=0.5,gradientNorm=0.5,logit=10")
    #expect(report.trials[0].verdict == .agrees)
    #expect(report.verdict == .unverifiable)
    let missed = report.controls.filter { !$0.isCaught }
    #expect(missed.map(\.control) == [.randomValues, .neighbourSeed])
    #expect(missed[0].name.hasPrefix("random values within the tolerance of 'loss', "))
    #expect(missed[1].name.contains(" of {wi}: no loss, norm, count, prediction or logit differs"))
  }

  /// The neighbour is told by its losses; that its norms are within their tolerance must be seen all the same.
  @Test(arguments: [
    ("gradientNorm=0.1", " of {wi} within the tolerance of 'gradientNorm'"),
    ("loss=0.02", " of {wi} within the tolerance of 'loss'"),
    ("loss=0.02,gradientNorm=1e-3", " of {wi} within the tolerance of 'loss'"),
    ("logit=0.05", " of {wi} within the tolerance of 'logit'"),
    (
      "loss=1e-3",
      " of {do}: no loss, norm, count, prediction or logit differs beyond its tolerance"
    ),
  ])
  func aToleranceThatANeighbourMeetsProvesNothing(tolerances: String, finding: String) throws {
    let report = try ExternalExperiment(cells: [first]).verify(only: first, tolerances: tolerances)
    #expect(report.verdict == .unverifiable)
    let missed = report.controls.filter { !$0.isCaught }
    #expect(missed.map(\.name) == ["the neighbouring seed" + finding])
    #expect(report.table.contains("    not caught: the neighbouring seed of {"))
  }

  /// What a trainer prints that computes nothing agrees with nothing.
  @Test(arguments: 1...3)
  func randomValuesProveNothing(_ seed: Int) throws {
    let experiment = try ExternalExperiment("examples=100", cells: [first])
    for tolerances in [
      "loss=0.99999,gradientNorm=0.99999,count=50,logit=100,prediction=100",
      "loss=0.999,gradientNorm=0.999,count=45",
    ] {
      let report = try experiment.verify(
        "examples=100 random=\(seed)", only: first, tolerances: tolerances)
      #expect(!report.verdict.isSuccess)
      // Whether or not the dice met the golden, the tolerance is seen to be too wide.
      let honest = try experiment.verify("examples=100", only: first, tolerances: tolerances)
      #expect(honest.verdict == .unverifiable)
      let random = try #require(honest.controls.first { $0.control == .randomValues })
      #expect(random.name.contains("'loss', 'gradientNorm'") && random.name.contains("'count'"))
    }
  }

  /// A sound tolerance is no false alarm, even if there is one evaluation only.
  @Test(
    arguments: [
      ("loss=1e-4,gradientNorm=1e-3,count=2", 1, []), ("count=3", 1, []),
      ("count=20", 1, ["count"]),
      ("count=56", 1, ["count"]), ("count=56", 8, []), ("count=250", 8, ["count"]),
      ("loss=0.3", 1, []), ("loss=0.9", 1, ["loss"]), ("gradientNorm=0.99", 8, ["gradientNorm"]),
    ] as [(String, Int, [String])])
  func randomValuesOfAnEvaluationOf277(tolerances: String, evaluations: Int, met: [String]) throws {
    var golden = Golden(header: [:])
    for step in 0..<10 {
      let loss = Float(0.69 - 0.004 * Double(step % 3))
      golden.steps.append(
        StepRecord(
          step: step, lossBits: loss.bitPattern,
          gradientNormBits: Float(1 + step).bitPattern))
    }
    for index in 1...evaluations {
      golden.evaluations.append(EvaluationRecord(step: index, counts: [146 + index, 131 - index]))
    }
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 277, evaluation: .correct,
      stepColumns: [.loss, .gradientNorm], anchorComponents: [])
    let stated = try Tolerances(tolerances)
    let random = RandomValues(
      beginning: golden.events, events: golden.events, schema: schema,
      comparison: ToleranceComparison(tolerances: stated), tolerances: stated)
    #expect(Set(random.metColumns.map(\.valueName)) == Set(met))
  }

  /// A tolerance that the columns cannot exceed, here of 4 examples, says nothing.
  @Test(arguments: [
    ("prediction=10", "prediction=4,count=1"), ("loss=99", "count=3"),
    ("count=5", "count=1000000000"),
  ])
  func aToleranceThatCannotBeExceededProvesNothing(options: String, tolerances: String) throws {
    let report = try ExternalExperiment(cells: [first]).verify(
      options, only: first, tolerances: tolerances)
    #expect(report.trials[0].verdict == .agrees)
    #expect(report.verdict == .unverifiable)
    #expect(
      report.controls.filter { !$0.isCaught }.map(\.control) == [.beyondTolerance, .randomValues])
  }

  /// Nor does one that values of 4 examples could exceed, but random ones hardly do.
  @Test(arguments: ["prediction=3", "count=2", "count=1"])
  func aToleranceOfFewExamplesProvesNothing(tolerances: String) throws {
    let report = try ExternalExperiment(cells: [first]).verify(only: first, tolerances: tolerances)
    #expect(report.verdict == .unverifiable)
    #expect(report.controls.filter { !$0.isCaught }.map(\.control) == [.randomValues])
  }

  @Test(arguments: ["prediction=30", "count=5", "prediction=2,count=2,loss=1e-4,gradientNorm=1e-3"])
  func aToleranceThatCanBeExceededIsControlled(tolerances: String) throws {
    let report = try ExternalExperiment("examples=100", cells: [first])
      .verify("examples=100", only: first, tolerances: tolerances)
    #expect(report.verdict == .agrees)
  }

  /// Values that are not finite, and a column of zeros, can be altered too.
  @Test func everyRecordedValueCanBeAltered() throws {
    let schema = try RecordSchema(
      labels: 2, developmentExamples: 3, evaluation: .logits,
      stepColumns: [.loss, .gradientNorm], anchorComponents: [])
    let tolerances = try Tolerances("loss=0.1,gradientNorm=0.1,logit=2,count=1,prediction=2")
    let events: [TrajectoryEvent] = [
      .step(StepRecord(step: 0, lossBits: 0x7fc0_0000, gradientNormBits: 0, batchDigest: 0)),
      .evaluation(
        EvaluationRecord(
          step: 1, counts: [0, 0, 1, 2], predictions: [1, 0, 1],
          logits: [0, 0, 0, 0, 0, -.infinity])),
    ]
    let columns = BeyondTolerance.all(schema).filter { $0.isRecorded(in: events) }
    #expect(columns.map(\.column) == [.loss, .gradientNorm, .counts, .predictions, .logits])
    for column in columns {
      let altered = try #require(column.apply(to: events, tolerances), "\(column.column.name)")
      let comparison = ToleranceComparison(tolerances: tolerances)
      #expect(
        zip(events, altered).contains {
          comparison.difference(expected: $0, actual: $1, schema) != nil
        })
    }
  }

  /// A comparison in the place of the true one: overlooks counts that differ.
  private struct Careless: Comparison {
    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      let found = ExactComparison().difference(expected: expected, actual: actual, schema)
      return found?.column == .count ? nil : found
    }
    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      ExactComparison().difference(expected: expected, actual: actual, step: step)
    }
  }

  @Test func aCarelessComparisonProvesNothing() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let report = try ExternalVerifier(
      Trainer.runner(), tolerances: Tolerances("loss=1e-4"), comparison: Careless()
    ).verify(ChosenGolden.all(at: experiment.golden(first)))
    #expect(report.trials[0].verdict == .agrees)
    #expect(report.verdict == .unverifiable)
    #expect(report.controls.filter { !$0.isCaught }.map(\.control) == [.beyondTolerance])
  }

  @Test(arguments: [
    "", "loss", "loss=", "loss=x", "loss=-1", "loss=1", "loss=nan", "loss=inf", "loss=1e-4,",
    "loss=1e-4,loss=1e-3", "count=0.5", "count=-1", "prediction=1e3", "1=1", "loss=1e-4=2",
    "logit=-1", "f1=1e-4,f1=1e-3", "f1=x", "a b=1",
  ])
  func wrongTolerancesAreRefused(text: String) {
    #expect(throws: InputError.self) { try Tolerances(text) }
  }

  @Test func nearnessIsByBits() {
    let nan = Float(bitPattern: 0x7fc0_0000)
    #expect(ToleranceComparison.isNear(nan, nan, relative: 0))
    #expect(!ToleranceComparison.isNear(nan, Float(bitPattern: 0x7fc0_0001), relative: 0.9))
    #expect(!ToleranceComparison.isNear(nan, 1, relative: 0.9))
    #expect(!ToleranceComparison.isNear(Float.infinity, 3e38, relative: 0.9))
    #expect(!ToleranceComparison.isNear(Float(0), -0.0, relative: 0))
    #expect(ToleranceComparison.isNear(Float(100), 101, relative: 0.01))
    #expect(!ToleranceComparison.isNear(Float(100), 102, relative: 0.01))
    // Relative to the greater of the two.
    #expect(ToleranceComparison.isNear(Float(100), 101, relative: 0.00995))
    #expect(ToleranceComparison.isNear(Float(101), 100, relative: 0.00995))
    #expect(!ToleranceComparison.isNear(Float(1), -1, relative: 0.9))
    #expect(ToleranceComparison.isNear(Float(1), 1.5, absolute: 0.5))
    #expect(!ToleranceComparison.isNear(Float(1), Float(1.5).nextUp, absolute: 0.5))
    // Of binary64 too, where binary32 sees no difference.
    #expect(!ToleranceComparison.isNear(1.0, 1 + 1e-12, relative: 1e-13))
    #expect(ToleranceComparison.isNear(1.0, 1 + 1e-12, relative: 1e-11))
    #expect(!ToleranceComparison.isNear(Double.nan, 1.0, relative: 0.9))
  }
}
