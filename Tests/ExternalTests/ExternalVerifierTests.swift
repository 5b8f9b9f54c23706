import Arithmetic
import Experiment
import Files
import Foundation
import Sampling
import TestSupport
import Testing
import Text
import Training
import Trajectory
import Verification

@testable import External
@testable import Judgement
@testable import Report

@Suite(.timeLimit(.minutes(20))) struct ExternalVerifierTests {
  private let first = Cell(wi: 1, do: 7)
  private let second = Cell(wi: 2, do: 7)

  @Test func anHonestTrainerIsReproduced() throws {
    let report = try ExternalExperiment().verify()
    #expect(report.verdict == .reproduced)
    #expect(report.comparedCount == 2)
    #expect(
      report.controls.map(\.control) == [
        .oneULP, .flippedBit, .otherOutcome, .recordMore, .recordLess, .otherHeader, .neighbourSeed,
      ])
    #expect(!report.controls.contains { !$0.isCaught })
    #expect(report.table.contains("external"))
    #expect(report.json["trainer"] == "external")
    // 12 steps of 3 values, 2 evaluations of 4 + 4 + 8, 2 anchors of 2, and the outcome.
    #expect(report.trials[0].valueCount == 36 + 32 + 4 + 1)
  }

  @Test(arguments: [
    ("loss=5", Divergence.Column.loss, 5), ("norm=6", .gradientNorm, 6),
    ("batch=7", .batchDigest, 7), ("logit=5", .logit, 5), ("prediction=10", .prediction, 10),
    ("count=5", .count, 5), ("anchor=6", .anchor, 6), ("outcome=nonfinite", .outcome, 12),
    ("skip=5", .record, 5), ("more=3", .record, 3), ("steps=11", .record, 11),
    ("steps=13", .record, 12), ("columns=loss", .record, 0),
  ])
  func eachChangeIsFoundWhereItIs(
    options: String, column: Divergence.Column, step: Int
  ) throws {
    let report = try ExternalExperiment(cells: [first]).verify(
      options, only: Cell(wi: 1, do: 7))
    #expect(report.verdict == .diverged)
    #expect(report.trials[0].firstDivergence?.column == column)
    #expect(report.trials[0].firstDivergence?.step == step)
    if column == .loss { #expect(report.trials[0].firstDivergence?.ulps == 1) }
    if options != "columns=loss" { #expect(report.trials[0].diagnosis?.cause != nil) }
  }

  /// A value of the golden changed, with all digests right.
  @Test func aForgedGoldenDiverges() throws {
    let experiment = try ExternalExperiment(cells: [first])
    var golden = try Golden(experiment.golden(first))
    golden.steps[9].lossBits ^= 1
    try golden.write(to: experiment.golden(first))
    let report = try experiment.verify(only: first)
    #expect(report.verdict == .diverged)
    #expect(report.trials[0].firstDivergence?.step == 9)
  }

  @Test func aTrainerThatFailsProvesNothing() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let report = try experiment.verify("crash=9", only: first)
    #expect(report.verdict == .unverifiable)
    #expect(report.comparedCount == 0)
    let reason = report.trials[0].reason ?? ""
    #expect(reason.contains("status 9") && reason.contains("\\u{1b}[31mmemory"), "\(reason)")
  }

  /// Every line is right, and the last ones are missing; or only the end is.
  @Test(arguments: [9, 12], [nil, "loss=1e-4"])
  func aTrainerThatStopsWithoutAnEndProvesNothing(at step: Int, tolerances: String?) throws {
    let report = try ExternalExperiment(cells: [first]).verify(
      "quit=\(step)", only: first, tolerances: tolerances)
    #expect(report.verdict == .unverifiable)
    #expect(report.comparedCount == 0)
    #expect(report.trials[0].reason?.contains("without an 'end'") ?? false)
  }

  @Test func aTrainerThatDeclaresAnotherTrialIsNotCompared() throws {
    let report = try ExternalExperiment(cells: [first]).verify("data=d2", only: first)
    #expect(report.verdict == .unverifiable)
    #expect(report.trials[0].reason?.contains("trial.data") ?? false)
    let diagnosis = try #require(report.trials[0].diagnosis)
    #expect(
      diagnosis.settings == [SettingDifference(name: "data", expected: "d1", actual: "d2")])
    #expect(
      report.table.contains("    likely cause: the golden declares data d1, this run d2\n"))
  }

  /// Both trials are reproduced, but the seeds, or one of them, mean nothing: the control sees it.
  @Test(arguments: ["1", "wi", "do"])
  func aTrainerThatIgnoresItsSeedsProvesNothing(_ seeds: String) throws {
    let report = try ExternalExperiment("blind=\(seeds)").verify("blind=\(seeds)")
    #expect(report.trials.map(\.verdict) == [.reproduced, .reproduced])
    #expect(report.verdict == .unverifiable)
    #expect(report.controls.filter { !$0.isCaught }.map(\.control) == [.neighbourSeed])
  }

  @Test func aMissingGoldenIsUnverifiable() throws {
    let report = try ExternalExperiment(cells: [first]).verify()
    #expect(report.verdict == .unverifiable)
    #expect(report.table.contains("1 of 2 compared"))
  }

  /// Nor one that no plan mentions, whatever its name.
  @Test func anUnplannedGoldenIsRefused() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let path = experiment.path + "/trials/other.golden"
    _ = try Trainer.runner().record(Cell(wi: 3, do: 7), to: path) { _, _ in }
    let result = try ExternalVerifier(Trainer.runner()).verify(ChosenGolden.all(at: path)).trials[0]
    #expect(result.verdict == .malformed)
    #expect(result.reason?.contains("does not plan") ?? false)
  }

  @Test func aRenamedGoldenIsRefused() throws {
    let experiment = try ExternalExperiment()
    try FileManager.default.removeItem(atPath: experiment.golden(first))
    try FileManager.default.moveItem(
      atPath: experiment.golden(second), toPath: experiment.golden(first))
    #expect(try experiment.verify(only: first).verdict == .malformed)
  }

  @Test func everyFlippedByteOfAGoldenIsMalformed() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let bytes = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    for index in bytes.indices {
      var flipped = bytes
      flipped[index] ^= 1 << (index % 8)
      try flipped.write(to: URL(filePath: experiment.golden(first)))
      let report = try experiment.verify(only: first)
      #expect(report.verdict == .malformed, "byte \(index)")
      #expect(report.controls.isEmpty)
    }
  }

  @Test(
    arguments: [
      { header in header["note"] = "x" }, { header in header["trial"] = 3 },
      { header in header["wi"] = nil }, { header in header["numerics"] = "seedproof-f32/1" },
    ] as [@Sendable (inout [String: JSONValue]) -> Void])
  func aHeaderOfAnotherFormIsRefused(change: @Sendable (inout [String: JSONValue]) -> Void) throws {
    let experiment = try ExternalExperiment(cells: [first])
    var golden = try Golden(experiment.golden(first))
    var members = try #require(golden.header.object)
    change(&members)
    golden.header = .object(members)
    try golden.write(to: experiment.golden(first))
    #expect(try experiment.verify(only: first).verdict == .malformed)
  }

  @Test func anEmptyGoldenIsUnverifiable() throws {
    let experiment = try ExternalExperiment(cells: [first])
    var golden = try Golden(experiment.golden(first))
    (golden.steps, golden.evaluations, golden.anchors) = ([], [], [])
    try golden.write(to: experiment.golden(first))
    #expect(try experiment.verify(only: first).verdict == .unverifiable)
  }

  @Test func theTwoTrainersAreNotTakenForEachOther() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let own = TrialVerifier(ArithmeticSetting())
      .verify(try ChosenGolden.all(at: experiment.golden(first)))
    #expect(own.verdict == .unverifiable)
    #expect(own.trials[0].reason?.contains("--runner") ?? false)

    var golden = try Golden(experiment.golden(first))
    var members = try #require(golden.header.object)
    members["format"] = "seedproof-trial/1"
    golden.header = .object(members)
    try golden.write(to: experiment.golden(first))
    let foreign = try experiment.verify(only: first)
    #expect(foreign.verdict == .unverifiable)
    #expect(foreign.trials[0].reason?.contains("without --runner") ?? false)
  }

  /// Finds no difference in one column, or in any.
  private struct Blind: Comparison {
    let column: Divergence.Column?

    private func seen(_ found: Divergence?) -> Divergence? {
      column == nil || found?.column == column ? nil : found
    }
    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      seen(ExactComparison().difference(expected: expected, actual: actual, schema))
    }
    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      seen(ExactComparison().difference(expected: expected, actual: actual, step: step))
    }
  }

  @Test(arguments: [
    nil, Divergence.Column.loss, .gradientNorm, .batchDigest, .count, .prediction, .logit, .anchor,
    .outcome,
  ])
  func aComparisonThatOverlooksAColumnProvesNothing(_ column: Divergence.Column?) throws {
    let experiment = try ExternalExperiment(cells: [first])
    let report = try ExternalVerifier(Trainer.runner(), comparison: Blind(column: column))
      .verify(ChosenGolden.all(at: experiment.golden(first)))
    #expect(report.trials[0].verdict == .reproduced)
    #expect(report.verdict == .unverifiable)
  }

  @Test func aShortBudgetComparesOneTrial() throws {
    let experiment = try ExternalExperiment()
    let short = TrialChoice.budget(.nanoseconds(1), Challenge("dice"))
    let report = try ExternalVerifier(Trainer.runner())
      .verify(TrialSelection(short, of: experiment.path))
    #expect(report.verdict == .reproduced)
    #expect(report.trials.count == 1)
    #expect(report.trials[0].milliseconds != nil)
    #expect(report.table.contains("coverage: 1 of 2 planned trials (50%)"))
  }

  /// 1 differs, 2 is missing.
  @Test(arguments: RecordMode.allCases)
  func newResultsAreKept(_ mode: RecordMode) throws {
    let experiment = try ExternalExperiment(cells: [first])
    let before = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    let folder = try ExperimentFolder.open(experiment.path)
    let selection = try TrialSelection(.all, of: experiment.path)
    let kept = KeptResults(mode, in: folder.pendingPath)
    try kept?.prepare(for: selection)
    let report = try ExternalVerifier(Trainer.runner("loss=5"), keeping: kept).verify(selection)
    #expect(report.verdict == .diverged)
    #expect(try Data(contentsOf: URL(filePath: experiment.golden(first))) == before)
    let expected: [Cell] =
      switch mode {
      case .never: []
      case .missing: [second]
      case .failed, .all: [first, second]
      }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.pendingPath)) ?? []
    #expect(names.sorted() == expected.map(\.fileName))
    #expect(report.trials.compactMap(\.keptPath).count == expected.count)
    guard mode == .failed else { return }
    let machine = Machine(host: "box", process: 7, threads: 0, instructionSet: "external")
    try Acceptance([], into: folder).perform(reason: "it is meant", machine: machine)
    #expect(try experiment.verify("loss=5").verdict == .reproduced)
    #expect(try experiment.verify().verdict == .diverged)
  }

  /// Of a batch that nobody recorded nothing is known.
  @Test func aCauseSpeaksOfWhatWasRecorded() throws {
    let found = try ExternalExperiment("columns=loss", cells: [first])
      .verify("columns=loss scale=1e-3", only: first).trials[0]
    #expect(found.firstDivergence?.column == .loss && found.firstDivergence?.step == 0)
    #expect(found.diagnosis?.cause == .unrecordedBatch)
  }

  @Test func aTrialWithoutEndIsExplained() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("end.golden")
    let step = #"echo '{"step":0,"loss":"0x1p+0"}'"#
    _ = try shell(step + #"; echo '{"end":{}}'"#).record(first, to: path) { _, _ in }
    let report = try ExternalVerifier(shell("echo no room left >&2; " + step))
      .verify(ChosenGolden.all(at: path))
    let reason = report.trials[0].reason ?? ""
    #expect(reason.contains("after line 1") && reason.contains("no room left"), "\(reason)")
  }
}
