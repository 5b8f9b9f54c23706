import Files
import Testing
import Training

@testable import Experiment

@Suite struct SpecificationTests {
  /// A trial of whose golden no reader would know what to do is refused before it runs.
  @Test func aTrialThatIsTooLongIsRefused() throws {
    let folder = try TemporaryFolder()
    func specification(_ epochs: Int) throws -> TrialSpecification {
      let text = """
        name: long
        task: embedded/acceptability
        model: embedded/tiny
        protocol:
          epochs: \(epochs)
          batch_size: 1
          max_length: 32
          evaluations_per_epoch: 1000
          keep_logits: true
        seeds: { wi: 1, do: 1 }

        """
      let plan = try ExperimentPlan.read(folder.write(text, to: "plan.yaml"))
      let inputs = try InputLoader().load(
        InputSource(plan), maximumLength: plan.protocol.maximumLength)
      return try plan.specification(plan.cells[0], inputs, .init(threads: 1))
    }
    #expect(try specification(10).protocol.epochs == 10)
    let error = #expect(throws: InputError.self) { try specification(1000) }
    #expect(error?.kind == .usage)
    #expect(error?.reason.contains("more than the 268435456 of the format") ?? false)
  }
}
