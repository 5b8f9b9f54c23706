import ArgumentParser
import Arithmetic
import Experiment
import Files
import Processes
import Text
import Training
import Trajectory

/// `seedproof train`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Runs one trial of an experiment.",
    discussion: """
      With --out the trial's golden is written; a trial that was interrupted is taken up where its \
      last checkpoint left it. The golden is the same file whatever the threads, the instruction \
      set, the device and the interruptions.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String

  @Option(help: ArgumentHelp("Draw the initial weights from this seed.", valueName: "seed"))
  var wi: UInt32

  @Option(
    name: .customLong("do"),
    help: ArgumentHelp("Draw the order of the data from this seed.", valueName: "seed"))
  var dataOrder: UInt32

  @Option(
    help: ArgumentHelp(
      "Change the state by so many units in the last place, as the file's 'perturbation' says.",
      valueName: "n"))
  var ulps: UInt32 = 0

  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Write the golden to this file.", valueName: "file"))
  var out: String?

  @Option(
    name: .customLong("save-model"),
    help: ArgumentHelp(
      "Write the trained model to this new folder, in Hugging Face layout.", valueName: "folder"))
  var saveModel: String?

  @Option(
    name: .customLong("checkpoint-every"),
    help: ArgumentHelp(
      "Write a checkpoint at the first anchor after this many seconds.", valueName: "seconds"))
  var checkpointSeconds = 60

  @OptionGroup var kept: CheckpointOptions

  func validate() throws {
    if out == nil, kept.keptCheckpointCount > 0 {
      throw ValidationError("--keep-checkpoints needs --out: they are kept beside the golden")
    }
  }

  func run() throws {
    let plan = try ExperimentPlan.read(experiment, data: folders.data, model: folders.model)
    try checkPlaces()
    if plan.stop != nil, !output.progress.quiet {
      let place = plan.path.printable
      StandardError.print(
        "seedproof: \(place): the stop rule is for 'grid'; this trial goes to its end")
    }
    if let out { RecordedTrial.removeStrays(of: out) }
    let unit = try arithmetic.setting(trusting: .kept(quiet: output.progress.quiet)).unit(
      plan.numerics.backend)
    let inputs = try InputLoader().load(plan)
    inputs.printRemarks()
    if ulps > 0 {
      guard plan.perturbation != nil else {
        throw InputError(
          file: plan.path, "has no 'perturbation', of which --ulps says how far",
          advice: "add it, or leave out --ulps")
      }
      try plan.checkPerturbation(inputs)
    }
    let trial = try plan.trial(Cell(wi: wi, do: dataOrder, ulps: ulps), inputs, unit)
    // No other trial asks for them in this process.
    inputs.model.forgetWeights()
    try checkReplaced(trial)
    let printer = TrialPrinter(trial, output, title: plan.name)
    let (outcome, seal) = try plan.explainingPerturbation { try record(trial, printer) }
    if let saveModel { try trial.saveModel(to: saveModel) }
    printer.finish(outcome, seal, golden: out, saved: saveModel)
  }

  /// Sees, before any work, that what is to be written has a place.
  private func checkPlaces() throws {
    if let out { try OutputPlace.check(out, what: "golden", beginning: GoldenReader.magic) }
    if let saveModel { try SavedModel.checkPlace(saveModel) }
  }

  /// Sees that a golden which is there already is one of the same trial.
  private func checkReplaced(_ trial: Trial) throws {
    guard let out, let old = try? GoldenReader(out) else { return }
    guard try old.header.value == trial.specification.header() else {
      throw InputError(file: out, "is the golden of another trial", advice: "name another --out")
    }
  }

  /// Runs the trial, into a golden if one is asked for.
  private func record(
    _ trial: Trial, _ printer: TrialPrinter
  ) throws -> (TrialOutcome, GoldenSeal?) {
    guard let out else {
      guard let outcome = try trial.run(record: { printer.report(.event($0)) }) else {
        preconditionFailure("a trial without limit stopped early")
      }
      return (outcome, nil)
    }
    let recorded = RecordedTrial(
      path: out, checkpointInterval: .seconds(checkpointSeconds),
      keptCheckpointCount: kept.keptCheckpointCount)
    let interruption = Interruption()
    interruption.followSignals {
      StandardError.print(
        "seedproof: ending at the next update; the same command takes the trial up again")
    }
    defer { Interruption.leaveSignals() }
    do {
      return try recorded.run(
        trial, isToEnd: { interruption.isRequested }, report: printer.report)
    } catch let end as RecordedTrial.Suspended {
      printer.note("ended after \(end.step) updates, which are kept")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
