import Experiment
import Files
import Foundation
import GRDB
import TestSupport
import Testing
import Text

@testable import Export
@testable import Trajectory

@Suite struct ExportTests {
  private static let committed = Repository.path("golden/acceptability")

  /// A copy of the committed experiment.
  private static func copy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["experiment.yaml", "trials"] {
      try FileManager.default.copyItem(
        atPath: committed + "/" + name, toPath: folder.file(name))
    }
    return folder
  }

  private static func lines(
    _ rows: ExportRows, _ format: ExportFormat, of path: String = committed
  ) throws -> [String] {
    var lines: [String] = []
    let count = try GridExport(path).writeLines(rows, format) { lines.append($0) }
    #expect(count == lines.count - (format == .csv ? 1 : 0))
    return lines
  }

  /// The fields of a line; no quoted field of ours has a quote.
  private static func fields(_ line: String) -> [String] {
    let parts = line.components(separatedBy: "\"")
    return parts.enumerated().reduce(into: [""]) { fields, part in
      guard part.offset % 2 == 0 else {
        fields[fields.count - 1] += part.element
        return
      }
      let pieces = part.element.components(separatedBy: ",")
      fields[fields.count - 1] += pieces[0]
      fields += pieces.dropFirst()
    }
  }

  /// The rows of a table of CSV as fields by name.
  private static func table(_ lines: [String]) -> [[String: String]] {
    let names = fields(lines[0])
    return lines.dropFirst().map { line in
      let fields = fields(line)
      #expect(fields.count == names.count, "\(line)")
      return Dictionary(zip(names, fields)) { $1 }
    }
  }

  private static func goldens() throws -> [(cell: Experiment.Cell, golden: Golden, digest: String)]
  {
    let folder = try ExperimentFolder.open(committed)
    return try folder.plan.cells.map {
      let reader = try GoldenReader(folder.goldenPath($0))
      return ($0, try Golden(reader), "0x\(reader.contentDigest)")
    }
  }

  @Test func trialsAreRows() throws {
    let rows = try Self.table(Self.lines(.trials, .csv))
    let goldens = try Self.goldens()
    #expect(rows.count == 9)
    for (row, (cell, golden, digest)) in zip(rows, goldens) {
      #expect(row["wi"] == "\(cell.wi)" && row["do"] == "\(cell.do)")
      #expect(row["task"] == "embedded/acceptability" && row["metric"] == "mcc")
      #expect(row["outcome"] == "completed" && row["content_digest"] == digest)
      #expect(row["updates"] == "\(golden.steps.count)")
      #expect(row["evaluations"] == "\(golden.evaluations.count)")
      #expect(row["anchors"] == "\(golden.anchors.count)")
      #expect(row["file"] == cell.fileName)
      let last = try #require(golden.evaluations.last)
      #expect(row["last_step"] == "\(last.step)")
      #expect(row["last_correct"] == "\(last.counts[0] + last.counts[3])")
      #expect(row["last_total"] == "\(last.counts.reduce(0, +))")
      let loss = try #require(golden.steps.last).loss
      #expect(row["last_loss"].flatMap(Float.init) == loss)
      #expect(row["last_loss_hex"].flatMap { HexFloat.value($0) } == loss)
    }
    // As 'ci/demo' prints them.
    let scores = rows.compactMap { $0["last_score"].flatMap(Double.init) }
    #expect(scores.map { $0.decimals(4) }.prefix(3) == ["0.6275", "0.6303", "0.5973"])
    for row in rows {
      let (best, last) = (row["best_score"], row["last_score"])
      #expect(try #require(best.flatMap(Double.init)) >= #require(last.flatMap(Double.init)))
    }
  }

  @Test func evaluationsAreRows() throws {
    let rows = try Self.table(Self.lines(.evaluations, .csv))
    let expected = try Self.goldens().flatMap { cell, golden, _ in
      golden.evaluations.map { (cell, $0) }
    }
    #expect(rows.count == expected.count)
    for (row, (cell, evaluation)) in zip(rows, expected) {
      #expect(row["wi"] == "\(cell.wi)" && row["do"] == "\(cell.do)")
      #expect(row["step"] == "\(evaluation.step)")
      #expect(row["counts"] == evaluation.counts.map(String.init).joined(separator: " "))
      #expect(row["correct"] == "\(evaluation.counts[0] + evaluation.counts[3])")
      let score = try #require(row["score"].flatMap(Double.init))
      #expect((-1...1).contains(score))
    }
  }

  /// The hexadecimal text and the decimals both give the recorded bits.
  @Test func updatesAreExact() throws {
    let rows = try Self.table(Self.lines(.updates, .csv))
    let expected = try Self.goldens().flatMap(\.golden.steps)
    #expect(rows.count == expected.count && rows.count == 2835)
    for (row, step) in zip(rows, expected) {
      #expect(row["step"] == "\(step.step)")
      for (name, bits) in [("loss", step.lossBits), ("gradientNorm", step.gradientNormBits)] {
        #expect(row[name].flatMap(Float.init)?.bitPattern == bits)
        #expect(row[name + "_hex"].flatMap { HexFloat.value($0) }?.bitPattern == bits)
      }
      #expect(row["batchDigest"] == "0x" + step.batchDigest.digits(8, radix: 16))
    }
  }

  @Test(arguments: ExportRows.allCases)
  func jsonHasTheSameRows(rows: ExportRows) throws {
    let table = Self.table(try Self.lines(rows, .csv))
    let objects = try Self.lines(rows, .jsonl).map {
      try #require(try JSONParser.parse($0.utf8, dialect: .foreign).object)
    }
    #expect(objects.count == table.count)
    for (object, row) in zip(objects, table) {
      #expect(Set(object.keys) == Set(row.keys))
      for (name, value) in object {
        let text =
          switch value {
          case .string(let text): text
          case .null: ""
          default: value.canonical
          }
        #expect(row[name] == text, "\(name)")
      }
    }
    let first = try #require(try Self.lines(rows, .jsonl).first)
    #expect(Array(first.utf8).starts(with: ExportFormat.jsonl.beginning))
  }

  @Test func aDatabaseHasTheSameRows() throws {
    let place = try TemporaryFolder()
    let path = place.file("grid.sqlite")
    let count = try GridExport(Self.committed).write(nil, .sqlite, to: path)
    #expect(try place.names() == ["grid.sqlite"])
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    var total = 0
    for rows in ExportRows.allCases {
      let expected = Self.table(try Self.lines(rows, .csv))
      let found = try queue.read {
        try Row.fetchAll($0, sql: "SELECT * FROM \(rows.rawValue) ORDER BY rowid")
      }
      #expect(found.count == expected.count)
      total += found.count
      #expect(found.first.map { Array($0.columnNames) } == ExportTable(rows).fieldNames)
      for (row, fields) in zip(found, expected) {
        for column in ExportTable(rows).columns.flatMap(\.fields) {
          let text = fields[column.name] ?? ""
          switch column.kind {
          case .integer: #expect((row[column.name] as Int?) == Int(text))
          case .real, .binary32:
            // A binary32 number is kept as it is, not as its decimals read in binary64.
            let isRecorded = fields[column.name + "_hex"] != nil
            let number = isRecorded ? Float(text).map(Double.init) : Double(text)
            #expect((row[column.name] as Double?) == number)
          case .text: #expect((row[column.name] as String?) == text)
          }
        }
      }
    }
    #expect(count == total)
    let again = #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: "DELETE FROM trials") }
    }
    #expect(again?.resultCode == .SQLITE_READONLY)
  }

  @Test func theKeyOfATableIsOne() throws {
    let place = try TemporaryFolder()
    let path = place.file("x.sqlite")
    let error = #expect(throws: InputError.self) {
      try SQLiteFile.write(to: path, target: "x.sqlite", [ExportTable(.evaluations)]) { file in
        let row: [ExportValue] = [
          .integer(1), .integer(2), .integer(3), .integer(4), .integer(5), .real(0.5), .text("4 1"),
        ]
        try file.append(row, to: .evaluations)
        try file.append(row, to: .evaluations)
      }
    }
    #expect(error?.file == "x.sqlite")
    #expect(error?.reason.contains("UNIQUE") == true, "\(error?.reason ?? "")")
  }

  /// Scores of another trainer have no meaning here, and it may record less.
  @Test func anotherTrainersTrialsHaveNoScores() throws {
    let place = try TemporaryFolder()
    let text = "name: f\ntask: external\nseeds: { wi: 1, do: 2 }\n"
    try place.write(text, to: "experiment.yaml")
    let folder = try ExperimentFolder.open(place.path)
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 5, evaluation: .correct, stepColumns: [.loss],
      anchorComponents: [])
    let cell = folder.plan.cells[0]
    let specification = ExternalSpecification(cell, trial: ["model": "x"], schema: schema)
    let golden = Golden(
      header: specification.header,
      steps: [StepRecord(step: 0, lossBits: Float(-1.5).bitPattern)],
      evaluations: [EvaluationRecord(step: 1, counts: [3, 2])])
    try FileManager.default.createDirectory(
      atPath: folder.trialsPath, withIntermediateDirectories: true)
    let seal = try golden.write(to: folder.goldenPath(cell))
    #expect(
      try Self.lines(.trials, .csv, of: place.path).last
        == "1,2,external,,completed,1,1,0,1,3,5,,,,-1.5,-0x1.8p+0,0x\(seal.contentDigest),"
        + "\"wi=001,do=002.golden\"")
    #expect(try Self.lines(.evaluations, .csv, of: place.path).last == "1,2,1,3,5,,3 2")
    #expect(try Self.lines(.updates, .csv, of: place.path).last == "1,2,0,-1.5,-0x1.8p+0,,,")
  }

  @Test func whatIsMissingIsSaid() throws {
    let folder = try Self.copy()
    try folder.remove("trials/wi=002,do=002.golden")
    let export = try GridExport(folder.path)
    #expect(export.remark?.contains("1 of 9 planned trials have no golden") == true)
    #expect(try Self.lines(.trials, .csv, of: folder.path).count == 9)
    #expect(try GridExport(Self.committed).remark == nil)
    for name in try folder.names(in: "trials") { try folder.remove("trials/" + name) }
    let error = #expect(throws: InputError.self) { try GridExport(folder.path) }
    #expect(error?.reason == "holds no finished trial")
  }

  /// Nothing is written of a folder with a golden that is not what it should be.
  @Test(arguments: ["flipped", "exchanged", "without counts", "of another plan"])
  func aWrongGoldenEndsTheExport(fault: String) throws {
    let folder = try Self.copy()
    let name = "trials/wi=003,do=003.golden"
    switch fault {
    case "flipped":
      var bytes = try folder.bytes(of: name)
      bytes[bytes.count / 2] ^= 1
      try folder.write(bytes, to: name)
    case "exchanged": try folder.write(folder.bytes(of: "trials/wi=001,do=001.golden"), to: name)
    case "without counts":
      var golden = try Golden(folder.file(name))
      golden.evaluations[1].counts = [1, 0, 0, 0]
      try golden.write(to: folder.file(name))
    default:
      try folder.replace("batch_size: 16", with: "batch_size: 8", in: "experiment.yaml")
    }
    let place = try TemporaryFolder()
    for format in ExportFormat.allCases {
      let error = #expect(throws: InputError.self) {
        try GridExport(folder.path).write(.trials, format, to: place.file("out"))
      }
      #expect(error?.kind == .malformed, "\(fault): \(error?.description ?? "")")
    }
    #expect(try place.names().isEmpty)
  }

  @Test func onlyAnExportIsReplaced() throws {
    let place = try TemporaryFolder()
    for format in ExportFormat.allCases {
      let path = place.file(format.rawValue)
      let first = try GridExport(Self.committed).write(.trials, format, to: path)
      let bytes = try place.bytes(of: format.rawValue)
      #expect(bytes.starts(with: format.beginning))
      #expect(try GridExport(Self.committed).write(.trials, format, to: path) == first)
      #expect(try place.bytes(of: format.rawValue) == bytes)
      for other in ExportFormat.allCases where other != format {
        #expect(throws: InputError.self) {
          try GridExport(Self.committed).write(.trials, other, to: path)
        }
      }
      #expect(try place.bytes(of: format.rawValue) == bytes)
    }
    try place.write("mine\n", to: "notes")
    #expect(throws: InputError.self) {
      try GridExport(Self.committed).write(.trials, .csv, to: place.file("notes"))
    }
    #expect(try place.read("notes") == "mine\n")
  }

  /// A number that is none, and text that a spreadsheet would run.
  @Test func oddValues() {
    let table = ExportTable(.evaluations)
    let row: [ExportValue] = [
      .integer(-1), .integer(2), .none, .integer(0), .integer(0), .real(.nan),
      .text("=cmd|' /C x'"),
    ]
    #expect(CSVLines.line(row, table) == "-1,2,,0,0,NaN,'=cmd|' /C x'")
    #expect(
      JSONLines.line(row, table)
        == #"{"wi":-1,"do":2,"step":null,"correct":0,"total":0,"score":null,"counts":"=cmd|' /C x'"}"#
    )
    let column = ExportColumn("loss", .binary32)
    func texts(_ value: ExportValue) -> [ExportField] { value.fields(column) }
    #expect(texts(.none) == [.none, .none])
    #expect(
      texts(.binary32(-0.1)) == [
        .real(Double(Float(-0.1)), decimals: "-0.1"), .exact("-0x1.99999ap-4"),
      ])
    let updates = ExportTable(.updates)
    let odd: [ExportValue] = [
      .integer(1), .integer(1), .integer(0), .binary32(-.infinity),
      .binary32(Float(bitPattern: 0x7fc0_0001)), .none,
    ]
    #expect(CSVLines.line(odd, updates) == "1,1,0,-Inf,-inf,NaN,nan:7fc00001,")
  }

  /// Every column is explained, and nothing else.
  @Test func theDocumentNamesEveryColumn() throws {
    let text = try String(
      contentsOfFile: Repository.path("Sources/Export/README.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "A row of `").dropFirst()
    try #require(parts.count == ExportRows.allCases.count)
    for (rows, part) in zip(ExportRows.allCases, parts) {
      #expect(part.hasPrefix(rows.rawValue + "`"))
      let names = part.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { line in
        line.split(separator: "|")[0].split(separator: "`").map(String.init).filter {
          !$0.contains(" ")
        }
      }
      #expect(names == ExportTable(rows).fieldNames)
    }
  }
}
