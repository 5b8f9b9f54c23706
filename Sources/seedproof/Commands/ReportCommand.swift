import ArgumentParser
import Attestation
import Files
import Report
import Statistics
import Text

/// `seedproof report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draws the analysis of a grid as one HTML file that needs no network and no script.",
    discussion: """
      The page has no script and loads nothing. It begins with a verdict: what the certificate in the \
      folder proves, checked with the keys of --pub; without a key it is named, and nobody is known to \
      have signed it. With --pub the exit status is that of 'certificate verify'. Without it a \
      certificate that is corrupt, or of other files, fails all the same.
      """)

  @OptionGroup var input: AnalysisInputOptions

  @OptionGroup var reader: CertificateReaderOptions

  @Option(help: ArgumentHelp("Write the page here.", valueName: "file"))
  var out: String

  @Option(
    help: ArgumentHelp("Write each plot as an SVG file to this folder too.", valueName: "folder"))
  var plots: String?

  @Option(
    help: ArgumentHelp("Write the tables for a paper, in LaTeX, here too.", valueName: "file"))
  var latex: String?

  @Option(
    help: ArgumentHelp(
      """
      Compare the input with this other recipe too, as 'compare' does: an experiment folder or a table; \
      the score of the last evaluation counts there unless --score says otherwise.
      """, valueName: "folder-or-table"))
  var compare: String?

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try checkPlaces()
    let grounds = try reader.grounds()
    let read = try input.read()
    let result = input.analysis(of: read)
    for remark in read.remarks { StandardError.print("seedproof: \(remark)") }
    let comparison = try comparison()
    let certificates = try input.inputs.map { try ReportedCertificate($0, grounds, reader) }
    let page = ReportPage(
      title: read.title,
      table: read.table, analysis: result, environment: read.origins, remarks: read.remarks,
      certificates: certificates, differsInSeedsOnly: read.isGoldensOnly,
      comparison: comparison,
      generator: "seedproof \(Seedproof.configuration.version)")
    // The page last: where it is new, the rest is there.
    var files = try plots.map { try places(of: page.plots, in: $0) } ?? []
    if let latex { files.append((latex, AnalysisText.latex(result, remarks: read.remarks))) }
    files.append((out, page.html))
    for (path, text) in files { try AtomicFile.write(text.utf8, to: path) }
    try end(files.map(\.path), certificates)
  }

  /// The one input beside the other recipe; nil where none was named.
  private func comparison() throws -> (tasks: [TaskComparison], score: ScoreKind)? {
    guard let compare else { return nil }
    var recipes = ComparisonInputOptions()
    recipes.inputs = input.inputs + [compare]
    (recipes.recipeColumn, recipes.columns, recipes.scores) = (nil, input.columns, input.scores)
    (recipes.lane, recipes.sequential, recipes.bound) = (input.lane, false, nil)
    let (tasks, remarks) = try recipes.comparison()
    for remark in remarks { StandardError.print("seedproof: \(remark)") }
    return (tasks, recipes.score)
  }

  func validate() throws {
    guard compare == nil || input.inputs.count == 1 else {
      throw ValidationError("--compare is for one input, which is the other recipe's counterpart")
    }
  }

  /// Tells what was written and what the certificates are worth; the gravest decides the exit status.
  private func end(_ paths: [String], _ certificates: [ReportedCertificate]) throws {
    let isAsked = !reader.pub.isEmpty
    if json {
      let document: JSONValue = [
        "written": .array(paths.map(JSONValue.string)),
        "certificates": .array(certificates.map(\.json)),
      ]
      OutputSchema.report.print(document)
    } else {
      for path in paths { print("written \(path.printable)") }
    }
    for line in certificates.compactMap({ $0.line(isAsked: isAsked) }) {
      StandardError.print("seedproof: \(line.printable)")
    }
    let found = Set(certificates.map { $0.exitStatus(isAsked: isAsked) })
    let order = [ExitStatus.malformed, ExitStatus.differs, ExitStatus.unverifiable]
    if let status = order.first(where: found.contains) { throw ExitCode(status) }
  }

  /// Sees, before any work, that no file but an earlier report is replaced; removes what killed runs left.
  private func checkPlaces() throws {
    try OutputPlace.check(out, what: "HTML page", beginning: Array("<!DOCTYPE html>".utf8))
    if let latex {
      try OutputPlace.check(latex, what: "LaTeX of a report", beginning: Array("% ".utf8))
    }
    for path in [out] + (latex.map { [$0] } ?? []) { StrayFiles.remove(of: path) }
  }

  /// The files of the plots in a folder, which is made if need be; no other file is replaced.
  private func places(
    of plots: [ReportPage.PlotFile], in folder: String
  ) throws -> [(path: String, text: String)] {
    try OutputPlace.makeFolder(folder)
    let names = Set(plots.map(\.name))
    for name in names {
      try OutputPlace.check(
        folder + "/" + name, what: "plot of a report", beginning: Array("<?xml".utf8))
    }
    StrayFiles.remove(from: folder, where: names.contains)
    return plots.map { (folder + "/" + $0.name, $0.text) }
  }
}
