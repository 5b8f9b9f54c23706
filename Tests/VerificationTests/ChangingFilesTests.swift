import Arithmetic
import Experiment
import Files
import Foundation
import Sampling
import Synchronization
import TestSupport
import Testing
import Text
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

/// Files that somebody changes while a verification reads them.
@Suite struct ChangingFilesTests {
  /// Compares exactly, and acts once before the first comparison: by then the trial has its weights.
  private final class Meddler: Comparison, Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>

    init(_ action: @escaping @Sendable () -> Void) { self.action = Mutex(action) }

    private func act() {
      let pending = action.withLock { action in
        defer { action = nil }
        return action
      }
      pending?()
    }

    func difference(
      expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
    ) -> Divergence? {
      act()
      return ExactComparison().difference(expected: expected, actual: actual, schema)
    }

    func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
      ExactComparison().difference(expected: expected, actual: actual, step: step)
    }
  }

  /// An experiment on a model that lies in a folder of its own.
  private struct ModelExperiment {
    let experiment: RecordedExperiment
    private let folder: TemporaryFolder
    var weights: String { folder.file("model.safetensors") }

    init() throws {
      folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
      let text = RecordedExperiment.text
        .replacing("model: embedded/tiny", with: "model: '\(folder.path)'")
        .replacing("max_steps: 12", with: "max_steps: 8")
        .replacing("wi: 1...2", with: "wi: 1")
      experiment = try RecordedExperiment(text)
    }

    /// Changes one byte of the weights in place.
    static func spoil(_ path: String) {
      guard let file = FileHandle(forUpdatingAtPath: path), let end = try? file.seekToEnd(),
        (try? file.seek(toOffset: end - 2)) != nil, let byte = try? file.read(upToCount: 1)
      else { return }
      try? file.seek(toOffset: end - 2)
      try? file.write(contentsOf: Data(byte.map { $0 ^ 1 }))
      try? file.close()
    }

    func remove() {
      try? FileManager.default.removeItem(atPath: FilePlace.folder(of: weights))
    }
  }

  @Test func aModelThatChangesProvesNothing() throws {
    let model = try ModelExperiment()
    defer { model.remove() }
    #expect(try model.experiment.verify().verdict == .reproduced)
    let weights = model.weights
    let report = try model.experiment.verify(
      comparison: Meddler { ModelExperiment.spoil(weights) })
    #expect(report.verdict == .unverifiable)
    #expect(report.trials[0].firstDivergence == nil)
    #expect(report.trials[0].reason?.contains("changed while it was in use") ?? false)
  }

  /// A golden that was not there when the sample was drawn is no part of the root, however sound it is.
  @Test func aGoldenThatAppearsAfterTheDrawProvesNothing() throws {
    let experiment = try RecordedExperiment()
    let late = experiment.golden(Cell(wi: 2, do: 1))
    let content = try Data(contentsOf: URL(filePath: late))
    try FileManager.default.removeItem(atPath: late)
    let selection = try TrialSelection(.sample(2, Challenge("x")), of: experiment.path)
    try content.write(to: URL(filePath: late))
    let verifier = TrialVerifier(ArithmeticSetting())
    let report = verifier.verify(selection)
    #expect(report.verdict == .malformed)
    let found = try #require(report.trials.first { $0.path == late })
    #expect(found.verdict == .malformed)
    #expect(found.reason?.contains("changed after the sample was drawn") == true)
    #expect(report.json["coverage"]?["power"] == nil)
    // And one that is gone since then is missing.
    let whole = try TrialSelection(.sample(2, Challenge("x")), of: experiment.path)
    try FileManager.default.removeItem(atPath: late)
    let lost = verifier.verify(whole)
    #expect(lost.verdict == .unverifiable && lost.comparedCount == 1)
  }

  /// Nor does its score decide on the others, which were drawn without it.
  @Test func aScoreThatAppearsAfterTheDrawDecidesNothing() throws {
    let experiment = try RuledExperiment()
    let late = experiment.kept[0]
    let content = try Data(contentsOf: URL(filePath: experiment.golden(late)))
    try experiment.remove(late)
    let selection = try TrialSelection(.sample(4, Challenge("x")), of: experiment.path)
    try content.write(to: URL(filePath: experiment.golden(late)))
    let report = experiment.verifier.verify(selection)
    #expect(report.verdict == .malformed)
    #expect(report.trials.count { $0.verdict == .unverifiable } == 3)
    #expect(report.trials.first { $0.path == experiment.golden(late) }?.verdict == .malformed)
  }

  /// The controls go by the weights that were read, and the verdict is none all the same.
  @Test func aModelThatGoesAwayProvesNothing() throws {
    let model = try ModelExperiment()
    defer { model.remove() }
    let weights = model.weights
    let report = try model.experiment.verify(comparison: Meddler { truncate(weights, 99) })
    #expect(report.verdict == .unverifiable)
    #expect(report.trials[0].reason?.contains("changed while it was in use") ?? false)
    let caught = report.controls.filter(\.isCaught).map(\.control)
    #expect(caught.contains(.neighbourSeed) && report.controls.count == 8)
  }

  @Test func aModelThatChangesUnderASegmentProvesNothing() throws {
    let model = try ModelExperiment()
    defer { model.remove() }
    let goldens = try TrialSelection.all(at: [model.experiment.path])
    func verify(_ comparison: any Comparison) -> VerificationReport {
      TrialVerifier(ArithmeticSetting(), comparison: comparison)
        .verifySegments(goldens, count: 1, challenge: Challenge("x"))
    }
    #expect(verify(ExactComparison()).verdict == .segmentsAgree)
    let weights = model.weights
    let report = verify(Meddler { ModelExperiment.spoil(weights) })
    #expect(report.verdict == .unverifiable)
    #expect(report.evidence.segments?[0].reason?.contains("changed while it was in use") ?? false)
  }

  /// What was trained on weights that changed does not become a golden.
  @Test func aModelThatChangesUnderANewResultLeavesNone() throws {
    let model = try ModelExperiment()
    defer { model.remove() }
    try FileManager.default.removeItem(atPath: model.experiment.golden(Cell(wi: 1, do: 1)))
    let weights = model.weights
    let isSound = Mutex(true)
    let kept = try #require(KeptResults(.all, in: model.experiment.path + "/pending"))
    let verifier = TrialVerifier(ArithmeticSetting(), keeping: kept) { _ in
      isSound.withLock { isSound in
        if isSound { ModelExperiment.spoil(weights) }
        isSound = false
      }
    }
    let selection = try TrialSelection(.all, of: model.experiment.path)
    try kept.prepare(for: selection)
    let report = verifier.verify(selection)
    #expect(report.trials[0].keptPath == nil)
    #expect(report.trials[0].reason?.contains("changed while it was in use") ?? false)
  }

  @Test func aModelThatChangesLeavesNoGolden() throws {
    let model = try ModelExperiment()
    defer { model.remove() }
    let plan = model.experiment.plan
    let inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    let specification = inputs.specification(
      plan.protocol, numerics: "seedproof-f32/1", wi: 7, do: 7)
    let trial = try Trial(specification, inputs, on: .init(threads: 1))
    let path = model.experiment.path + "/other.golden"
    var isSpoilt = false
    let error = #expect(throws: InputError.self) {
      try RecordedTrial(path: path).run(trial) { _ in
        if !isSpoilt { ModelExperiment.spoil(model.weights) }
        isSpoilt = true
      }
    }
    #expect(error?.reason == "changed while it was in use")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  /// The root of a draw names a forged golden; the true one, put in its place later, does not stand for it.
  @Test func aGoldenThatChangesAfterSegmentsWereDrawnIsRefused() throws {
    let experiment = try RecordedExperiment()
    let second = experiment.golden(Cell(wi: 2, do: 1))
    let truth = try Data(contentsOf: URL(filePath: second))
    try experiment.forge(Cell(wi: 2, do: 1)) { $0.steps[3].lossBits ^= 1 }
    let swap = Meddler { try? AtomicFile.write(truth, to: second) }
    let report = TrialVerifier(ArithmeticSetting(), comparison: swap)
      .verifySegments(
        try TrialSelection.all(at: [experiment.path]), count: 9, challenge: Challenge("x"))
    #expect(report.verdict == .malformed)
    #expect(report.evidence.segments?.map(\.verdict) == [.segmentsAgree, .malformed])
    #expect(
      report.evidence.segments?[1].reason?.contains("changed after the sample was drawn") ?? false)
  }
}
