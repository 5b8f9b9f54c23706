import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Export
@testable import Trajectory

/// Goldens as rows.
@Suite struct ExportTests {
  @Test func trialsAreRows() throws {
    let rows = try CommittedExport.table(CommittedExport.lines(.trials, .csv))
    let goldens = try CommittedExport.goldens()
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
    let rows = try CommittedExport.table(CommittedExport.lines(.evaluations, .csv))
    let expected = try CommittedExport.goldens().flatMap { cell, golden, _ in
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

  /// The best score is the highest of the trial's evaluations, and its update the first with that score.
  @Test func theBestIsTheFirstHighest() throws {
    let rows = try CommittedExport.table(CommittedExport.lines(.trials, .csv))
    let evaluations = try Dictionary(
      grouping: CommittedExport.table(CommittedExport.lines(.evaluations, .csv))
    ) { [$0["wi"], $0["do"]] }
    var isTied = false
    for row in rows {
      let own = try #require(evaluations[[row["wi"], row["do"]]])
      let scores = own.compactMap { $0["score"].flatMap(Double.init) }
      let best = try #require(scores.max())
      let first = try #require(scores.firstIndex(of: best))
      #expect(row["best_score"].flatMap(Double.init) == best)
      #expect(row["best_step"] == own[first]["step"])
      isTied = isTied || scores.lastIndex(of: best) != first
    }
    // Else one rule for ties would do as well as another.
    #expect(isTied)
  }

  /// The hexadecimal text and the decimals both give the recorded bits.
  @Test func updatesAreExact() throws {
    let rows = try CommittedExport.table(CommittedExport.lines(.updates, .csv))
    let expected = try CommittedExport.goldens().flatMap(\.golden.steps)
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
    let table = CommittedExport.table(try CommittedExport.lines(rows, .csv))
    let objects = try CommittedExport.lines(rows, .jsonl).map {
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
    // Our own trainer records no series.
    guard rows != .series else { return }
    let first = try #require(try CommittedExport.lines(rows, .jsonl).first)
    #expect(Array(first.utf8).starts(with: ExportFormat.jsonl.beginning))
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
      try CommittedExport.lines(.trials, .csv, of: place.path).last
        == "1,2,external,,completed,1,1,0,1,3,5,,,,-1.5,-0x1.8p+0,0x\(seal.contentDigest),"
        + "\"wi=001,do=002.golden\",,,,,")
    #expect(
      try CommittedExport.lines(.evaluations, .csv, of: place.path).last == "1,2,1,3,5,,3 2,,,,,")
    #expect(
      try CommittedExport.lines(.updates, .csv, of: place.path).last == "1,2,0,-1.5,-0x1.8p+0,,,")
  }

  /// A number that is none, and text that a spreadsheet would run.
  @Test func oddValues() {
    let table = ExportTable(.evaluations)
    let row: [ExportValue] = [
      .integer(-1), .integer(2), .none, .integer(0), .integer(0), .real(.nan),
      .text("=cmd|' /C x'"), .real(0.5), .none, .none, .none, .none,
    ]
    #expect(CSVLines.line(row, table) == "-1,2,,0,0,NaN,'=cmd|' /C x',0.5,,,,")
    #expect(
      JSONLines.line(row, table)
        == #"{"wi":-1,"do":2,"step":null,"correct":0,"total":0,"score":null,"counts":"=cmd|' /C x'","#
        + #""accuracy":0.5,"mcc":null,"macro_f1":null,"weighted_f1":null,"balanced_accuracy":null}"#
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
