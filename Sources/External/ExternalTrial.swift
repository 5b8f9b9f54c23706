import Experiment
import Judgement
import Sampling
import Text
import Trajectory
import Verification

/// A trial of another trainer, as the judge sees it.
struct ExternalTrial: VerifiableTrial {
  var golden: ChosenGolden
  let runner: Runner
  let kept: KeptResults?
  /// Is told whether the trainer does updates.
  var first: FirstTrial?
  /// The update in which the trainer is killed, to be run again; nil where it runs to its end.
  var resumeAt: Int?
  /// What the rerun records, where its result is to be kept.
  var record: RunnerRecord?

  var path: String { golden.path }
  var seeds: TrialSeeds? { golden.seeds }
  var isPlanned: Bool { golden.isPlanned }

  func open(
    _ met: (TrialEvidence.Condition) -> Void
  ) throws -> OpenedTrial<ExternalSpecification> {
    let (reader, specification) = try golden.open(met) { outline in
      let specification = try ExternalSpecification(
        header: outline.header.value, schema: outline.header.schema, file: golden.path)
      try check(specification)
      try checkSize(outline)
      return specification
    }
    guard reader.stepCount > 0 else {
      throw InputError(.unverifiable, file: golden.path, "holds no update to compare")
    }
    let cell = specification.cell
    return OpenedTrial(reader, specification, TrialSeeds(cell))
  }

  func prepare(
    _ trial: OpenedTrial<ExternalSpecification>, _ part: TrialPart,
    _ met: (TrialEvidence.Condition) -> Void
  ) throws -> any Rerun {
    if let resumeAt {
      return ResumedRerun(
        runner.telling(of: trial.specification), trial.specification.cell, trial.reader.schema,
        killedIn: resumeAt, first: first)
    }
    return ExternalRerun(
      runner.telling(of: trial.specification), trial.specification.cell, trial.reader.schema,
      limit: part.cut(of: trial.reader.stepCount),
      recordedBy: RecorderVersion.declared(in: trial.specification.trial), first: first,
      record: record)
  }

  /// A rerun whose result may be kept goes to its end, though it differs.
  func recording(
    _ trial: OpenedTrial<ExternalSpecification>
  ) throws -> (any RerunRecording)? {
    record.map { ExternalRecording(record: $0) }
  }

  func check(
    _ declaration: [String: JSONValue], _ trial: OpenedTrial<ExternalSpecification>,
    _ met: (TrialEvidence.Condition) -> Void
  ) throws {
    if let name = trial.specification.difference(from: declaration) {
      if name == RecorderVersion.member {
        throw RecorderVersion.otherError(
          golden: RecorderVersion.declared(in: trial.specification.trial),
          own: RecorderVersion.declared(in: declaration))
      }
      throw OtherSettings(
        SettingDifference.all(.object(trial.specification.trial), .object(declaration)),
        InputError(
          .unverifiable, place: "trial.\(name)",
          "the trainer declares another value than the golden holds",
          advice: "run the trainer with the data, model and settings of the golden"))
    }
    met(.inputs)
  }

  /// Keeps what the rerun recorded as a golden that waits to be accepted, where that was asked for; of a trainer that failed
  /// as a file of a trial that did not end. Where there was no rerun to its end, such as without a golden, the trial runs
  /// for it.
  func complete(
    _ evidence: inout TrialEvidence, _ trial: OpenedTrial<ExternalSpecification>?,
    _ progress: (Double) -> Void
  ) {
    let isEqual = evidence.failure == nil && evidence.firstDivergence == nil
    let kind: KeptResults.Kind = !golden.isThere ? .missing : isEqual ? .equal : .differing
    guard let kept, kept.kinds.contains(kind), golden.isPlanned,
      let cell = golden.cell ?? trial?.specification.cell, !runner.interruption.isRequested
    else { return }
    if let record, record.hasFailed {
      guard let path = record.keepUnfinished(besideGolden: kept.path(for: golden)) else { return }
      let found = RunnerFailure.Kept(stepCount: record.stepCount, path: path)
      evidence.reason = [evidence.reason, found.description.printable].compactMap(\.self)
        .joined(separator: "; ")
      return
    }
    evidence.keep {
      let golden =
        if let record, record.isEnded { try record.golden() } else {
          try runner.record(cell) { _, _ in }
        }
      return try kept.keep(golden, of: self.golden)
    }
  }

  func replacingGolden(by path: String, _ content: [UInt8]?) -> ExternalTrial {
    ExternalTrial(
      golden: golden.replacingGolden(by: path, content), runner: runner, kept: nil, first: nil)
  }

  /// The columns decide how a golden is read; what a name or a plan does not say may be another trial's.
  func otherHeaders(
    _ trial: OpenedTrial<ExternalSpecification>
  ) -> [(name: String, header: JSONValue)] {
    golden.otherHeaders(trial.reader.header.value, do: trial.specification.cell.do) { name in
      !trial.reader.schema.members.keys.contains(String(name.prefix { $0 != "." }))
    }
  }

  /// A neighbour for each seed that the command holds.
  func variations(
    _ trial: OpenedTrial<ExternalSpecification>, _ sample: ControlSample
  ) -> [TrialVariation] {
    let own = trial.specification.cell
    func beside(_ seed: UInt32) -> UInt32 { seed == 0 ? 1 : seed - 1 }
    let cells = [
      ("{wi}", runner.command.holdsWI, Cell(wi: beside(own.wi), do: own.do)),
      ("{do}", runner.command.holdsDO, Cell(wi: own.wi, do: beside(own.do))),
    ]
    return cells.filter(\.1).map { seed, _, cell in
      TrialVariation(
        .neighbourSeed, name: " of \(seed)",
        silence: .missed(": no loss, norm, count, prediction or logit differs")
      ) { [runner = runner.telling(of: trial.specification), schema = trial.reader.schema] in
        ExternalRerun(runner, cell, schema)
      }
    }
  }

  /// Refuses the golden of another trial than the file's name and the plan say.
  private func check(_ specification: ExternalSpecification) throws {
    if let cell = golden.cell, cell != specification.cell {
      throw InputError(
        .malformed, file: golden.path,
        "holds the trial \(specification.cell), not the one in its name")
    }
    guard let plan = golden.plan else { return }
    guard plan.cells.contains(specification.cell) else {
      throw InputError(
        .malformed, file: golden.path,
        "holds the trial \(specification.cell), which \(plan.path) does not plan",
        advice: "it plans \(plan.cells)")
    }
    guard plan.task == .external else {
      throw InputError(
        .malformed, file: golden.path, "holds another trainer's trial, unlike its plan \(plan.path)"
      )
    }
  }

  /// Refuses a golden whose values no trainer's output has room for, before its pages are read: a line of an
  /// update has 24 bytes or more, and a prediction two.
  private func checkSize(_ outline: GoldenOutline) throws {
    let schema = outline.header.schema
    let isPredicted = [.predictions, .logits].contains(schema.evaluation)
    let predictions = isPredicted ? 2 * schema.developmentExamples : 0
    let least = 24 * outline.stepCount + outline.evaluationCount * (predictions + 24)
    guard least > runner.limits.outputByteCount else { return }
    throw InputError(
      .malformed, file: golden.path,
      "holds more than the \(runner.limits.outputByteCount) bytes of a trainer's output",
      advice: "record the trial anew")
  }
}

/// A rerun by another trainer, in a process of its own.
final class ExternalRerun: VariedRerun {
  private let runner: Runner
  private let cell: Cell
  private var transcript: Transcript
  /// The version of the recorder that made the golden; nil where that is no matter.
  private let version: Int?
  /// Updates after which the trainer is ended; nil where it runs to its end.
  private let limit: Int?
  private let first: FirstTrial?
  private let record: RunnerRecord?

  init(
    _ runner: Runner, _ cell: Cell, _ schema: RecordSchema, limit: Int? = nil,
    recordedBy version: Int? = nil, first: FirstTrial? = nil, record: RunnerRecord? = nil
  ) {
    self.record = record
    self.runner = runner
    self.cell = cell
    self.version = version
    self.limit = limit
    self.first = first
    transcript = Transcript(cell, schema: schema)
  }

  /// What the trainer plans is no matter of the golden.
  var stepCount: Int? { limit }
  var declaration: [String: JSONValue] { transcript.declaration.trial }

  func run(_ take: (RerunPart) throws -> Bool) throws {
    var (isStopped, isCut) = (false, false)
    let trace: Runner.Trace
    do {
      trace = try runner.run(cell) { line in
        record?.follow(line)
        for part in try transcript.take(line) where !isStopped && !isCut {
          if case .record(.step(let record)) = part {
            first?.pass()
            isCut = record.step == limit
          }
          isStopped = try !take(isCut ? .end(.cut) : part)
        }
        return isStopped || isCut ? .stops : transcript.isEnded ? .isLast : .goesOn
      }
    } catch {
      if error is RunnerFailure { record?.fail() }
      first?.fail(error)
      throw error
    }
    guard transcript.isEnded || isStopped || isCut else {
      record?.fail()
      throw RunnerFailure(.unfinished, trace)
    }
    // A difference may be the recorder's own.
    guard isStopped || record?.differs == true, let version,
      let own = transcript.declaration.recorder, own != version
    else { return }
    throw RecorderVersion.otherError(golden: version, own: own)
  }
}
