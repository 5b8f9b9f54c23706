import Arithmetic
import Experiment
import Foundation
import TestSupport
import Testing
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

/// What a negative control may be caught by.
@Suite struct ControlTests {
  /// The end of the sample is no difference: an evaluation and an anchor follow each update, so the update
  /// that completes the sample has more records than it.
  @Test func theEndOfTheSampleIsNoDifference() throws {
    let text = RecordedExperiment.text
      .replacing("evaluations_per_epoch: 10", with: "evaluations_per_epoch: 1000")
      .replacing("max_steps: 12", with: "max_steps: 10\n  anchors_per_epoch: 1000")
    let experiment = try RecordedExperiment(text)
    #expect(try experiment.verify().controls.count(where: \.isCaught) == 8)
    let report = try experiment.verify(comparison: VerifierTests.Agreeable())
    #expect(report.controls.count == 8)
    #expect(
      report.controls.filter(\.isCaught).map(\.control)
        == [.recordMore, .recordLess, .otherHeader])
  }

  /// The sample ends right after its fourth update.
  @Test func aGoldenThatDivergesEarlyLeavesTheControlsCaught() throws {
    let experiment = try RecordedExperiment(
      RecordedExperiment.text.replacing("max_steps: 12", with: "max_steps: 4")
        .replacing("seeds: { wi: 1...2", with: "seeds: { wi: 1"))
    try experiment.forge(Cell(wi: 1, do: 1)) { $0.evaluations[0].counts.swapAt(0, 3) }
    let report = try experiment.verify()
    #expect(report.verdict == .diverged)
    #expect(report.controls.map(\.control).contains(.forgottenMoments))
    #expect(report.isControlled, "\(report.missedControls)")
  }

  /// Gradients that are clipped to nothing leave no moments: there is nothing to forget.
  @Test func momentsThatAreZeroAreNotForgotten() throws {
    let text = RecordedExperiment.text
      .replacing("max_steps: 12", with: "max_steps: 12\n  clip_norm: 1e-300")
    let report = try RecordedExperiment(text).verify()
    #expect(report.verdict == .reproduced)
    #expect(!report.controls.map(\.control).contains(.forgottenMoments))
    #expect(report.controls.count == 7)
  }

  /// The rate does not matter, since an anchor holds the moments; nor does how few updates there are.
  @Test(arguments: [
    "learning_rate: 1e-300", "learning_rate: 1", "max_steps: 2", "warmup: 1", "warmup: 0",
    "clip_norm: 1e-30", "weight_decay: 1", "optimizer: bert-adam", "dropout: 0.9999999",
    "dropout: 0", "batch_size: 65536",
  ])
  func anExtremeSettingIsReproduced(_ setting: String) throws {
    let key = setting.prefix { $0 != ":" }
    let lines = RecordedExperiment.text.replacing("wi: 1...2", with: "wi: 1")
      .split(separator: "\n").filter { !$0.contains("  \(key):") }
    let text = lines.joined(separator: "\n").replacing("  epochs", with: "  \(setting)\n  epochs")
    let report = try RecordedExperiment(text + "\n").verify()
    #expect(report.verdict == .reproduced, "\(report.missedControls)")
    #expect(report.controls.contains { $0.control == .neighbourSeed && $0.isCaught })
  }

  /// A verifier that sees digests only has not seen what the seed does.
  @Test func aNeighbourSeenByItsDigestsAloneIsMissed() throws {
    struct DigestsOnly: Comparison {
      func difference(
        expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
      ) -> Divergence? {
        let found = ExactComparison().difference(expected: expected, actual: actual, schema)
        return found?.column == .anchor ? found : nil
      }
      func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
        ExactComparison().difference(expected: expected, actual: actual, step: step)
      }
    }
    let report = try RecordedExperiment().verify(comparison: DigestsOnly())
    #expect(report.verdict == .unverifiable)
    #expect(
      report.controls.filter { !$0.isCaught }.map(\.control)
        == [.oneULP, .flippedBit, .neighbourSeed])
  }

  /// What the neighbour was told is a component of an anchor: another name would hide nothing.
  @Test func whatIsToldIsAComponent() throws {
    let experiment = try RecordedExperiment()
    let golden = try #require(
      try ChosenGolden.all(at: experiment.golden(Cell(wi: 1, do: 1))).first)
    let trial = OwnTrial(
      golden: golden, verifier: TrialVerifier(ArithmeticSetting()))
    let opened = try trial.open { _ in }
    let variations = trial.variations(opened, ControlSample(opened.reader.schema))
    #expect(variations.map(\.control) == [.neighbourSeed])
    guard case .stateDiffers(let component) = variations[0].silence else {
      Issue.record("its silence is \(variations[0].silence)")
      return
    }
    #expect(component == "streams")
    #expect(opened.reader.schema.anchorComponents.contains(component))
  }

  /// All that the header says, as far as name and plan say what it should be.
  @Test func everyMemberOfTheHeaderIsAltered() throws {
    func names(_ path: String) throws -> Set<String> {
      let golden = try #require(try ChosenGolden.all(at: path).first)
      let trial = OwnTrial(
        golden: golden, verifier: TrialVerifier(ArithmeticSetting()))
      return Set(trial.otherHeaders(try trial.open { _ in }).map(\.name))
    }
    let experiment = try RecordedExperiment()
    let path = experiment.golden(Cell(wi: 1, do: 1))
    let planned: Set = [
      "wi", "do", "metric", "task", "streams", "numerics", "data.train", "data.development",
      "model.weights", "model.vocabulary", "labelNames.0", "protocol.max_length",
      "protocol.learning_rate",
    ]
    #expect(try names(path).isSuperset(of: planned))
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/free.golden")
    let free = try names(folder.path + "/free.golden")
    #expect(free.isSuperset(of: ["metric", "task", "streams", "numerics", "data.train"]))
    #expect(!free.contains("wi") && !free.contains("protocol.max_length"))
  }
}
