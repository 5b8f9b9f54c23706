import Files
import Tasks
import TestSupport
import Testing
import Text
import Training

@testable import Experiment
@testable import Trajectory

/// A golden that holds more than its trial can is refused before its pages are read.
@Suite struct RecordBoundsTests {
  private let folder: TemporaryFolder
  private let specification: TrialSpecification

  init() throws {
    folder = try TemporaryFolder()
    let text = """
      name: small
      task: embedded/acceptability
      model: embedded/tiny
      protocol: { max_length: 32 }
      seeds: { wi: 1, do: 1 }

      """
    let plan = try ExperimentPlan.read(try folder.write(text, to: "plan.yaml"))
    let inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    specification = inputs.specification(
      plan.protocol, numerics: "seedproof-f32/1", wi: 1, do: 1)
  }

  /// The outline of a golden with so many records.
  private func outline(
    steps: Int = 0, evaluations: Int = 0, anchors: Int = 0, of specification: TrialSpecification
  ) throws -> GoldenOutline {
    let rows = zip([PageKind.steps, .evaluations, .anchors], [steps, evaluations, anchors])
    let footer = Footer(
      outcome: .completed, stepCount: steps, evaluationCount: evaluations, anchorCount: anchors,
      chain: Digest(of: []), contentDigest: Digest(of: []),
      entries: rows.map { Footer.Entry(kind: $0.code, firstRow: 0, rows: $1, offset: 0) },
      pageChains: [])
    return GoldenOutline(
      try GoldenHeader(specification.header()), FormatVersion(major: 1, minor: 0), footer)
  }

  private func kind(
    _ outline: GoldenOutline, _ specification: TrialSpecification, task: TaskReference? = nil
  ) -> InputError.Kind? {
    let bounds = RecordBounds(task: task ?? .embeddedAcceptability, dataFolder: nil)
    do {
      try bounds.check(outline, specification, file: "x.golden")
      return nil
    } catch {
      return (error as? InputError)?.kind
    }
  }

  @Test func whatIsCheapIsRead() throws {
    // Longer than its trial: it is compared, and diverges.
    let schedule = Schedule(specification.protocol, exampleCount: specification.data.trainCount)
    let longer = try outline(steps: schedule.stepCount * 100, of: specification)
    #expect(longer.valueCount < RecordBounds.freeCount)
    #expect(kind(longer, specification) == nil)
  }

  @Test func whatNoTrialCanHoldIsRefused() throws {
    let many = 1 << 20
    #expect(try kind(outline(steps: many, of: specification), specification) == .malformed)
    #expect(try kind(outline(evaluations: many, of: specification), specification) == .malformed)
    #expect(try kind(outline(anchors: many, of: specification), specification) == .malformed)
    #expect(
      try kind(
        outline(steps: 1 << 50, evaluations: 1 << 30, of: specification), specification)
        == .malformed)
  }

  @Test func aLongTrialMayBeLong() throws {
    var long = specification
    long.protocol.epochs = 10_000
    let schedule = Schedule(long.protocol, exampleCount: long.data.trainCount)
    let whole = try outline(
      steps: schedule.stepCount, evaluations: schedule.evaluationSteps.count, of: long)
    #expect(whole.valueCount > RecordBounds.freeCount)
    #expect(kind(whole, long) == nil)
  }

  /// Other data than those at hand: it cannot be told.
  @Test func otherDataTellNothing() throws {
    var other = specification
    other.data.developmentCount = 1 << 24
    let one = try outline(evaluations: 1, of: other)
    #expect(one.valueCount > RecordBounds.freeCount)
    #expect(kind(one, other) == .unverifiable)
    let many = try outline(steps: 1 << 20, of: specification)
    #expect(kind(many, specification, task: try TaskReference(named: "glue/RTE")) == .unverifiable)
  }
}
