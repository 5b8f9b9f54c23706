import Experiment
import Grid
import Processes
import Report
import Synchronization
import Text
import Training

/// Times a few updates of the first missing trials, beside each other as in the grid, and says what the grid will take.
/// Nothing is written.
struct GridDryRun {
  let grid: GridRun
  /// The folder of the grid, if there is one.
  let out: String?

  /// Updates are run for so long.
  private static let time = Duration.seconds(2)

  /// - Parameter keptCheckpointCount: checkpoints that each trial is to keep.
  /// - Throws: `InputError` also for what the grid itself would refuse.
  func estimate(
    _ arithmetic: ArithmeticOptions, keptCheckpointCount: Int
  ) throws -> GridEstimate {
    let plan = grid.plan
    let inputs = try InputLoader().load(plan)
    try plan.checkPerturbation(inputs)
    let rule = try StopSchedule(plan, exampleCount: inputs.dataIdentity.trainCount)
    if let out { try ExperimentFolder.check(out, for: plan, stop: grid.stop) }
    inputs.printRemarks()
    let missing = GridRun.missingCount(plan, in: out, nil, rule)
    let load = try grid.load(inputs, arithmetic, missing: missing)
    let units = try load.units(
      arithmetic.setting(threads: load.threads, trusting: .kept(quiet: grid.output.progress.quiet)),
      plan.numerics)
    let schedule = Schedule(plan.protocol, exampleCount: inputs.dataIdentity.trainCount)
    _ = try schedule.checkpointSteps(count: keptCheckpointCount)
    let results = Mutex<[Result<Duration, any Error>]>([])
    let count = min(load.jobs, plan.cells.count)
    TrialThreads.run(count) { slot in
      let result = Result {
        try plan.trial(plan.cells[slot], inputs, units[slot]).measure(atLeast: Self.time)
          .total(schedule)
      }
      results.withLock { $0.append(result) }
    }
    let times = try results.withLock { try $0.map { try $0.get() } }
    let records = Self.goldenByteCount(inputs, plan.protocol, schedule)
    let estimated =
      inputs.sharedByteCount + load.jobs * inputs.trialByteCount(plan.protocol)
    return GridEstimate(
      load: load, missingCount: missing, plannedCount: plan.cells.count,
      trialTime: times.reduce(.zero, +) / max(1, times.count),
      memoryByteCount: PeakMemory.byteCount ?? estimated,
      diskByteCount: missing * records
        + (load.jobs + (rule?.rule.started ?? 0)) * (records + inputs.checkpointByteCount()),
      rule: rule.map { RuleBudget($0, trialCount: plan.cells.count) })
  }

  /// A golden before it is compressed, at most.
  private static func goldenByteCount(
    _ inputs: TrialInputs, _ settings: TrainingProtocol, _ schedule: Schedule
  ) -> Int {
    let labels = inputs.data.labels.count
    let examples = inputs.data.development.count
    let logits = settings.keepLogits ? 4 * labels * examples : 0
    let evaluation = 8 + 8 * labels * labels + examples + logits
    return 4096 + 16 * schedule.stepCount + evaluation * schedule.evaluationSteps.count
      + 256 * (schedule.anchorSteps.count + 1)
  }
}

extension GridEstimate {
  /// For people.
  var text: String {
    let (days, rest) = Int(hours).quotientAndRemainder(dividingBy: 24)
    let long = days > 0 ? " (\(days.counted("day")) \(rest) h)" : ""
    let duration = ProgressBar.duration(hours * 3600)
    return
      ([
        "\(missingCount) of \(plannedCount) trials are missing",
        "\(load.line)",
        "time: \(ProgressBar.duration(trialTime / .seconds(1))) a trial, \(duration) in all\(long)",
        "memory: \(memoryByteCount >> 20) MiB",
        "disk: at most \(diskByteCount >> 20) MiB",
      ] + (rule.map { ["stop rule: \($0.line)"] } ?? []))
      .map { TextWrap.paragraph($0) }.joined(separator: "\n")
  }
}
