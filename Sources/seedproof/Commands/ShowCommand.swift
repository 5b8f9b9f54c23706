import ArgumentParser
import Experiment
import Text
import Trajectory

/// `seedproof show`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints what a golden holds.",
    discussion: """
      The default is a table of 80 columns. With --csv one line a record, logits left out; with --json \
      one object a line: the updates, the evaluations, the anchors, the series, the end; the first of them \
      says by 'schema' what they are. Floats are exact in each: the shortest decimals that give the same \
      value, in JSON hexadecimal.
      """)

  @Argument(help: "The golden.")
  var file: String

  @Flag(help: "Print comma-separated values.")
  var csv = false

  @Flag(help: "Read the '.partial' file of a trial that is not finished.")
  var partial = false

  @OptionGroup var output: FormatOptions<TableForms>

  /// Text, comma-separated values, or JSON.
  enum TableForms: OutputFormats {
    static var all: [OutputFormat] { [.text, .csv, .json] }
  }

  private func form() throws -> OutputFormat { try output.chosen(short: [(csv, .csv)]) }

  func validate() throws {
    _ = try form()
    if !partial, file.hasSuffix(".partial") {
      throw ValidationError("'\(file)' is of a trial that is not finished: add --partial")
    }
  }

  func run() throws {
    try ExperimentFolder.refusePlan(asGolden: file)
    let trajectory = try partial ? ShownTrajectory(partial: file) : ShownTrajectory(file)
    let form = try form()
    if form == .json { return try printObjects(trajectory) }
    if form == .csv {
      let table = TrajectoryCSV(trajectory.schema)
      print(table.head)
      return try trajectory.visit { print(table.line($0)) }
    }
    let table = TrajectoryTable(
      trajectory.schema, header: trajectory.header, facts: trajectory.facts, end: trajectory.end)
    for line in table.head { print(line) }
    try trajectory.visit { print(table.line($0)) }
    print(table.foot)
  }

  /// One kind of record after another. The first line says what they are, the others have their own members only.
  private func printObjects(_ trajectory: ShownTrajectory) throws {
    var isFirst = true
    func printLine(_ object: JSONValue) {
      print(isFirst ? OutputSchema.show.text(of: object) : object.canonical)
      isFirst = false
    }
    for record in trajectory.schema.records {
      try trajectory.visit { event in
        if event.record == record { printLine(event.json(trajectory.schema)) }
      }
    }
    printLine(trajectory.endJSON)
  }
}

/// A golden, or the records of a trial that is not finished.
struct ShownTrajectory {
  let header: JSONValue
  let schema: RecordSchema
  /// What it is known by, for people: names and texts.
  let facts: [(String, String)]
  /// How it ended, in words.
  let end: String
  let endJSON: JSONValue
  /// Hands on all records in order.
  let visit: ((TrajectoryEvent) -> Void) throws -> Void

  init(_ path: String) throws {
    let reader = try GoldenReader(path)
    header = reader.header.value
    schema = reader.schema
    facts = [
      ("content", "\(reader.contentDigest)"), ("file", "\(reader.fileDigest)"),
      (
        "size",
        "\(reader.byteCount) bytes, format \(reader.version); "
          + "as raw 32-bit columns \(reader.rawByteCount)"
      ),
      (
        "records",
        "\(reader.stepCount) updates, \(reader.evaluationCount) evaluations, "
          + "\(reader.anchorCount) anchors"
          + (reader.schema.series.isEmpty
            ? ""
            : ", \(reader.seriesCounts.reduce(0, +)) values of \(reader.schema.series.count) series")
      ),
    ]
    end = reader.outcome.rawValue
    endJSON = reader.endJSON
    visit = { body in
      var events = reader.events()
      while let event = try events.next() { body(event) }
    }
  }

  init(partial path: String) throws {
    let partial = try PartialGolden(path)
    let count = partial.events.count { $0.record == .step }
    header = partial.header
    schema = try RecordSchema(header: partial.header)
    facts = [("records", "\(count) updates so far")]
    end = "not finished"
    endJSON = ["partial": ["steps": .integer(Int64(count))]]
    visit = { partial.events.forEach($0) }
  }
}
