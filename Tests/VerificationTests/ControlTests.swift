import Experiment
import Testing
import Training
import Trajectory

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
    #expect(try experiment.verify().controls.count(where: \.isCaught) == 4)
    let report = try experiment.verify(comparison: VerifierTests.Agreeable())
    #expect(report.controls.count == 4)
    #expect(report.controls.filter(\.isCaught).map(\.control) == [])
  }

  /// A sample has eight updates, an evaluation, and an anchor besides that of the beginning.
  @Test func aSampleGoesToTheSecondAnchor() {
    let anchor = TrajectoryEvent.anchor(AnchorRecord(step: 0, components: []))
    let evaluation = TrajectoryEvent.evaluation(EvaluationRecord(step: 8, counts: []))
    let steps = (0..<8).map { TrajectoryEvent.step(StepRecord(step: $0, lossBits: 0)) }
    func isComplete(_ events: [TrajectoryEvent]) -> Bool {
      var sample = ControlSample()
      for event in events { sample.append(event) }
      return sample.isComplete
    }
    #expect(isComplete([anchor] + steps + [evaluation, anchor]))
    #expect(!isComplete([anchor] + steps + [evaluation]))
    #expect(!isComplete([anchor] + steps + [anchor]))
    #expect(!isComplete([anchor] + steps.dropLast() + [evaluation, anchor]))
  }

  /// Nothing that no control looked at is a success.
  @Test func aReportWithoutControlsIsUnverifiable() {
    let trial = VerificationReport.TrialResult(path: "t.golden", verdict: .reproduced)
    #expect(VerificationReport(trials: [trial], controls: [], lane: .own).verdict == .unverifiable)
    let caught = VerificationReport.ControlResult(control: .oneULP, isCaught: true)
    let missed = VerificationReport.ControlResult(control: .flippedByte, isCaught: false)
    func verdict(_ controls: [VerificationReport.ControlResult]) -> Verdict {
      VerificationReport(trials: [trial], controls: controls, lane: .own).verdict
    }
    #expect(verdict([caught]) == .reproduced)
    #expect(verdict([caught, missed]) == .unverifiable)
    #expect(verdict([missed, caught]) == .unverifiable)
    let empty = VerificationReport(trials: [], controls: [caught], lane: .own)
    #expect(empty.verdict == .unverifiable)
  }

  /// The anchor's component that names the seed tells nothing of what the seed does.
  @Test func aSeedThatDoesNothingIsNotCaught() throws {
    let experiment = try KeptExperiment(keeping: 0, [])
    let cell = KeptExperiment.first
    var sample = ControlSample()
    _ = try experiment.trial(cell).run(limit: 8) { sample.append($0) }
    func runner(_ makeTrial: @escaping (UInt32) throws -> Trial) throws -> ControlRunner {
      ControlRunner(
        header: try experiment.specification(cell).header(), sample: sample,
        comparison: ExactComparison(), makeTrial: makeTrial, wi: cell.wi)
    }
    let honest = try runner { try experiment.trial(Cell(wi: $0, do: 1)) }
    #expect(try honest.outcome(of: .neighbourSeed) == .caught)
    let idle = try runner { wi in
      let trial = try experiment.trial(Cell(wi: wi, do: 1))
      trial.parameters.arena.copy(from: try experiment.trial(cell).parameters.arena)
      return trial
    }
    #expect(try idle.outcome(of: .neighbourSeed) == .missed)
  }

  private func sample(_ events: [TrajectoryEvent]) -> ControlSample {
    var sample = ControlSample()
    for event in events { sample.append(event) }
    return sample
  }

  /// Forgotten moments show in what follows the update that lacked them.
  @Test func whereMomentsAreForgotten() {
    func step(_ number: Int) -> TrajectoryEvent { .step(StepRecord(step: number, lossBits: 1)) }
    func anchor(_ step: Int) -> TrajectoryEvent {
      .anchor(AnchorRecord(step: step, components: []))
    }
    func evaluation(_ step: Int) -> TrajectoryEvent {
      .evaluation(EvaluationRecord(step: step, counts: []))
    }
    for (events, place) in [
      ([], nil), ([anchor(0)], nil), ([anchor(0), step(0)], nil),
      ([step(0), anchor(1)], nil), ([step(0), step(1)], nil),
      // The loss of update 2 is the first that knows of what update 1 lacked.
      ([step(0), step(1), step(2)], .init(step: 1, isPinned: false)),
      ([step(0), step(1), evaluation(2)], .init(step: 1, isPinned: false)),
      ([step(0), step(1), anchor(2)], .init(step: 1, isPinned: true)),
      ([anchor(0)] + (0..<4).map(step), .init(step: 2, isPinned: false)),
      ([anchor(0)] + (0..<8).map(step), .init(step: 3, isPinned: false)),
      ((0..<8).map(step) + [anchor(8)], .init(step: 3, isPinned: true)),
    ] as [([TrajectoryEvent], ControlSample.Forgetting?)] {
      let sample = sample(events)
      #expect(sample.forgetting == place, "\(events)")
      #expect(sample.canTry(.forgottenMoments) == (place != nil))
    }
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
    #expect(report.controls.map(\.control) == [.oneULP, .flippedByte, .neighbourSeed])
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
        == [.oneULP, .flippedByte, .neighbourSeed])
  }
}
