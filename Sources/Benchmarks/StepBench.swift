import Arithmetic
import Encoder
import Experiment
import Files
import Foundation
import Text
import Training
import Trajectory

/// Updates of a trial: how long they take, and what takes the time.
struct StepBench: Encodable {
  let task: String
  let threads: Int
  let instructionSet: String
  let medianMilliseconds: Double
  let stepsPerSecond: Double
  let milliseconds: [Double]
  /// Floating-point operations that the products of an update need, over its time: median, GFLOP/s.
  let productGigaflops: Double
  /// The best rate of OpenBLAS in this run, and the share of it that `productGigaflops` is.
  let openblasGigaflops: Double?
  let share: Double?
  /// Share of an update in each phase of the arithmetic; the rest is between the phases.
  let phases: [String: Double]
  /// Share of an update that writing the golden takes.
  let recordingShare: Double
  /// The same updates with `numerics: openblas`: median milliseconds, and their ratio to the exact ones.
  let openblasMilliseconds: Double?
  let openblasRatio: Double?
  let peakMemoryKiB: Int?
}

/// What is to be timed.
struct StepSubject {
  let name: String
  let inputs: TrialInputs
  let plan: TrainingProtocol
  let cell: Cell
  /// Whether an update takes milliseconds.
  var isSmall: Bool { inputs.configuration.hiddenSize < 128 }

  func trial(_ unit: ArithmeticUnit) throws -> Trial {
    try Trial(
      inputs.specification(
        plan, numerics: NumericsProfile.identity(of: unit), wi: cell.wi, do: cell.do),
      inputs, on: unit)
  }
}

/// A trial that is run some updates at a time.
final class StepRun {
  private let trial: Trial
  private let unit: ArithmeticUnit
  private let writer: GoldenWriter
  private(set) var seconds: [Double] = []
  private(set) var rates: [Double] = []
  private(set) var phases: [Phase: Duration] = [:]
  private(set) var recording = 0.0

  init(_ subject: StepSubject, _ unit: ArithmeticUnit, folder: String) throws {
    trial = try subject.trial(unit)
    self.unit = unit
    writer = try GoldenWriter(
      path: "\(folder)/\(unit.backend == .exact ? "exact" : "openblas").golden",
      header: trial.specification.header())
    unit.clock = PhaseClock()
  }

  /// Runs `count` updates; those after an evaluation or an anchor, and the first, are not counted.
  func run(_ count: Int) throws {
    let clock = ContinuousClock()
    var last: (instant: ContinuousClock.Instant, phases: [Phase: Duration])?
    let start = trial.stepsDone
    _ = try trial.run(limit: start + count) { event in
      guard let unitClock = unit.clock else { preconditionFailure("a unit that lost its clock") }
      let now = clock.now
      try writer.append(event)
      let written = clock.now
      guard case .step(let step) = event else {
        last = nil
        return
      }
      if let last {
        let time = (now - last.instant) / .seconds(1)
        seconds.append(time)
        rates.append(trial.productOperations(at: step.step) / time / 1e9)
        for (phase, total) in unitClock.times {
          phases[phase, default: .zero] += total - (last.phases[phase] ?? .zero)
        }
        recording += (written - now) / .seconds(1)
      }
      last = (written, unitClock.times)
    }
  }

  /// Seals the golden and takes its time into account.
  func finish() throws {
    recording += try BenchTimer.seconds { _ = try writer.finish(outcome: .completed) }
  }
}

extension StepBench {
  /// Times `updates` updates in `rounds` groups, in turns with `numerics: openblas` where that is asked for.
  static func run(
    _ subject: StepSubject, _ setting: ArithmeticSetting, unit: ArithmeticUnit,
    openBLAS: ArithmeticUnit?, updates: Int,
    rounds: Int, bestOpenBLAS: () throws -> Double?
  ) throws -> StepBench {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let exact = try StepRun(subject, unit, folder: scratch.path)
    let other = try openBLAS.map { try StepRun(subject, $0, folder: scratch.path) }
    var best: Double?
    for _ in 0..<rounds {
      try exact.run(updates / rounds + 1)
      try other?.run(updates / rounds + 1)
      if let rate = try bestOpenBLAS() { best = max(best ?? 0, rate) }
    }
    try exact.finish()
    guard !exact.seconds.isEmpty else {
      throw InputError("too few updates to time", advice: "ask for more by --updates")
    }
    let median = BenchTimer.median(exact.seconds)
    let total = exact.seconds.reduce(0, +)
    let rate = BenchTimer.median(exact.rates)
    let theirs = other.map { BenchTimer.median($0.seconds) }
    return StepBench(
      task: subject.name, threads: unit.threads, instructionSet: setting.place,
      medianMilliseconds: (median * 1000).rounded(decimals: 3),
      stepsPerSecond: (1 / median).rounded(decimals: 3),
      milliseconds: exact.seconds.map { ($0 * 1000).rounded(decimals: 3) },
      productGigaflops: rate.rounded(decimals: 1), openblasGigaflops: best?.rounded(decimals: 1),
      share: best.map { (rate / $0).rounded(decimals: 3) },
      // A device is not asked how long each of its commands took.
      phases: setting.device != .processor
        ? [:]
        : Dictionary(
          uniqueKeysWithValues: exact.phases.map {
            ($0.rawValue, ($1 / .seconds(1) / total).rounded(decimals: 4))
          }),
      recordingShare: (exact.recording / total).rounded(decimals: 5),
      openblasMilliseconds: theirs.map { ($0 * 1000).rounded(decimals: 3) },
      openblasRatio: theirs.map { ($0 / median).rounded(decimals: 3) },
      peakMemoryKiB: KernelFile.peakMemoryKiB)
  }
}
