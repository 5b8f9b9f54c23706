import ArgumentParser
import Report

/// `seedproof analyze`
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Prints the statistics of a WI x DO grid: the paper's, and better ones.",
    discussion: """
      Without --details the answers stand on a screen, one a line. A table with one column of seeds gets all that needs no grid. The mean and the spread with their \
      intervals, the best of n trials, where the variance comes from, whether a seed matters, degenerate runs, \
      early stopping, and whether seeds are good on every task. A method that does not apply says \
      why. Random steps have a seed, which is printed; the same input gives the same output.
      """)

  @OptionGroup var input: AnalysisInputOptions

  @OptionGroup var output: FormatOptions<TableForms>

  @Flag(help: "Print the tables in Markdown.")
  var markdown = false

  @Flag(help: "Print the tables in LaTeX, for booktabs.")
  var latex = false

  @Flag(help: "Print every table, with what it means, and why methods were left out.")
  var details = false

  /// Text, one JSON object with every number of the analysis, or tables for a document.
  enum TableForms: OutputFormats {
    static var all: [OutputFormat] { [.text, .json, .markdown, .latex] }
  }

  private func form() throws -> OutputFormat {
    try output.chosen(short: [(markdown, .markdown), (latex, .latex)])
  }

  func validate() throws {
    let form = try form()
    if details, form != .text {
      throw ValidationError("--details is for text; the other forms have every table")
    }
  }

  func run() throws {
    let read = try input.read()
    let result = input.analysis(of: read)
    let text =
      switch try form() {
      case .json:
        OutputSchema.analyze.text(of: AnalysisText.document(result, remarks: read.remarks)) + "\n"
      case .markdown: AnalysisText.markdown(result, remarks: read.remarks)
      case .latex: AnalysisText.latex(result, remarks: read.remarks)
      default:
        details
          ? AnalysisText.terminal(result, remarks: read.remarks)
          : AnalysisText.summary(result, remarks: read.remarks)
      }
    print(text, terminator: "")
  }
}
