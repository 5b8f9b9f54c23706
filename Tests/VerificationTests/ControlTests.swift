import Experiment
import Files
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

  /// The anchor's component that names the seed tells nothing of what the seed does.
  @Test func aSeedThatDoesNothingIsNotCaught() throws {
    let experiment = try KeptExperiment(keeping: 0, [])
    let cell = KeptExperiment.first
    var sample: [TrajectoryEvent] = []
    _ = try experiment.trial(cell).run(limit: 8) { sample.append($0) }
    func runner(_ makeTrial: @escaping (UInt32) throws -> Trial) throws -> ControlRunner {
      ControlRunner(
        header: try experiment.specification(cell).header(), sample: sample,
        comparison: ExactComparison(), makeTrial: makeTrial, wi: cell.wi)
    }
    let honest = try runner { try experiment.trial(Cell(wi: $0, do: 1)) }
    #expect(try honest.isCaught(.neighbourSeed))
    let idle = try runner { wi in
      let trial = try experiment.trial(Cell(wi: wi, do: 1))
      trial.parameters.arena.copy(from: try experiment.trial(cell).parameters.arena)
      return trial
    }
    #expect(try !idle.isCaught(.neighbourSeed))
  }
}
