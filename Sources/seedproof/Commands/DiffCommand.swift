import ArgumentParser
import Experiment
import Judgement
import Trajectory
import Verification

/// `seedproof diff`
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two goldens without rerunning anything.",
    discussion: """
      Prints which members of their headers differ, and the first value in which the trials differ, \
      as 'verify' would. The exit status is 0 if the goldens are equal, 1 if they differ, and 3 if \
      one of them is corrupt.
      """)

  @Argument(help: "The golden that stands for what is expected.")
  var expected: String

  @Argument(help: "The golden that is compared with it.")
  var actual: String

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    for path in [expected, actual] { try ExperimentFolder.refusePlan(asGolden: path) }
    let difference = try GoldenDifference(GoldenReader(expected), GoldenReader(actual))
    print(output.isJSON ? difference.json.canonical : difference.table)
    if !difference.isEqual { throw ExitCode(ExitStatus.differs) }
  }
}
