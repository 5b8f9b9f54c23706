import Experiment
import External
import Files
import Foundation
import Judgement
import Processes
import Sampling
import Synchronization
import Text
import Trajectory

/// The determinism battery of another trainer: one trial, run again and again with one thing changed.
public struct RunnerBattery: Sendable {
  private let runner: Runner
  private let ceilings: CeilingTable
  private let options: BatteryOptions
  private var cell: Cell { options.cell }

  public init(_ runner: Runner, _ ceilings: CeilingTable, _ options: BatteryOptions) {
    (self.runner, self.ceilings, self.options) = (runner, ceilings, options)
  }

  /// Runs the reference, then the chosen variations and the controls.
  ///
  /// - Throws: `InputError` if none is chosen, or the reference cannot be run; `Interrupted`.
  public func run() throws -> DeterminismReport {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    // A wrong choice is told before any work; what the trainer loads decides only what cannot be run.
    _ = try options.chosen(of: variations(nil, loaded: nil, scratch.path))
    let (golden, loaded, peak) = try reference()
    try golden.write(to: scratch.path + "/reference.golden")
    let reader = try GoldenReader(scratch.path + "/reference.golden")
    let chosen = try options.chosen(of: variations(reader, loaded: loaded, scratch.path))
    let jobs = BatteryRun.jobs(options.jobs, peakByteCount: peak)
    let (results, controls) = try BatteryRun.results(
      chosen, controls(reader, scratch.path), jobs: jobs, options)
    return DeterminismReport(
      lane: .external, seeds: TrialSeeds(cell),
      contentDigest: reader.contentDigest, stepCount: reader.stepCount, variations: results,
      controls: controls, challenge: options.challenge)
  }

  /// The first run, and the names of the files that it had loaded at its first update.
  private func reference() throws -> (Golden, loaded: Set<String>?, peakByteCount: Int) {
    var loaded: Set<String>?
    var isLooked = false
    do {
      let (golden, peak) = try runner.observe(cell) { _, _, process in
        if !isLooked { loaded = LoadedFiles.names(ofGroup: process) }
        isLooked = true
      }
      return (golden, loaded, peak)
    } catch let failure as RunnerFailure {
      throw InputError(
        .unverifiable, "the reference cannot be run: \(failure)",
        advice: "see that the command works: run it once by hand, with {wi} and {do} replaced")
    }
  }

  /// - Parameter reader: the reference; nil where only the names matter.
  private func variations(
    _ reader: GoldenReader?, loaded: Set<String>?, _ folder: String
  ) -> [Variation] {
    func variation(_ label: Variation.Label, _ runner: Runner) -> Variation {
      Variation(label, cost: 2) { [cell] in
        guard let reader else { preconditionFailure("no reference yet") }
        return (try runner.compare(cell, with: reader).finding, nil)
      }
    }
    func variation(_ surrounding: Surrounding) -> Variation {
      switch surrounding.launch {
      case .failure(let obstacle): Variation(surrounding.label, obstacle: obstacle.reason)
      case .success(let launch):
        variation(surrounding.label, runner.started(by: launch, command(for: launch)))
      }
    }
    return [variation(Variation.rerun, runner)]
      + (Self.own + Surrounding.all(folder: folder)).map(variation)
      + ceilings.rows.map { row in
        if let loaded, !row.isLoaded(loaded) {
          return Variation(row.label, obstacle: "the trainer loads no \(row.library)")
        }
        let own = ProcessInfo.processInfo.environment[row.variable]
        return variation(Surrounding(row.label, row.variable, row.value(after: own)))
      }
      + [neighbour(reader)] + (1...2).map { killed($0, reader) }
  }

  /// A command whose paths do not depend on the working directory, where that is another one.
  private func command(for launch: Launch) -> RunnerCommand? {
    guard launch.folder != nil else { return nil }
    return runner.command.independent(of: FileManager.default.currentDirectoryPath)
  }

  /// What surrounds trainers in particular.
  private static var own: [Surrounding] {
    ["1", "2"].map { (count: String) in
      Surrounding(
        .init(
          "threads-\(count)", "OMP_NUM_THREADS=\(count)", factor: "the number of threads",
          pin: "set OMP_NUM_THREADS"), "OMP_NUM_THREADS", count)
    }
      + ["0", "12345"].map { (seed: String) in
        Surrounding(
          .init(
            "hash-seed-\(seed)", "PYTHONHASHSEED=\(seed)", factor: "Python's hash seed",
            pin: "set PYTHONHASHSEED"), "PYTHONHASHSEED", seed)
      }
  }

  /// The trial while another one of the same trainer runs.
  private func neighbour(_ reader: GoldenReader?) -> Variation {
    Variation(Variation.neighbour, cost: 3) { [cell, runner] in
      guard let reader else { preconditionFailure("no reference yet") }
      let beside = Neighbour { interruption in
        let other = Runner(runner.command, limits: runner.limits, interruption: interruption)
        _ = try other.observe(Self.other(cell, wi: true, do: true)) { _, _, _ in }
      }
      return try beside.during { (try runner.compare(cell, with: reader).finding, nil) }
    }
  }

  /// The trial killed at a drawn update, and run again with what it left.
  private func killed(_ number: Int, _ reader: GoldenReader?) -> Variation {
    let label = Variation.killed(number)
    guard runner.command.holdsResume else {
      return Variation(
        label, obstacle: "the command has no {resume}, the folder from which it could resume")
    }
    return Variation(label, cost: 4) { [cell, runner, options] in
      guard let reader else { preconditionFailure("no reference yet") }
      guard reader.stepCount > 2 else {
        return (.notRun("a trial of \(reader.stepCount) updates has no middle"), nil)
      }
      // The first update may leave nothing behind; where nothing was left, a later one is drawn.
      let last = reader.stepCount - 1
      let drawn = 1 + options.drawn("kill \(number)", below: last - 1)
      for update in [drawn, max(drawn, last - 1 - last / 4)] {
        let told = "killed after update \(update)"
        switch try runner.resume(cell, with: reader, killedAfter: update) {
        case .endedFirst: return (.notRun("it ended before it could be killed"), nil)
        case .beganAnew: continue
        case .differed(let found): return (found.finding, "\(told), and differed before")
        case .takenUp(let step, let found):
          return (found.finding, "\(told), taken up at update \(step)")
        }
      }
      return (
        .notRun(
          "it began anew when it was run again: it resumed nothing from {resume}; save a checkpoint more often"
        ),
        nil
      )
    }
  }

  private func controls(_ reader: GoldenReader, _ folder: String) -> [ControlRun] {
    func seed(_ name: String, _ place: String, isHeld: Bool, _ other: Cell) -> ControlRun {
      ControlRun(name: name, cost: 2) { [runner] in
        guard isHeld else { return .notRun("the command has no \(place)") }
        return try runner.differs(other, from: reader)
          ? .caught
          : .missed(
            "no loss, norm, count, prediction or logit changed: the trainer ignores \(place)")
      }
    }
    let command = runner.command
    return [
      ControlRun(name: "one ULP in one loss") {
        try GoldenComparison.seesOneULP(reader, at: folder + "/altered.golden")
      },
      seed(
        "another WI seed alone", "{wi}", isHeld: command.holdsWI,
        Self.other(cell, wi: true, do: false)),
      seed(
        "another DO seed alone", "{do}", isHeld: command.holdsDO,
        Self.other(cell, wi: false, do: true)),
    ]
  }

  static func other(_ cell: Cell, wi: Bool, do changesDO: Bool) -> Cell {
    func beside(_ seed: UInt32) -> UInt32 { seed == 0 ? 1 : seed - 1 }
    return Cell(wi: wi ? beside(cell.wi) : cell.wi, do: changesDO ? beside(cell.do) : cell.do)
  }
}

extension RunnerComparison {
  fileprivate var finding: VariationResult.Finding {
    firstDivergence.map { .differs($0, updates: $0.step) }
      ?? .identical(updates: stepCount, values: valueCount)
  }
}
