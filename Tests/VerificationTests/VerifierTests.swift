import Arithmetic
import Experiment
import Files
import Foundation
import Testing
import Text
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

/// A folder with one experiment of the embedded task and its goldens.
final class RecordedExperiment {
  let path = FileManager.default.temporaryDirectory.path + "/seedproof-verify-\(UUID())"
  let plan: ExperimentPlan

  static let text = """
    name: small
    task: embedded/acceptability
    model: embedded/tiny
    protocol:
      epochs: 1
      learning_rate: 1e-3
      max_length: 32
      max_steps: 12
      evaluations_per_epoch: 10
      keep_logits: true
    seeds: { wi: 1...2, do: 1 }

    """

  /// - Parameter files: what lies beside the plan, by name.
  init(_ text: String = RecordedExperiment.text, files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(
      atPath: path + "/trials", withIntermediateDirectories: true)
    for (name, text) in files { try AtomicFile.write(Array(text.utf8), to: path + "/" + name) }
    try AtomicFile.write(Array(text.utf8), to: path + "/experiment.yaml")
    plan = try ExperimentPlan.read(path + "/experiment.yaml")
    let key = [text] + files.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    for cell in plan.cells {
      try RecordedGoldens.place(key + [cell.description], at: golden(cell)) { try record(cell) }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func golden(_ cell: Cell) -> String { path + "/trials/" + cell.fileName }

  private func record(_ cell: Cell) throws {
    let inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    let trial = try Trial(
      inputs.specification(
        plan.protocol, numerics: "seedproof-f32/1", streams: plan.streams.rawValue, wi: cell.wi,
        do: cell.do),
      inputs, on: .init(threads: 2))
    _ = try RecordedTrial(path: golden(cell)).run(trial) { _ in }
  }

  /// Changes a golden and writes it as a well-formed file, with all digests right.
  func forge(_ cell: Cell, _ change: (inout Golden) -> Void) throws {
    var golden = try Golden(golden(cell))
    change(&golden)
    try golden.write(to: self.golden(cell))
  }

  func verify(
    _ paths: [String]? = nil, comparison: any Comparison = ExactComparison(),
    _ folders: FolderOverrides = FolderOverrides()
  ) throws -> VerificationReport {
    let verifier = TrialVerifier(ArithmeticSetting(), comparison: comparison)
    return verifier.verify(
      try (paths ?? [path]).flatMap { try ChosenGolden.all(at: $0, folders) }, jobs: 2)
  }
}

@Suite struct VerifierTests {
  private let first = Cell(wi: 1, do: 1)
  private let second = Cell(wi: 2, do: 1)

  @Test func experimentIsReproduced() throws {
    let experiment = try RecordedExperiment()
    let report = try experiment.verify()
    #expect(report.verdict == .reproduced)
    #expect(report.comparedCount == 2)
    #expect(report.controls.count == 8)
    #expect(!report.controls.contains { !$0.isCaught })
    #expect(report.json["controls"]?["caught"]?.integer == 8)
  }

  /// A value to change, and where the verifier must find it.
  struct Forgery: Sendable, CustomTestStringConvertible {
    let column: Divergence.Column
    let step: Int
    var element: String?
    let change: @Sendable (inout Golden) -> Void
    var testDescription: String { "\(column.name) \(element ?? "") at \(step)" }
  }

  static let forgeries: [Forgery] = [
    Forgery(column: .loss, step: 5) { $0.steps[5].lossBits ^= 1 },
    Forgery(column: .gradientNorm, step: 6) { $0.steps[6].gradientNormBits ^= 1 },
    Forgery(column: .batchDigest, step: 7) { $0.steps[7].batchDigest ^= 1 },
    Forgery(column: .anchor, step: 0, element: "moments") {
      $0.anchors[0].components[1].digest = Digest(of: [1])
    },
    Forgery(column: .anchor, step: 12, element: "weights") {
      $0.anchors[$0.anchors.count - 1].components[0].digest = Digest(of: [1])
    },
    Forgery(column: .count, step: 7) { golden in
      golden.evaluations[0].counts[0] += 1
      golden.evaluations[0].counts[1] -= 1
    },
    Forgery(column: .count, step: 12) { $0.evaluations[1].counts[3] += 1 },
    Forgery(column: .prediction, step: 7, element: "example 41") { golden in
      golden.evaluations[0].predictions[41] ^= 1
    },
    Forgery(column: .logit, step: 7, element: "example 249, class 1") { golden in
      golden.evaluations[0].logits?[499] += 1
    },
    Forgery(column: .logit, step: 12, element: "example 0, class 0") { golden in
      golden.evaluations[1].logits?[0].negate()
    },
    Forgery(column: .outcome, step: 12) { $0.outcome = .nonfinite },
    Forgery(column: .record, step: 11) { golden in
      golden.steps.removeLast()
      golden.evaluations.removeLast()
      golden.anchors.removeLast()
    },
    Forgery(column: .record, step: 12) { golden in
      golden.steps.append(StepRecord(step: 12, lossBits: 0))
    },
    Forgery(column: .record, step: 7) { $0.evaluations.removeFirst() },
    Forgery(column: .record, step: 12) { $0.evaluations.removeLast() },
    Forgery(column: .record, step: 12) { $0.anchors.removeLast() },
    Forgery(column: .record, step: 3) { golden in
      var extra = golden.evaluations[0]
      extra.step = 3
      golden.evaluations.insert(extra, at: 0)
    },
  ]

  @Test(arguments: forgeries)
  func forgedValueIsFoundWhereItIs(_ forgery: Forgery) throws {
    let experiment = try RecordedExperiment()
    try experiment.forge(first, forgery.change)
    let report = try experiment.verify([experiment.golden(first)])
    #expect(report.verdict == .diverged)
    #expect(report.trials[0].firstDivergence?.column == forgery.column)
    #expect(report.trials[0].firstDivergence?.step == forgery.step)
    if let element = forgery.element {
      #expect(report.trials[0].firstDivergence?.element == element)
    }
    // Only the updates before the difference were compared, and no more were run.
    #expect(report.trials[0].stepCount <= forgery.step)
  }

  @Test func ulpsAreCounted() throws {
    let experiment = try RecordedExperiment()
    var golden = try Golden(experiment.golden(first))
    golden.steps[3].lossBits += 3
    try golden.write(to: experiment.golden(first))
    let difference = try experiment.verify().trials[0].firstDivergence
    #expect(difference?.ulps == 3)
    #expect(difference?.expected == HexFloat.text(golden.steps[3].loss))
  }

  /// Finds no difference anywhere.
  struct Agreeable: Comparison {
    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? { nil }
    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? { nil }
  }

  /// Overlooks one column.
  struct Blind: Comparison {
    let column: Divergence.Column
    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      let found = ExactComparison().difference(expected: expected, actual: actual, schema)
      return found?.column == column ? nil : found
    }
    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      let found = ExactComparison().difference(expected: expected, actual: actual, step: step)
      return found?.column == column ? nil : found
    }
  }

  @Test func comparisonThatAlwaysAgreesProvesNothing() throws {
    let report = try RecordedExperiment().verify(comparison: Agreeable())
    #expect(report.verdict == .unverifiable)
    #expect(
      report.controls.filter(\.isCaught).map(\.control)
        == [.recordMore, .recordLess, .otherHeader])
  }

  @Test(arguments: [
    Divergence.Column.loss, .gradientNorm, .batchDigest, .count, .prediction, .logit, .anchor,
    .outcome,
  ])
  func comparisonThatOverlooksAColumnProvesNothing(_ column: Divergence.Column) throws {
    let report = try RecordedExperiment().verify(comparison: Blind(column: column))
    #expect(report.verdict == .unverifiable)
  }

  /// Overlooks one component of the state.
  struct BlindToComponent: Comparison {
    let name: String
    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      let found = ExactComparison().difference(expected: expected, actual: actual, schema)
      return found?.column == .anchor && found?.element == name ? nil : found
    }
    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      ExactComparison().difference(expected: expected, actual: actual, step: step)
    }
  }

  @Test(arguments: AnchorRecord.componentNames)
  func comparisonThatOverlooksAComponentProvesNothing(_ name: String) throws {
    let report = try RecordedExperiment().verify(comparison: BlindToComponent(name: name))
    #expect(report.verdict == .unverifiable)
    #expect(report.controls.filter { !$0.isCaught }.map(\.control) == [.flippedBit])
  }

  @Test func renamedGoldenIsRefused() throws {
    let experiment = try RecordedExperiment()
    let bytes = try Data(contentsOf: URL(filePath: experiment.golden(second)))
    try bytes.write(to: URL(filePath: experiment.golden(first)))
    let report = try experiment.verify([experiment.golden(first)])
    #expect(report.verdict == .malformed)
    #expect(report.trials[0].reason?.contains("wi=2,do=1") ?? false)
  }

  @Test func missingGoldenIsUnverifiable() throws {
    let experiment = try RecordedExperiment()
    try FileManager.default.removeItem(atPath: experiment.golden(second))
    let report = try experiment.verify()
    #expect(report.verdict == .unverifiable)
    #expect(report.verdict.exitCode == 2)
    #expect(report.comparedCount == 1)
    #expect(report.table.contains("1 of 2 compared"))
  }

  @Test func goldenThatNoPlanMentionsIsRefused() throws {
    let experiment = try RecordedExperiment()
    try FileManager.default.copyItem(
      atPath: experiment.golden(first), toPath: experiment.golden(Cell(wi: 7, do: 7)))
    let report = try experiment.verify()
    #expect(report.verdict == .malformed)
  }

  @Test func missingModelIsUnverifiable() throws {
    let experiment = try RecordedExperiment()
    let report = try experiment.verify(
      [experiment.golden(first)], FolderOverrides(model: "/nonexistent/model"))
    #expect(report.verdict == .unverifiable)
    #expect(report.controls.isEmpty)
  }

  @Test func flippedByteIsMalformed() throws {
    let experiment = try RecordedExperiment()
    var bytes = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: URL(filePath: experiment.golden(first)))
    #expect(try experiment.verify([experiment.golden(first)]).verdict == .malformed)
  }

  @Test func nothingThereIsAnError() throws {
    #expect(throws: InputError.self) { try ChosenGolden.all(at: "/nonexistent") }
    #expect(VerificationReport().verdict == .unverifiable)
  }
}
