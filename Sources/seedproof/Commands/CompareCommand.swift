import ArgumentParser
import Report
import Statistics

/// `seedproof compare`
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract:
      "Compares recipes over their seeds: which is better, how surely, how many more it takes.",
    discussion: """
      Each input is one recipe: an experiment folder, or a table of its trials; or one table has a \
      column that names the recipe. Trials of the same seeds are pairs. Each number comes with what it means; with --details all numbers are \
      printed, and a method that does not apply says why. Of several recipes all pairs are compared, with Holm's adjustment. Where \
      predictions are there and accuracy is the metric, examples are resampled with the seeds.
      """)

  @OptionGroup var input: ComparisonInputOptions

  @OptionGroup var output: FormatOptions<AnalyzeCommand.TableForms>

  @Flag(help: "Print the tables in Markdown.")
  var markdown = false

  @Flag(help: "Print the tables in LaTeX, for booktabs.")
  var latex = false

  @Flag(help: "Print every number with its meaning, and why methods were left out.")
  var details = false

  private func form() throws -> OutputFormat {
    try output.chosen(short: [(markdown, .markdown), (latex, .latex)])
  }

  func validate() throws {
    let form = try form()
    if details, form != .text {
      throw ValidationError("--details is for text; the other forms have every number")
    }
  }

  func run() throws {
    let (tasks, remarks) = try input.comparison()
    let score = input.score
    let text =
      switch try form() {
      case .json:
        OutputSchema.compare.text(
          of: ComparisonText.document(tasks, score: score, remarks: remarks))
          + "\n"
      case .markdown: ComparisonText.markdown(tasks, score: score, remarks: remarks)
      case .latex: ComparisonText.latex(tasks, score: score, remarks: remarks)
      default:
        details
          ? ComparisonText.terminal(tasks, score: score, remarks: remarks)
          : ComparisonText.summary(tasks, score: score, remarks: remarks)
      }
    print(text, terminator: "")
  }
}
