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
    abstract: "Compares two goldens, or two plans, without rerunning anything.",
    discussion: """
      Prints which members of their headers differ, and the first value in which the trials differ, \
      as 'verify' would, with a likely cause. Then come the last and the best score of each, and for \
      each column that differs how many of its values do, from which step on, and how far: the \
      largest and the middle one of their relative differences. Of two plans (.yaml) it lists the \
      settings in which they differ, where a preset stands for its values and a key that is left out \
      for its default. The exit status is 0 if the two are equal, 1 if they differ, and 3 if a golden \
      is corrupt.
      """)

  @Argument(help: "The golden that stands for what is expected, or the first plan.")
  var expected: String

  @Argument(help: "The golden that is compared with it, or the second plan.")
  var actual: String

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    if [expected, actual].allSatisfy(ExperimentFolder.isPlan) { return try comparePlans() }
    for path in [expected, actual] { try ExperimentFolder.refusePlan(asGolden: path) }
    let (old, new) = (try GoldenReader(expected), try GoldenReader(actual))
    let difference = try GoldenDifference(old, new)
    let change = try GoldenChange(
      difference, ColumnDifferences(old, new), before: GoldenScores(of: old),
      after: GoldenScores(of: new))
    print(output.isJSON ? OutputSchema.diff.text(of: change.json) : change.table)
    if !difference.isEqual { throw ExitCode(ExitStatus.differs) }
  }

  private func comparePlans() throws {
    let plans = try [expected, actual].map { try ExperimentPlan.read($0) }
    let change = PlanChange(plans[0].settings, plans[1].settings)
    print(output.isJSON ? OutputSchema.planDiff.text(of: change.json) : change.table)
    if !change.isEqual { throw ExitCode(ExitStatus.differs) }
  }
}
