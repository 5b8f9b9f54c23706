import ArgumentParser
import Arithmetic
import Battery
import Experiment
import External
import Foundation
import Judgement
import Processes
import Sampling
import Text

/// `seedproof certify`
struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract:
      "Runs one trial again and again, each time with one thing changed, and says what changes its bits.",
    discussion: """
      Each variation is a process of its own: other threads, instruction sets, another device, environment, locale, \
      working directory, a busy machine, a kill and a resume, and others. The trial's first run is \
      the reference. The verdict is identical (exit 0) if every variation that ran gave the same \
      bits, differs (1) if one did not, and unproven (2) if a control was not caught or fewer than \
      two variations ran. What cannot be run here is named. With --runner another trainer is tried; \
      {resume} in its command is a folder from which it may resume.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String

  @Option(
    help: ArgumentHelp(
      "Run the trial of this WI seed; the default is the plan's first.", valueName: "seed"))
  var wi: UInt32?

  @Option(
    name: .customLong("do"),
    help: ArgumentHelp(
      "Run the trial of this DO seed; the default is the plan's first.", valueName: "seed"))
  var dataOrder: UInt32?

  @Option(
    name: .customLong("max-steps"),
    help: ArgumentHelp(
      "End the trial after this many updates, whatever the plan's max_steps; for this program only.",
      valueName: "n"))
  var stepLimit: Int?

  @Option(
    help: ArgumentHelp("Run only these variations, by their names.", valueName: "name,..."),
    transform: CertifyCommand.names)
  var only: [String]?

  @Option(
    help: ArgumentHelp("Leave out these variations, by their names.", valueName: "name,..."),
    transform: CertifyCommand.names)
  var skip: [String]?

  @Option(
    help: ArgumentHelp(
      "Run at most this many processes at a time; the default is what processors and memory allow.",
      valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Draw by this text where runs are killed; the default are 32 random bytes, which are printed.",
      valueName: "text"))
  var challenge: String?

  @Option(
    help: ArgumentHelp(
      "Run the trial by this other build of the program too; may be given several times.",
      valueName: "path"))
  var program: [String] = []

  @Option(
    help: ArgumentHelp(
      "Add the libraries of this file to those whose instruction set is limited for --runner.",
      valueName: "file"))
  var ceilings: [String] = []

  @OptionGroup var device: DeviceOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var runner: RunnerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be 1...256, not \(jobs)")
    }
    if let stepLimit, stepLimit < 1 {
      throw ValidationError("--max-steps must be at least 1, not \(stepLimit)")
    }
    guard challenge != "" else { throw ValidationError("--challenge is empty") }
    guard runner.runner == nil || (program.isEmpty && stepLimit == nil) else {
      throw ValidationError("--runner excludes --program and --max-steps")
    }
    guard runner.runner == nil || (folders.data == nil && folders.model == nil) else {
      throw ValidationError(
        "--runner excludes --data and --model: name what another trainer takes in its command")
    }
    guard runner.runner == nil || device.word == nil else {
      throw ValidationError("--runner excludes --device")
    }
    guard runner.runner != nil || ceilings.isEmpty else {
      throw ValidationError("--ceilings is for --runner")
    }
  }

  func run() throws {
    let plan = try ExperimentPlan.read(experiment, data: folders.data, model: folders.model)
    guard (plan.task == .external) == (runner.runner != nil) else {
      throw InputError(
        file: plan.path,
        plan.task == .external
          ? "is for another trainer, whose command is not given"
          : "is for Seedproof's own trainer, but --runner names another",
        advice: "use --runner with 'task: external', and only there")
    }
    // Its runs may believe what is kept; here the device answers anew, before any of them.
    try ArithmeticSetting(
      device: device.device.found(), trusting: .anew(quiet: output.progress.quiet)
    ).examineDevice()
    let bar = output.progressBar("certify")
    let options = options(plan, bar)
    options.interruption.followSignals { bar.clear() }
    let report: DeterminismReport
    do {
      report = try found(plan, options)
    } catch is Interrupted {
      throw ExitCode(ExitStatus.interrupted)
    }
    bar.clear()
    print(output.json ? OutputSchema.certify.text(of: report.json) : report.table)
    if report.verdict != .identical { throw ExitCode(report.verdict.exitCode) }
  }

  private func options(_ plan: ExperimentPlan, _ bar: ProgressBar) -> BatteryOptions {
    let first = plan.cells[0]
    var options = BatteryOptions(
      cell: Cell(wi: wi ?? first.wi, do: dataOrder ?? first.do),
      challenge: challenge ?? Challenge.random().text)
    options.only = only
    options.skipped = skip ?? []
    options.jobs = jobs
    options.progress = { bar.update(Double($0) / Double($1), "\($0) of \($1) runs") }
    return options
  }

  private func found(
    _ plan: ExperimentPlan, _ options: BatteryOptions
  ) throws -> DeterminismReport {
    if let runner = try runner.runner(options.interruption) {
      return try RunnerBattery(runner, CeilingTable(adding: ceilings), options).run()
    }
    guard let own = ProgramArguments.program else {
      throw InputError(
        "this program does not find itself, and cannot start its runs",
        advice: "start it by its whole path, where /proc is there")
    }
    return try OwnBattery(
      program: own, otherPrograms: program, device: device.device.found(), plan,
      stepLimit: stepLimit, options
    ).run()
  }

  private static func names(_ text: String) throws -> [String] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains("") else {
      throw ValidationError("a name is empty in '\(text.prefix(60))'")
    }
    return names
  }
}
