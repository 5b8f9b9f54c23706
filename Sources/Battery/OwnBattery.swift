import Arithmetic
import Experiment
import Files
import Judgement
import Processes
import Sampling
import Text
import Trajectory

/// The determinism battery of this program: one trial of a plan, run again and again, each time in a process of its own
/// and with one thing changed.
public struct OwnBattery: Sendable {
  let program: String
  let otherPrograms: [String]
  let device: ComputeDevice
  let derived: DerivedPlan
  let options: BatteryOptions
  var cell: Cell { options.cell }

  /// - Parameters:
  ///   - program: this program's path.
  ///   - otherPrograms: other builds of it.
  ///   - device: where every run computes, unless it is what changes.
  ///   - stepLimit: `max_steps`, where it is not the plan's.
  /// - Throws: `InputError` if the plan is for another trainer, `ArithmeticError` if its numerics are not the device's.
  public init(
    program: String, otherPrograms: [String] = [], device: ComputeDevice = .processor,
    _ plan: ExperimentPlan, stepLimit: Int? = nil, _ options: BatteryOptions
  ) throws {
    _ = try InputSource(plan)
    try device.require(plan.numerics.backend)
    (self.program, self.otherPrograms, self.options) = (program, otherPrograms, options)
    self.device = device
    derived = try DerivedPlan(plan, stepLimit: stepLimit)
  }

  /// Runs the reference, then the chosen variations and the controls.
  ///
  /// - Throws: `InputError` if none is chosen, or the reference cannot be run; `Interrupted`.
  public func run() throws -> DeterminismReport {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let chosen = try options.chosen(of: variations(scratch.path))
    try derived.write(to: planPath(scratch.path))
    let peak: Int
    do {
      peak = try train(scratch.path, "reference").succeed().peakByteCount
    } catch let failure as ProgramRun.Failure {
      throw InputError(
        .unverifiable, "the reference cannot be run: \(failure)",
        advice: "see that 'seedproof train' runs this trial")
    }
    let reader = try GoldenReader(golden(scratch.path, "reference"))
    let jobs = BatteryRun.jobs(options.jobs, peakByteCount: peak)
    let (results, controls) = try BatteryRun.results(
      chosen, controls(reader, scratch.path), jobs: jobs, options)
    return DeterminismReport(
      lane: .own, seeds: TrialSeeds(cell), contentDigest: reader.contentDigest,
      stepCount: reader.stepCount, variations: results, controls: controls,
      challenge: options.challenge)
  }
}

/// Its runs: `seedproof train` with a plan and a golden in the scratch folder.
extension OwnBattery {
  func planPath(_ folder: String, _ name: String = "plan") -> String { "\(folder)/\(name).yaml" }
  func golden(_ folder: String, _ name: String) -> String { "\(folder)/\(name).golden" }

  /// - Parameters:
  ///   - name: of the golden, without its end.
  ///   - device: nil for that of the battery.
  func train(
    _ folder: String, _ name: String, _ more: [String] = [], launch: Launch = Launch(),
    cell: Cell? = nil, plan: String? = nil, program: String? = nil, device: ComputeDevice? = nil,
    interruption: Interruption? = nil
  ) -> ProgramRun {
    let cell = cell ?? self.cell
    return ProgramRun(
      arguments: [
        program ?? self.program, "train", planPath(folder, plan ?? "plan"), "--wi", "\(cell.wi)",
        "--do", "\(cell.do)", "--out", golden(folder, name),
      ] + Self.words(device ?? self.device) + more, launch: launch,
      interruption: interruption ?? options.interruption)
  }

  /// The option that names a device; another build may not have it, so what is the default is not named.
  static func words(_ device: ComputeDevice) -> [String] {
    device == .processor ? [] : ["--device", "\(device)"]
  }

  /// The reference, which every variation finds in the scratch folder.
  func reference(_ folder: String) throws -> GoldenReader {
    try GoldenReader(golden(folder, "reference"))
  }

  /// What a run that ended well says.
  func finding(_ folder: String, _ run: ProgramRun, _ name: String) throws
    -> VariationResult.Finding
  {
    try run.succeed()
    return try GoldenComparison.finding(reference(folder), GoldenReader(golden(folder, name)))
  }

  static func beside(_ seed: UInt32) -> UInt32 { seed == 0 ? 1 : seed - 1 }
}
