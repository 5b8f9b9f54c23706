import Experiment
import Files
import Judgement
import Text
import Trajectory

/// What a run of another trainer showed beside the golden of an earlier one.
package struct RunnerComparison: Sendable {
  /// Updates and values that were compared and found equal.
  package fileprivate(set) var stepCount = 0
  package fileprivate(set) var valueCount = 0
  package fileprivate(set) var firstDivergence: Divergence?
}

/// What became of a trainer that was killed and run again.
package enum ResumeFinding: Sendable {
  /// It ended before it could be killed.
  case endedFirst
  /// It did not take the trial up, but began it anew.
  case beganAnew
  /// It differed before it was killed.
  case differed(RunnerComparison)
  /// It took the trial up after so many updates.
  case takenUp(at: Int, RunnerComparison)
}

extension Runner {
  /// Runs the trial of `cell` and compares it with `golden`, to its end or the first difference.
  ///
  /// - Throws: `RunnerFailure`, `Interrupted`, or `InputError` if the trainer declares another trial.
  package func compare(_ cell: Cell, with golden: GoldenReader) throws -> RunnerComparison {
    let specification = try specification(of: golden)
    let rerun = ExternalRerun(self, cell, golden.schema)
    var side = Side(Replay(golden))
    var isChecked = false
    try rerun.run { part in
      if !isChecked { try specification.check(rerun.declaration) }
      isChecked = true
      return try side.take(part)
    }
    return side.result
  }

  /// Whether the trial of `cell` differs from `golden`, the trial of another one, in a value that a trainer computes:
  /// a loss, norm, count, prediction or logit. Digests may be of what the trainer was only told.
  ///
  /// - Throws: as `compare`.
  package func differs(_ cell: Cell, from golden: GoldenReader) throws -> Bool {
    var expected = golden.events()
    var differs = false
    try ExternalRerun(self, cell, golden.schema).run { part in
      guard case .record(let event) = part, let like = try expected.next() else { return false }
      guard like.record == event.record, like.step == event.step else { return false }
      differs = golden.schema.computedColumns.contains { column in
        guard let a = like[column], let b = event[column] else { return false }
        return a.differences(from: b)?.isEmpty == false
      }
      return !differs
    }
    return differs
  }

  /// Runs the trial of `cell`, kills it once it has printed update `update`, runs it again with the same folder to
  /// resume from, and compares both runs with `golden`: across the seam no record may be left out.
  ///
  /// - Precondition: the command holds `{resume}`.
  /// - Throws: as `compare`.
  package func resume(
    _ cell: Cell, with golden: GoldenReader, killedAfter update: Int
  ) throws -> ResumeFinding {
    precondition(command.holdsResume, "a command that cannot resume")
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let specification = try specification(of: golden)
    var first = Side(Replay(golden))
    var transcript = Transcript(cell, schema: golden.schema)
    var wasKilled = false
    try run(cell, resume: folder.path) { line in
      for part in try transcript.take(line) {
        try specification.check(transcript.declaration.trial)
        guard try first.take(part) else { return .stops }
        if case .record(.step(let record)) = part, record.step == update, !wasKilled {
          wasKilled = true
          return .isKilled
        }
      }
      return transcript.isEnded ? .isLast : .goesOn
    }
    if first.result.firstDivergence != nil { return .differed(first.result) }
    guard wasKilled, !transcript.isEnded else { return .endedFirst }
    return try takeUp(cell, folder.path, golden, specification, after: first.recordCount)
  }

  /// The second process of a trial of which `count` records were printed by the first.
  private func takeUp(
    _ cell: Cell, _ folder: String, _ golden: GoldenReader, _ specification: ExternalSpecification,
    after count: Int
  ) throws -> ResumeFinding {
    var transcript = Transcript(cell, schema: golden.schema, isResumed: true)
    var side: Side?
    var begin: Int?
    var isAnew = false
    let trace = try run(cell, resume: folder) { line in
      for part in try transcript.take(line) {
        try specification.check(transcript.declaration.trial)
        if side == nil, case .record(let event) = part {
          isAnew = event.step == 0
          if isAnew { return .stops }
          begin = event.step
          side = try Side(seam: event, after: count, golden)
        }
        guard try side?.take(part) ?? false else { return .stops }
      }
      return transcript.isEnded ? .isLast : .goesOn
    }
    if isAnew { return .beganAnew }
    guard let begin, let side else { throw RunnerFailure(.unfinished, trace) }
    guard transcript.isEnded || side.result.firstDivergence != nil else {
      throw RunnerFailure(.unfinished, trace)
    }
    return .takenUp(at: begin, side.result)
  }

  private func specification(of golden: GoldenReader) throws -> ExternalSpecification {
    try ExternalSpecification(
      header: golden.header.value, schema: golden.schema, file: "the first run")
  }

  /// A run beside the golden.
  private struct Side {
    private var replay: Replay
    private(set) var result = RunnerComparison()
    private(set) var recordCount = 0

    init(_ replay: Replay) { self.replay = replay }

    /// Of a run that is taken up with the record `event`, where `count` records are there already.
    init(seam event: TrajectoryEvent, after count: Int, _ golden: GoldenReader) throws {
      var events = golden.events()
      var place = 0
      while let known = try events.next(), known.record != event.record || known.step != event.step
      {
        place += 1
      }
      // What lies between the two processes is missing: the record that should follow is another one.
      replay = try Replay(golden, afterRecords: min(place, count))
    }

    /// False at the end and after the first difference.
    mutating func take(_ part: RerunPart) throws -> Bool {
      switch part {
      case .record(let event):
        result.firstDivergence = try replay.compare(event)
        guard result.firstDivergence == nil else { return false }
        recordCount += 1
        if case .step = event { result.stepCount += 1 }
      case .misshapen(let step, let text):
        result.firstDivergence = Divergence(
          step: step, column: .record, expected: "the columns of the first run", actual: text)
      case .takenUp: preconditionFailure("two runs here are compared one after the other")
      case .end(.ended(let outcome)): result.firstDivergence = try replay.finish(outcome)
      case .end(.cut): preconditionFailure("another trainer's run is never cut")
      }
      result.valueCount = replay.valueCount
      return result.firstDivergence == nil
    }
  }
}

extension ExternalSpecification {
  fileprivate func check(_ declaration: [String: JSONValue]) throws {
    guard let name = difference(from: declaration) else { return }
    throw InputError(
      .unverifiable, "the trainer declares another 'trial.\(name)' than in the first run",
      advice: "declare what determines the trial, and not what surrounds it")
  }
}
