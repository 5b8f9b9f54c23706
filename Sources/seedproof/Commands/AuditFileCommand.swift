import ArgumentParser
import Audit
import Files
import Report
import Text

/// `seedproof audit CLAIMS.yaml`, `seedproof audit FOLDER`
struct AuditFileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file",
    abstract: "Audits a file of claims, or a folder of logs with a summary.",
    discussion: """
      A claim names a score as it was printed, which number of which runs it is, and what was published for it: \
      a table, logs, a test. Files that it names lie beside it or below. Every rule has a permanent name; one \
      that does not apply to a claim says nothing of it. A folder is read by rules that say where a score \
      stands in a log and in the summary: a file, or one of the forms that are known.
      """)

  @Argument(help: ArgumentHelp("A file of claims, or a folder.", valueName: "claims-or-folder"))
  var path: String

  @OptionGroup var evidence: AuditEvidenceOptions

  @OptionGroup var output: FormatOptions<AuditForms>

  @OptionGroup var progress: ProgressOptions

  @Flag(help: "Print the result in Markdown, for a review.")
  var markdown = false

  @Flag(help: "Print the result as SARIF, whose findings point to lines of the claims file.")
  var sarif = false

  @Flag(help: "Print what every rule found, of claims that hold too.")
  var details = false

  enum AuditForms: OutputFormats {
    static var all: [OutputFormat] { [.text, .json, .markdown, .sarif] }
  }

  private func form() throws -> OutputFormat {
    try output.chosen(short: [(markdown, .markdown), (sarif, .sarif)])
  }

  func validate() throws {
    let form = try form()
    if details, form != .text {
      throw ValidationError("--details is for text; the other forms have every rule")
    }
  }

  func run() throws {
    let form = try form()
    let bar = progress.bar("audit")
    let report = try evidence.report(of: path) { done, count in
      bar.update(Double(done) / Double(count), "\(done) of \(count.counted("claim"))")
    }
    bar.clear()
    switch form {
    case .json: OutputSchema.audit.print(report.json)
    case .markdown: print(report.markdown, terminator: "")
    case .sarif: print(report.sarif.canonical)
    default: print(report.table(details: details))
    }
    if report.verdict != .holds { throw ExitCode(report.verdict.exitCode) }
  }
}
