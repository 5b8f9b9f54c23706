import Arithmetic
import Experiment
import Judgement
import Sampling
import Text
import Training
import Trajectory

/// Reruns trials and compares them with their goldens.
public struct TrialVerifier: Sendable {
  let setting: ArithmeticSetting
  let comparison: any Comparison
  let kept: KeptResults?
  let loader = InputLoader()
  let ledgers = LedgerEndings()
  /// Is told after each update which share of all trials is done; from several threads.
  let progress: @Sendable (Double) -> Void

  /// - Parameter setting: what computes; its threads are those of one trial.
  public init(
    _ setting: ArithmeticSetting,
    comparison: any Comparison = ExactComparison(), keeping kept: KeptResults? = nil,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.setting = setting
    self.comparison = comparison
    self.kept = kept
    self.progress = progress
  }

  /// Verifies the chosen trials, `jobs` at a time, then runs the controls. Whatever is wrong with a
  /// golden or its inputs is in the report.
  public func verify(_ selection: TrialSelection, jobs: Int = 1) -> VerificationReport {
    verify(selection, .whole, jobs: jobs)
  }

  /// The same of the first `updates` of each trial, where they are given.
  ///
  /// - Throws: `InputError`, which is wrong use, if a golden has fewer.
  public func verify(
    _ selection: TrialSelection, updates: Int?, jobs: Int = 1
  ) throws -> VerificationReport {
    let part = try TrialPart.first(updates, of: selection.goldens.lazy.map(\.path))
    var report = verify(selection, part, jobs: jobs)
    report.prefix = updates
    return report
  }

  private func verify(
    _ selection: TrialSelection, _ part: TrialPart, jobs: Int
  ) -> VerificationReport {
    var report = verify(
      selection.goldens, part, jobs: jobs, challenge: selection.controlChallenge,
      mayBegin: selection.mayBegin())
    report.take(selection)
    return report
  }

  /// Verifies goldens, `jobs` at a time, then runs the controls.
  ///
  /// - Parameters:
  ///   - challenge: decides which values the controls alter.
  ///   - mayBegin: whether the golden at an index is looked at.
  public func verify(
    _ goldens: [ChosenGolden], _ part: TrialPart = .whole, jobs: Int = 1,
    challenge: String = Challenge.random().text,
    mayBegin: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) -> VerificationReport {
    let judge = Judge(.own, comparison: comparison)
    let heard = judge.hear(
      goldens.map { (OwnTrial(golden: $0, verifier: self), part) }, jobs: jobs,
      mayBegin: mayBegin, progress: progress)
    var report = VerificationReport(
      Evidence(
        trials: heard.evidence.countedOnce(),
        controls: judge.control(heard, challenge: challenge, threads: setting.threads * jobs)))
    report.stopRule = StopGrounds(goldens, report.trials)?.remark
    return report
  }

  /// The inputs of the trial of a golden, once they and the arithmetic are known to be the recorded ones.
  func inputs(
    of specification: TrialSpecification, _ golden: ChosenGolden
  ) throws -> TrialInputs {
    // Threads and devices take time to start, and only threads of a BLAS have a part in the bits.
    let isExact = NumericsProfile.backend(of: specification.numerics) == .exact
    let unit = try unit(for: specification, golden.path, isExact ? ArithmeticSetting() : setting)
    let inputs = try loader.load(
      golden.source(for: specification), maximumLength: specification.protocol.maximumLength)
    try check(inputs, unit, specification, golden.path)
    return inputs
  }

  /// A unit with the arithmetic of the trial.
  func unit(for specification: TrialSpecification, _ path: String) throws -> ArithmeticUnit {
    try unit(for: specification, path, setting)
  }

  private func unit(
    for specification: TrialSpecification, _ path: String, _ setting: ArithmeticSetting
  ) throws -> ArithmeticUnit {
    _ = try specification.knownStreams(file: path)
    guard let backend = NumericsProfile.backend(of: specification.numerics) else {
      throw InputError(
        .unverifiable, file: path,
        "was recorded with numerics '\(specification.numerics)', which this program does not have",
        advice: "use the version of seedproof that wrote it")
    }
    let unit = try setting.unit(backend)
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
    var here = inputs.specification(
      specification.protocol, numerics: try NumericsProfile.identity(of: unit),
      streams: try specification.knownStreams(file: path).rawValue,
      wi: specification.wi, do: specification.do)
    here.columns = specification.columns
    here.perturbation = specification.perturbation
    try require(here.header() == specification.header(), what)
  }
}
