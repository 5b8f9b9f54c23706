import Experiment
import Text
import Trajectory
import Verification

/// Reruns trials of another trainer and compares them with their goldens: bit for bit, or, in the statistical
/// lane, within stated tolerances.
public struct ExternalVerifier: Sendable {
  private let runner: Runner
  private let tolerances: Tolerances?
  private let comparison: any Comparison
  private let kept: KeptResults?
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - tolerances: those of the statistical lane; nil to compare bit for bit.
  ///   - kept: which new results are kept. The trainer runs once more for each.
  ///   - progress: is told which share of all trials is done; from several threads.
  public init(
    _ runner: Runner, tolerances: Tolerances? = nil, keeping kept: KeptResults? = nil,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.init(
      runner, tolerances: tolerances,
      comparison: tolerances.map { ToleranceComparison(tolerances: $0) } ?? ExactComparison(),
      keeping: kept, progress: progress)
  }

  /// For tests, which put a broken comparison in the place of the true one.
  init(
    _ runner: Runner, tolerances: Tolerances? = nil, comparison: any Comparison,
    keeping kept: KeptResults? = nil,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.runner = runner
    self.tolerances = tolerances
    self.comparison = comparison
    self.kept = kept
    self.progress = progress
  }

  /// Verifies the chosen trials, `jobs` at a time, then runs the controls.
  ///
  /// - Throws: as `verify` of goldens.
  public func verify(_ selection: TrialSelection, jobs: Int = 1) throws -> VerificationReport {
    var report = try verify(selection.goldens, jobs: jobs, until: selection.deadline())
    report.take(selection)
    return report
  }

  /// Verifies goldens, `jobs` at a time, then runs the controls. Whatever is wrong with a golden or the trainer
  /// is in the report.
  ///
  /// - Throws: `InputError` if the trials differ in a seed that the command does not hold; `Interrupted`.
  public func verify(_ goldens: [ChosenGolden], jobs: Int = 1) throws -> VerificationReport {
    try verify(goldens, jobs: jobs, until: nil)
  }

  private func verify(
    _ goldens: [ChosenGolden], jobs: Int, until deadline: TrialDeadline?
  ) throws -> VerificationReport {
    try runner.command.check(goldens.lazy.compactMap(\.cell))
    let queue = TrialQueue(
      count: goldens.count, jobs: jobs, progress: progress,
      mayBegin: { !runner.interruption.isRequested && deadline?.allows($0) ?? true },
      verify: { index, progress in
        var (result, sample) = verify(goldens[index], progress: progress)
        result.isPlanned = goldens[index].isPlanned
        return (result, sample.flatMap { $0.isUsable ? $0 : nil })
      })
    try runner.interruption.check()
    let controls = queue.material.map {
      ExternalControls(runner: runner, sample: $0, comparison: comparison, tolerances: tolerances)
        .results()
    }
    try runner.interruption.check()
    return VerificationReport(
      trials: queue.results.countingOnce(), controls: controls ?? [],
      lane: tolerances.map { .statistical($0.description) } ?? .external)
  }

  private func verify(
    _ golden: ChosenGolden, progress: (Double) -> Void
  ) -> (VerificationReport.TrialResult, ExternalSample?) {
    var result = VerificationReport.TrialResult(path: golden.path, verdict: .unverifiable)
    (result.wi, result.do) = (golden.cell?.wi, golden.cell?.do)
    var sample: ExternalSample?
    do {
      var known: ExternalSpecification?
      let reader = try golden.open { outline in
        let specification = try ExternalSpecification(
          header: outline.header.value, schema: outline.header.schema, file: golden.path)
        (result.wi, result.do) = (specification.cell.wi, specification.cell.do)
        try check(golden, specification)
        try checkSize(outline, golden.path)
        known = specification
      }
      guard let specification = known else {
        preconditionFailure("a golden was read without a look at it")
      }
      result.contentDigest = reader.contentDigest
      guard reader.stepCount > 0 else {
        throw InputError(.unverifiable, file: golden.path, "holds no update to compare")
      }
      try runner.command.check([specification.cell])
      var found = ExternalSample(specification)
      defer { sample = found }
      try compare(specification, reader, &result, &found, progress)
    } catch let error as InputError {
      result.verdict = error.kind == .malformed ? .malformed : .unverifiable
      result.reason = error.description
    } catch {
      result.verdict = .unverifiable
      result.reason = String(describing: error)
    }
    keepNewResult(golden, &result)
    return (result, sample)
  }

  /// Records the trial once more, as a golden that waits to be accepted, where that was asked for.
  private func keepNewResult(
    _ golden: ChosenGolden, _ result: inout VerificationReport.TrialResult
  ) {
    let kind: KeptResults.Kind =
      !golden.isThere ? .missing : result.verdict.isSuccess ? .equal : .differing
    guard let kept, kept.kinds.contains(kind), golden.isPlanned,
      let cell = golden.cell ?? result.cell, !runner.interruption.isRequested
    else { return }
    do {
      result.keptPath = try kept.keep(runner.record(cell) { _, _ in }, of: golden)
    } catch {
      let reason = result.reason.map { $0 + "; " } ?? ""
      result.reason = "\(reason)its new result cannot be kept: \(error)".printable
    }
  }

  /// Refuses the golden of another trial than the file's name and the plan say.
  private func check(
    _ golden: ChosenGolden, _ specification: ExternalSpecification
  ) throws {
    if let cell = golden.cell, cell != specification.cell {
      throw InputError(
        .malformed, file: golden.path,
        "holds the trial \(specification.cell), not the one in its name")
    }
    if let plan = golden.plan, !plan.cells.contains(specification.cell) {
      throw InputError(
        .malformed, file: golden.path,
        "holds the trial \(specification.cell), which \(plan.path) does not plan")
    }
    if let plan = golden.plan, plan.task != .external {
      throw InputError(
        .malformed, file: golden.path, "holds another trainer's trial, unlike its plan \(plan.path)"
      )
    }
  }

  /// Refuses a golden whose values no trainer's output has room for, before its pages are read: a line of an
  /// update has 24 bytes or more, and a prediction two.
  private func checkSize(_ outline: GoldenOutline, _ path: String) throws {
    let schema = outline.header.schema
    let isPredicted = [.predictions, .logits].contains(schema.evaluation)
    let predictions = isPredicted ? 2 * schema.developmentExamples : 0
    let least = 24 * outline.stepCount + outline.evaluationCount * (predictions + 24)
    guard least > runner.limits.outputByteCount else { return }
    throw InputError(
      .malformed, file: path,
      "holds more than the \(runner.limits.outputByteCount) bytes of a trainer's output",
      advice: "record the trial anew")
  }

  private func compare(
    _ specification: ExternalSpecification, _ reader: GoldenReader,
    _ result: inout VerificationReport.TrialResult, _ sample: inout ExternalSample,
    _ progress: (Double) -> Void
  ) throws {
    var replay = Replay(reader, comparison: comparison)
    var transcript = Transcript(specification.cell, schema: reader.schema)
    var difference: Divergence?
    var isChecked = false
    var stepCount = 0
    var isEnded = false
    let trace = try runner.run(specification.cell) { line in
      for meaning in try transcript.take(line) where difference == nil {
        if !isChecked {
          try checkDeclaration(transcript.declaration, specification)
          isChecked = true
        }
        switch meaning {
        case .declared: break
        case .event(let event):
          difference = try replay.compare(event)
          guard difference == nil else { break }
          sample.append(event)
          if case .step(let record) = event {
            stepCount = record.step + 1
            progress(Double(stepCount) / Double(max(stepCount, reader.stepCount)))
          }
        case .misshapen(let step, let text):
          difference = Divergence(
            step: step, column: .record, expected: "the golden's columns", actual: text)
        case .end(let outcome):
          isEnded = true
          difference = try replay.finish(outcome)
        }
      }
      return difference != nil ? .stops : isEnded ? .isLast : .goesOn
    }
    result.firstDivergence = difference
    result.stepCount = stepCount
    result.valueCount = replay.valueCount
    guard difference == nil else {
      result.verdict = tolerances == nil ? .diverged : .disagrees
      result.diagnosis = Diagnosis(categories: [], pattern: replay.pattern)
      return
    }
    guard isEnded else { throw RunnerFailure(.unfinished, trace) }
    result.verdict = tolerances == nil ? .reproduced : .agrees
  }

  private func checkDeclaration(
    _ declaration: RunnerLine.Declaration, _ specification: ExternalSpecification
  ) throws {
    guard let name = specification.difference(from: declaration.trial) else { return }
    throw InputError(
      .unverifiable, place: "trial.\(name)",
      "the trainer declares another value than the golden holds",
      advice: "run the trainer with the data, model and settings of the golden")
  }
}

extension VerificationReport.TrialResult {
  /// The seeds that the golden's header has.
  fileprivate var cell: Cell? { wi.flatMap { wi in `do`.map { Cell(wi: wi, do: $0) } } }
}
