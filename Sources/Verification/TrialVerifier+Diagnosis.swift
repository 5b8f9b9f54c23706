import Arithmetic
import Experiment
import Judgement
import Streams
import Training
import Trajectory

extension TrialVerifier {
  /// Fills in what golden and this run have in common, for a trial that is not reproduced and whose golden
  /// is whole.
  func diagnose(_ evidence: inout TrialEvidence, _ golden: ChosenGolden) {
    guard let specification = golden.recordedSpecification() else { return }
    let here = specificationHere(specification, golden)
    let ledger = golden.plan.flatMap { ledgers.ending(of: specification, beside: $0.path) }
    let machine = Machine.current(
      threads: setting.threads, instructionSet: setting.place, recordsHost: true)
    let compared = try? CategoryComparison.comparing(
      recorded: specification, here: here, ledger: ledger, machine: machine)
    let categories = compared ?? []
    if evidence.diagnosis == nil, !categories.contains(where: { $0.status == .differs }) { return }
    var diagnosis = evidence.diagnosis ?? Diagnosis()
    diagnosis.categories = categories
    diagnosis.settings = here.map { differingSettings(specification, $0) } ?? []
    evidence.diagnosis = diagnosis
  }

  /// What two headers declare in different ways.
  private func differingSettings(
    _ recorded: TrialSpecification, _ here: TrialSpecification
  ) -> [SettingDifference] {
    guard let old = try? recorded.header(), let new = try? here.header() else { return [] }
    return SettingDifference.all(old, new)
  }

  /// The specification that the golden's trial has with the plan, inputs and arithmetic of this run; nil
  /// where model or data are missing.
  private func specificationHere(
    _ recorded: TrialSpecification, _ golden: ChosenGolden
  ) -> TrialSpecification? {
    let settings = golden.plan?.protocol ?? recorded.protocol
    guard let source = try? golden.source(for: recorded),
      let inputs = try? loader.load(source, maximumLength: settings.maximumLength)
    else { return nil }
    let numerics =
      NumericsProfile.backend(of: recorded.numerics) != .openBLAS
      ? NumericsProfile.exact.rawValue
      : (try? setting.unit(.openBLAS))
        .flatMap { try? NumericsProfile.identity(of: $0) } ?? "none"
    var here = inputs.specification(
      settings, numerics: numerics,
      streams: (golden.plan?.streams ?? (try? recorded.knownStreams()) ?? .philox).rawValue,
      wi: golden.cell?.wi ?? recorded.wi, do: golden.cell?.do ?? recorded.do)
    here.columns = recorded.columns
    here.perturbation =
      golden.plan.map { $0.perturbation?.perturbation(of: golden.cell ?? Cell(recorded)) }
      ?? recorded.perturbation
    return here
  }

  /// Where weights or moments differ from those that a kept checkpoint has, tensor and element.
  ///
  /// A golden has digests of the state only; beside a checkpoint at the same anchor both sides are known.
  func stateNotes(
    _ pattern: DivergencePattern, _ trial: Trial, _ reader: GoldenReader, _ path: String
  ) -> [String] {
    guard let first = pattern.first, first.column == .anchor else { return [] }
    let unknown = "which tensor differs is not known: a golden has digests of the state only"
    guard first.step == trial.stepsDone, first.step > 0 else { return [unknown] }
    do {
      guard let anchor = try reader.anchor(at: first.step) else { return [unknown] }
      let recorded = try trial.another()
      try KeptCheckpoint(KeptCheckpoints(besideGolden: path).path(step: first.step), of: recorded)
        .restore(recorded, verifying: anchor)
      let difference = trial.firstStateDifference(from: recorded)
      return ["beside the kept checkpoint: " + (difference?.line ?? "no weight or moment differs")]
    } catch {
      return [unknown]
    }
  }
}

extension GoldenReader {
  /// The anchor after `step` updates.
  func anchor(at step: Int) throws -> AnchorRecord? {
    var events = events(fromStep: max(0, step - 1))
    while let event = try events.next() {
      if case .anchor(let record) = event, record.step == step { return record }
    }
    return nil
  }
}
