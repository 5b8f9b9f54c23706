import ArgumentParser
import Arithmetic
import Experiment
import Foundation
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
      set and the interruptions.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String

  @OptionGroup var seeds: SeedOptions
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
    if let out { RecordedTrial.removeStrays(of: out) }
    let session = try TrialSession(plan, arithmetic, threads: arithmetic.threadCount())
    let trial = try session.trial(Cell(wi: seeds.wi, do: seeds.dataOrder))
    try checkReplaced(trial)
    let printer = TrialPrinter(trial, output, title: plan.name)
    let outcome = try record(trial, printer)
    if let saveModel { try trial.saveModel(to: saveModel) }
    printer.finish(outcome, saved: saveModel)
  }

  /// Sees, before any work, that what is to be written has a place.
  private func checkPlaces() throws {
    if let out { try GoldenPlace.check(out) }
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
  private func record(_ trial: Trial, _ printer: TrialPrinter) throws -> TrialEnd {
    guard let out else {
      guard let outcome = try trial.run(record: { printer.report(.event($0)) }) else {
        preconditionFailure("a trial without limit stopped early")
      }
      return TrialEnd(outcome: outcome)
    }
    let recorded = RecordedTrial(
      path: out, checkpointInterval: .seconds(checkpointSeconds),
      keptCheckpointCount: kept.keptCheckpointCount)
    let (outcome, seal) = try recorded.run(trial, report: printer.report)
    return TrialEnd(outcome: outcome, golden: out, seal: seal)
  }
}
