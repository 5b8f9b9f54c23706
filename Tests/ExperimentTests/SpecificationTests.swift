import TestSupport
import Testing
import Text
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

  /// A profile is known by its whole name.
  @Test func profilesAreKnownByTheirNames() {
    #expect(NumericsProfile.profile(of: "seedproof-f32/1") == .exact)
    #expect(NumericsProfile.profile(of: "openblas/0.3.21/Zen/2") == .openBLAS)
    for other in ["seedproof-f32/10", "seedproof-f32", "openblas", "openblasx/1", "external", ""] {
      #expect(NumericsProfile.profile(of: other) == nil)
      #expect(NumericsProfile.backend(of: other) == nil)
    }
    #expect(NumericsProfile.backend(of: "seedproof-f32/1") == .exact)
    #expect(NumericsProfile.backend(of: "openblas/0.3.21/Zen/2") == .openBLAS)
  }

  /// Each condition that makes a golden a trial of its plan is asked for.
  @Test func goldensAreTrialsOfTheirPlan() throws {
    let plan = try ExperimentPlan.embedded(in: TemporaryFolder())
    let inputs = try InputLoader().load(InputSource(plan), maximumLength: 32)
    let own = try plan.specification(plan.cells[0], inputs, .init(threads: 1))
    try plan.check(own, file: "own.golden")
    let changes: [(inout TrialSpecification) -> Void] = [
      { $0.wi = .max }, { $0.do = .max }, { $0.task = "glue/RTE" }, { $0.protocol.epochs += 1 },
      { $0.protocol.keepLogits.toggle() }, { $0.streams = "philox4x32-10/2" },
      { $0.numerics = "seedproof-f32/10" }, { $0.numerics = "openblas/0.3.21/Zen/2" },
    ]
    for (index, change) in changes.enumerated() {
      var other = own
      change(&other)
      let error = #expect(throws: InputError.self, "change \(index)") {
        try plan.check(other, file: "other.golden")
      }
      #expect(error?.kind == .malformed && error?.file == "other.golden")
    }
  }

  /// What is read once serves others of the same length only.
  @Test func inputsAreThoseOfTheirLength() throws {
    let loader = InputLoader()
    let source = InputSource(task: .embeddedAcceptability, model: .embedded(.tiny))
    let long = try loader.load(source, maximumLength: 32).train.map(\.ids.count).max() ?? 0
    let short = try loader.load(source, maximumLength: 6).train.map(\.ids.count).max() ?? 0
    #expect(short == 6 && long > 6)
    #expect(try loader.load(source, maximumLength: 32).train.map(\.ids.count).max() == long)
  }
}
