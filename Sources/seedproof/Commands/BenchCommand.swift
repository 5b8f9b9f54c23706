import ArgumentParser
import Experiment
import Files
import Training

/// `seedproof bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the updates of a trial.",
    discussion: """
      Updates that are followed by an evaluation or an anchor are not counted, nor is the first. \
      Compare times of one run only: machines differ, and one machine differs from hour to hour.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String

  @Option(help: ArgumentHelp("Run this many updates.", valueName: "n"))
  var updates = 40

  @OptionGroup var seeds: SeedOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var output: JSONOption

  func run() throws {
    let plan = try ExperimentPlan.read(experiment, data: folders.data, model: folders.model)
    let session = try TrialSession(plan, arithmetic, threads: arithmetic.threadCount())
    let times = try StepTimes(
      session.trial(Cell(wi: seeds.wi, do: seeds.dataOrder)), updates: updates)
    guard let median = times.median else {
      throw InputError("too few updates to time", advice: "ask for more by --updates")
    }
    let milliseconds = (median * 1000).decimals(3)
    let peak = PeakMemory.kibibytes()
    if output.json {
      let members: JSONValue = [
        "experiment": .string(plan.name), "threads": .integer(Int64(session.unit.threads)),
        "instructionSet": .string(session.unit.instructionSet.rawValue),
        "updates": .integer(Int64(times.seconds.count)),
        "peakMemoryKiB": peak.map { .integer(Int64($0)) } ?? .null,
        "medianMilliseconds": .string(milliseconds),
        "milliseconds": .array(times.seconds.map { .string(($0 * 1000).decimals(3)) }),
      ]
      print(members.canonical)
    } else {
      let memory = peak.map { ", peak memory \($0 / 1024) MiB" } ?? ""
      print("\(plan.name): median \(milliseconds) ms of \(times.seconds.count) updates\(memory)")
    }
  }
}

/// How long updates take.
struct StepTimes {
  /// From one update's gradient to the next, with nothing between but the update itself.
  private(set) var seconds: [Double] = []

  var median: Double? {
    guard !seconds.isEmpty else { return nil }
    return seconds.sorted()[seconds.count / 2]
  }

  init(_ trial: Trial, updates: Int) throws {
    let clock = ContinuousClock()
    var last: ContinuousClock.Instant?
    var found: [Double] = []
    _ = try trial.run(limit: updates) { event in
      let now = clock.now
      guard case .step = event else {
        last = nil
        return
      }
      if let last { found.append((now - last) / .seconds(1)) }
      last = now
    }
    seconds = found
  }
}
