import ArgumentParser
import Report

/// `seedproof analyze`
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Prints the statistics of a WI x DO grid: the paper's, and better ones.",
    discussion: """
      The best of n trials, where the variance comes from, whether a seed matters, degenerate runs, \
      early stopping, and whether seeds are good on every task. A method that does not apply says \
      why. Random steps have a seed, which is printed; the same input gives the same output.
      """)

  @OptionGroup var input: AnalysisInputOptions

  @Flag(help: "Print one JSON object, with every number of the analysis.")
  var json = false

  @Flag(help: "Print the tables in Markdown.")
  var markdown = false

  @Flag(help: "Print the tables in LaTeX, for booktabs.")
  var latex = false

  func validate() throws {
    if [json, markdown, latex].count(where: \.self) > 1 {
      throw ValidationError("--json, --markdown and --latex exclude each other")
    }
  }

  func run() throws {
    let read = try input.read()
    let result = try input.analysis(of: read.table)
    let text =
      if json {
        AnalysisText.json(result, remarks: read.remarks)
      } else if markdown {
        AnalysisText.markdown(result, remarks: read.remarks)
      } else if latex {
        AnalysisText.latex(result, remarks: read.remarks)
      } else {
        AnalysisText.terminal(result, remarks: read.remarks)
      }
    print(text, terminator: "")
  }
}
