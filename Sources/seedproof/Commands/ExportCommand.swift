import ArgumentParser
import Export
import Text

/// `seedproof export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the goldens of an experiment folder as tables for other programs.",
    discussion: """
      A row is a trial, an evaluation or an update. Numbers that a trial recorded stand twice: as the \
      shortest decimals that give the same binary32, and as hexadecimal text. A database of SQLite holds \
      all four tables unless --rows names one. Every golden is checked from its first byte to its last.
      """)

  @Argument(help: "The experiment folder.")
  var folder: String

  @Option(
    help: ArgumentHelp("Write this form.", valueName: "form"))
  var format: ExportFormat

  @Option(
    help: ArgumentHelp(
      "Write a row for each of these; the default is trials, or all for a database.",
      valueName: "rows"))
  var rows: ExportRows?

  @Option(
    help: ArgumentHelp(
      "Write to this file; the default is standard output, where a database cannot go.",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Read the task's data from this folder, not from that of the plan.", valueName: "folder"))
  var data: String?

  @OptionGroup var lane: LaneOptions

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    // A folder that cannot be exported is what the reader must know first.
    let export = try GridExport(folder, data: data, lane: lane.lane)
    try checkPlace()
    if let remark = export.remark { StandardError.print("seedproof: \(remark.printable)") }
    guard let out else {
      _ = try export.writeLines(rows ?? .trials, format) { print($0) }
      return
    }
    let count = try export.write(rows, format, to: out)
    let document: JSONValue = ["written": .string(out), "rows": .integer(count)]
    print(
      json
        ? OutputSchema.export.text(of: document) : "written \(out.printable): \(count) rows")
  }

  /// Sees that what is to be written may go to standard output, where no file is named.
  private func checkPlace() throws {
    guard out == nil else { return }
    if format == .sqlite {
      throw InputError("--format sqlite needs --out", advice: "name the file of the database")
    }
    if json {
      throw InputError(
        "--json needs --out: the rows go to standard output",
        advice: "for rows as JSON use --format jsonl")
    }
  }
}

extension ExportFormat: ExpressibleByArgument {}
extension ExportRows: ExpressibleByArgument {}
