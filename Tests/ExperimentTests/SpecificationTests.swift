import TestSupport
import Testing
import Text
import Training
import Trajectory

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

  /// The specification of a plan without `streams` is what it was before other programs' orders could be named: the
  /// header of each committed golden, byte for byte.
  @Test func plansWithoutStreamsKeepTheirBytes() throws {
    let plan = try ExperimentPlan.read(Repository.path("golden/acceptability/experiment.yaml"))
    #expect(!String(decoding: plan.bytes, as: UTF8.self).contains("streams"))
    let inputs = try InputLoader().load(plan)
    #expect(plan.cells.count == 9)
    for cell in plan.cells {
      let header = try plan.specification(cell, inputs, .init(threads: 1)).header()
      let golden = try GoldenReader(
        Repository.path("golden/acceptability/trials/\(cell.fileName)"))
      #expect(Array(header.canonical.utf8) == golden.header.bytes)
      #expect(header["streams"]?.string == "philox4x32-10/1")
    }
  }

  /// A profile of another program changes the member `streams` and nothing else.
  @Test func aTrainersOrderIsNamedInTheSpecification() throws {
    let folder = try TemporaryFolder()
    let plans = try ["", "streams: trainer/5.24\n"].map { line in
      try ExperimentPlan.read(
        folder.write(EmbeddedPlan.text(["max_length": "32"]) + line, to: "plan.yaml"))
    }
    #expect(plans[1].streams.rawValue == "trainer/5.24")
    let inputs = try InputLoader().load(plans[0])
    let headers = try plans.map {
      try $0.specification($0.cells[0], inputs, .init(threads: 1)).header()
    }
    var members = try #require(headers[0].object)
    members["streams"] = "trainer/5.24"
    #expect(headers[1] == .object(members) && headers[0] != headers[1])
  }

  /// Seeds so far apart as there are epochs share nothing, and so do epochs that no update reaches.
  @Test(
    arguments: [
      ("trainer/5.24", [42, 43], 3, 0, "2 of 2 DO seeds share orders with others"),
      (
        "trainer/5.24", [42, 43], 3, 0,
        "with trainer/5.24 epoch 0 of seed 43 has the order of epoch 1"
      ),
      ("trainer/4.38", [1, 7, 9], 3, 0, "2 of 3 DO seeds share orders with others"),
      ("trainer/5.24", [42, 45], 3, 0, nil), ("trainer/5.24", [42], 3, 0, nil),
      ("trainer/5.24", [42, 43], 3, 7, nil), ("trainer/5.24", [42, 43], 3, 8, "2 of 2"),
      ("trainer/4.30", [42, 43], 3, 0, nil), ("philox4x32-10/1", [42, 43], 3, 0, nil),
    ] as [(String, [UInt32], Int, Int, String?)])
  func sharedOrdersAreTold(
    _ streams: String, _ seeds: [UInt32], _ epochs: Int, _ steps: Int, _ wanted: String?
  ) throws {
    let plan = try ExperimentPlan.embedded(in: TemporaryFolder())
    let inputs = try InputLoader().load(InputSource(plan), maximumLength: 32)
    var settings = TrainingProtocol()
    (settings.epochs, settings.batchSize) = (epochs, 150)
    if steps > 0 { settings.maximumSteps = steps }
    let specification = inputs.specification(
      settings, numerics: "seedproof-f32/1", streams: streams, wi: 1, do: 42)
    let remark = SharedOrders.remark(specification, seeds: seeds)
    #expect((remark == nil) == (wanted == nil), "\(remark ?? "")")
    if let wanted { #expect(remark?.contains(wanted) == true, "\(remark ?? "")") }
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
      { $0.streams = "trainer/5.24" },
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
