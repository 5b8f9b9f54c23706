import Files
import Sampling
import Text
import Trajectory

@testable import Judgement

/// A trial of a trainer that is made up: its records are in memory, its golden is a file.
struct MadeTrial: VerifiableTrial {
  var path: String
  /// What the trainer says at each run.
  let truth: Golden
  /// Whether the golden of another header is taken for its own.
  var ignoresHeaders = false
  /// Whether no rerun can be made beside a golden of more updates.
  var refusesLonger = false
  /// What varies, in the place of a neighbour.
  var variation: TrialVariation?

  var seeds: TrialSeeds? { nil }
  var isPlanned: Bool { true }

  func open(_ met: (TrialEvidence.Condition) -> Void) throws -> OpenedTrial<Int> {
    met(.planned)
    let file = try InputFile(path, limit: 1 << 20)
    met(.present)
    let reader = try GoldenReader(bytes: Array(file.data), name: path, table: truth.table)
    met(.sound)
    guard ignoresHeaders || reader.header.value == truth.header else {
      throw InputError(.malformed, file: path, "holds another trial")
    }
    met(.named)
    return OpenedTrial(reader, 0, TrialSeeds(wi: 1, do: 1))
  }

  func prepare(
    _ trial: OpenedTrial<Int>, _ part: TrialPart, _ met: (TrialEvidence.Condition) -> Void
  ) throws -> any Rerun {
    guard !refusesLonger || trial.reader.stepCount <= truth.steps.count else {
      throw InputError(.unverifiable, file: path, "the weights are gone")
    }
    met(.inputs)
    return MadeRerun(truth.events, truth.outcome)
  }

  func complete(
    _ evidence: inout TrialEvidence, _ trial: OpenedTrial<Int>?, _ progress: (Double) -> Void
  ) {}

  func replacingGolden(by path: String, _ content: [UInt8]?) -> MadeTrial {
    var other = self
    other.path = path
    return other
  }

  func otherHeaders(_ trial: OpenedTrial<Int>) -> [(name: String, header: JSONValue)] {
    trial.reader.header.value.alterations.filter { $0.name == "recipe" }
  }

  /// In the neighbour every computed value is another one.
  func variations(_ trial: OpenedTrial<Int>, _ sample: ControlSample) -> [TrialVariation] {
    if let variation { return [variation] }
    return [
      TrialVariation(.neighbourSeed, silence: .missed("")) { [truth] in
        MadeRerun(
          truth.events.map { event in
            guard case .step(var record) = event else { return event }
            record.lossBits ^= 0xff
            record.gradientNormBits ^= 0xff
            return .step(record)
          }, truth.outcome)
      }
    ]
  }
}

/// Records in memory as a rerun.
final class MadeRerun: VariedRerun {
  let events: [TrajectoryEvent]
  let outcome: TrialOutcome
  /// Whether a record of another shape comes before all others.
  let isMisshapen: Bool
  var stepCount: Int? { nil }

  init(_ events: [TrajectoryEvent], _ outcome: TrialOutcome, isMisshapen: Bool = false) {
    (self.events, self.outcome, self.isMisshapen) = (events, outcome, isMisshapen)
  }

  func run(_ take: (RerunPart) throws -> Bool) throws {
    if isMisshapen, try !take(.misshapen(step: 0, "a third column")) { return }
    for event in events where try !take(.record(event)) { return }
    _ = try take(.end(.ended(outcome)))
  }
}
