import ArgumentParser
import Arithmetic
import Experiment
import Processes
import Verification

/// `seedproof accept`
struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Makes new results the goldens of an experiment folder.",
    discussion: """
      New results come from 'verify --record' or 'verify --keep-actual'. The folder's ledger receives \
      the reason, the date, the toolchain and the contents before and after. Nothing is rerun: \
      'verify' tests the new goldens. Where CI is set this is refused, since goldens change by \
      decision only.
      """)

  @Argument(help: "The experiment folder whose goldens are to change.")
  var folder: String

  @Argument(
    help: "New results, or folders of them; without any, those in the folder's 'pending' folder.")
  var results: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Take only the new results that differ from their goldens in this way, by the name that 'verify' gives it; \
      the others wait.
      """, valueName: "name"))
  var group: String?

  @OptionGroup var lane: LaneOptions

  @Option(help: ArgumentHelp("Say why the goldens change.", valueName: "text"))
  var reason: String

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func validate() throws {
    guard !ContinuousIntegration.isRunning else {
      throw ValidationError("accept is refused where CI is set: goldens change by decision only")
    }
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("--reason is empty: say why the goldens change")
    }
    guard reason.count <= 500 else {
      throw ValidationError("--reason has \(reason.count) characters; the ledger keeps 500")
    }
  }

  func run() throws {
    let acceptance = try Acceptance(
      results, into: ExperimentFolder.open(folder, lane: lane.lane), group: group)
    try acceptance.perform(
      reason: reason,
      machine: Machine.current(
        threads: ProcessorShare.current.processorCount,
        instructionSet: InstructionSet.best.rawValue))
    print(output.isJSON ? OutputSchema.accept.text(of: acceptance.json) : acceptance.table)
  }
}
