import ArgumentParser
import Experiment
import Judgement
import Report
import Trajectory
import Verification

/// `seedproof diff`
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two goldens without rerunning anything.",
    discussion: """
      Prints which members of their headers differ, and the first value in which the trials differ, \
      as 'verify' would, with a likely cause. Then come the last and the best score of each, and for \
      each column that differs how many of its values do, from which step on, and how far: the \
      largest and the middle one of their relative differences. The exit status is 0 if the goldens \
      are equal, 1 if they differ, and 3 if one of them is corrupt.
      """)

  @Argument(help: "The golden that stands for what is expected.")
  var expected: String

  @Argument(help: "The golden that is compared with it.")
  var actual: String

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    for path in [expected, actual] { try ExperimentFolder.refusePlan(asGolden: path) }
    let (old, new) = (try GoldenReader(expected), try GoldenReader(actual))
    let difference = try GoldenDifference(old, new)
    let change = try GoldenChange(
      difference, ColumnDifferences(old, new), before: GoldenScores(of: old),
      after: GoldenScores(of: new))
    print(output.isJSON ? OutputSchema.diff.text(of: change.json) : change.table)
    if !difference.isEqual { throw ExitCode(ExitStatus.differs) }
  }
}
