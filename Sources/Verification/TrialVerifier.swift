import Arithmetic
import Experiment
import Streams
import Text
import Training
import Trajectory

/// Reruns trials and compares them with their goldens.
public struct TrialVerifier: Sendable {
  let instructionSet: InstructionSet
  let threads: Int
  let comparison: any Comparison
  let kept: KeptResults?
  let loader = InputLoader()
  let ledgers = LedgerEndings()
  /// Is told after each update which share of all trials is done; from several threads.
  let progress: @Sendable (Double) -> Void

  public init(
    instructionSet: InstructionSet, threads: Int,
    comparison: any Comparison = ExactComparison(), keeping kept: KeptResults? = nil,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.instructionSet = instructionSet
    self.threads = threads
    self.comparison = comparison
    self.kept = kept
    self.progress = progress
  }

  /// Verifies the chosen trials, `jobs` at a time, then runs the controls. Whatever is wrong with a
  /// golden or its inputs is in the report.
  public func verify(_ selection: TrialSelection, jobs: Int = 1) -> VerificationReport {
    var report = verify(selection.goldens, jobs: jobs, until: selection.deadline())
    report.take(selection)
    return report
  }

  /// Verifies goldens, `jobs` at a time, then runs the controls.
  public func verify(_ goldens: [ChosenGolden], jobs: Int = 1) -> VerificationReport {
    verify(goldens, jobs: jobs, until: nil)
  }

  private func verify(
    _ goldens: [ChosenGolden], jobs: Int, until deadline: TrialDeadline?
  ) -> VerificationReport {
    let queue = TrialQueue(
      count: goldens.count, jobs: jobs, progress: progress,
      mayBegin: { deadline?.allows($0) ?? true },
      verify: { index, progress in
        var (result, subject) = verify(goldens[index], progress: progress)
        result.isPlanned = goldens[index].isPlanned
        return (result, subject)
      })
    var report = VerificationReport()
    report.trials = queue.results.countingOnce()
    if let subject = queue.material { report.controls = run(subject) }
    return report
  }

  /// What the controls run on.
  struct ControlSubject: ControlMaterial {
    let specification: TrialSpecification
    let inputs: TrialInputs
    let unit: ArithmeticUnit
    var sample = ControlSample()
    var isComplete: Bool { sample.isComplete }
  }

  private func verify(
    _ golden: ChosenGolden, progress: (Double) -> Void
  ) -> (VerificationReport.TrialResult, ControlSubject?) {
    var result = VerificationReport.TrialResult(path: golden.path, verdict: .unverifiable)
    (result.wi, result.do) = (golden.cell?.wi, golden.cell?.do)
    var subject: ControlSubject?
    var isRead = false
    do {
      let (reader, specification) = try golden.openTrial()
      result.contentDigest = reader.contentDigest
      (result.wi, result.do) = (specification.wi, specification.do)
      isRead = true
      let (inputs, unit) = try prepare(specification, golden)
      let trial = try Trial(specification, inputs, on: unit)
      var sample = ControlSample()
      try compare(trial, golden, reader, &result, &sample, progress)
      subject = ControlSubject(
        specification: specification, inputs: inputs, unit: unit, sample: sample)
      try inputs.model.verifyUnchanged()
    } catch {
      let reason = result.fail(error)
      if !isRead { keepNewResult(golden, &result, reason, progress) }
    }
    diagnose(&result, golden)
    return (result, subject)
  }

  /// The first difference ends the rerun.
  private struct Ended: Error {}

  /// A rerun whose golden may be kept goes to its end, but is compared to its first difference only.
  private func compare(
    _ trial: Trial, _ golden: ChosenGolden, _ reader: GoldenReader,
    _ result: inout VerificationReport.TrialResult,
    _ sample: inout ControlSample, _ progress: (Double) -> Void
  ) throws {
    var replay = Replay(reader, comparison: comparison)
    let stepCount = trial.schedule.stepCount
    let keeping = try kept?.begin(golden, reader.header.value)
    do {
      let outcome = try trial.run { event in
        try keeping?.append(event)
        if result.firstDivergence == nil {
          result.firstDivergence = try replay.compare(event)
          if result.firstDivergence == nil {
            sample.append(event)
          } else if keeping == nil {
            throw Ended()
          }
        }
        if case .step(let record) = event {
          if result.firstDivergence == nil { result.stepCount = record.step + 1 }
          progress(Double(record.step + 1) / Double(stepCount))
        }
      }
      guard let outcome else { preconditionFailure("a trial without limit stopped early") }
      if result.firstDivergence == nil { result.firstDivergence = try replay.finish(outcome) }
      do {
        result.keptPath = try keeping?.end(outcome, isEqual: result.firstDivergence == nil)
      } catch let error as InputError where result.firstDivergence != nil {
        // What was found stands, whatever becomes of the new result.
        result.reason = "its new result cannot be kept: \(error)"
      }
    } catch is Ended {
    } catch {
      keeping?.discard()
      throw error
    }
    result.valueCount = replay.valueCount
    result.verdict = result.firstDivergence == nil ? .reproduced : .diverged
    result.diagnosis = diagnosis(of: replay.pattern, trial, reader, result.path)
  }

  /// The controls that can show something of this trial; one that fails is not caught.
  func run(_ subject: ControlSubject) -> [VerificationReport.ControlResult] {
    NegativeControl.allCases.filter(subject.sample.canTry).compactMap { control in
      do {
        let outcome = try runner(subject).outcome(of: control)
        guard outcome != .cannotShow else { return nil }
        return .init(control: control, isCaught: outcome == .caught)
      } catch {
        let finding = ": " + String(describing: error).printable
        return .init(control: control, isCaught: false, finding: finding)
      }
    }
  }

  private func runner(_ subject: ControlSubject) throws -> ControlRunner {
    ControlRunner(
      header: try subject.specification.header(), sample: subject.sample,
      comparison: comparison,
      makeTrial: { wi in
        var specification = subject.specification
        specification.wi = wi
        return try Trial(specification, subject.inputs, on: subject.unit)
      },
      wi: subject.specification.wi)
  }

  /// A unit with the arithmetic of the trial.
  func unit(
    for specification: TrialSpecification, _ path: String
  ) throws -> ArithmeticUnit {
    guard specification.streams == StreamsProfile.philox.rawValue else {
      throw InputError(
        .unverifiable, file: path, "was recorded with the streams '\(specification.streams)'")
    }
    guard let backend = NumericsProfile.backend(of: specification.numerics) else {
      throw InputError(
        .unverifiable, file: path,
        "was recorded with numerics '\(specification.numerics)', which this program does not have",
        advice: "use the version of seedproof that wrote it")
    }
    let unit = try ArithmeticUnit(
      instructionSet: instructionSet, threads: threads, backend: backend)
    let ours = try NumericsProfile.identity(of: unit)
    guard specification.numerics == ours else {
      throw InputError(
        .unverifiable, file: path,
        "was recorded with numerics '\(specification.numerics)', this run has '\(ours)'")
    }
    return unit
  }

  /// Refuses inputs other than those that the trial was recorded with.
  func check(
    _ inputs: TrialInputs, _ unit: ArithmeticUnit, _ specification: TrialSpecification,
    _ path: String
  ) throws {
    let what = "labels, metric or task"
    func require(_ isEqual: Bool, _ what: String) throws {
      guard isEqual else {
        throw InputError(
          .unverifiable, file: path, "was recorded with other \(what)",
          advice: "name the right ones by --data and --model")
      }
    }
    let (data, model) = (inputs.dataIdentity, inputs.modelIdentity)
    try require(data.train == specification.data.train, "training data")
    try require(data.development == specification.data.development, "development data")
    try require(
      data == specification.data && inputs.data.labels == specification.labels
        && inputs.data.metric.rawValue == specification.metric
        && inputs.data.name == specification.task, what)
    try require(model.configuration == specification.model.configuration, "config.json")
    try require(model.weights == specification.model.weights, "weights (model.safetensors)")
    try require(model.vocabulary == specification.model.vocabulary, "vocabulary")
    try require(model == specification.model, "treatment of capitals, accents or ideographs")
    // Strings are equal where Unicode calls them equivalent; headers only where their bytes are.
    let here = inputs.specification(
      specification.protocol, numerics: try NumericsProfile.identity(of: unit),
      wi: specification.wi, do: specification.do)
    try require(here.header() == specification.header(), what)
  }
}
