import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Export
@testable import Trajectory

/// Values that another trainer records under names, as rows.
@Suite struct SeriesExportTests {
  /// A folder of one trial with a series of each form.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      "name: foreign\ntask: external\nseeds: { wi: 3, do: 7 }\n", to: "experiment.yaml")
    try FileManager.default.createDirectory(
      atPath: folder.file("trials"), withIntermediateDirectories: true)
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: [.loss],
      anchorComponents: [],
      series: [
        Series("eval_loss", .binary64), Series("skipped", .mark),
        Series("mm", .evaluation(EvaluationShape(.predictions, labels: 2, examples: 3))),
        Series("tensors", .digests(["a", "b"])), Series("rank-1", .step([.loss, .batchDigest])),
      ])
    let header = ExternalSpecification(Cell(wi: 3, do: 7), trial: [:], schema: schema).header
    var golden = Golden(header: header, steps: [StepRecord(step: 0, lossBits: 0)])
    let values: [[ColumnValues]] = [
      [.doubles([0.1])], [.counts([1, 0, 2, 0]), .labels([0, 0, 0])],
      [.numbers([0.25]), .words([255])], [],
      [.digests([Digest(of: [1]), Digest(of: [2])])],
    ]
    golden.series = values.enumerated().map { SeriesRecord(series: $0, step: 1, values: $1) }
    try golden.write(to: folder.file("trials/wi=003,do=007.golden"))
    return folder
  }

  @Test func eachValueIsARow() throws {
    let folder = try folder()
    let rows = try CommittedExport.table(CommittedExport.lines(.series, .csv, of: folder.path))
    let found = rows.map { row in
      ["series", "part", "place", "value", "exact"].map { row[$0] ?? "?" }.joined(separator: " ")
    }
    #expect(
      found == [
        "eval_loss value 0 0.1 0x1.999999999999ap-4", "mm counts 0 1.0 1", "mm counts 1 0.0 0",
        "mm counts 2 2.0 2", "mm counts 3 0.0 0", "rank-1 loss 0 0.25 0x1p-2",
        "rank-1 batchDigest 0  0x000000ff", "skipped  0  ",
        "tensors digests 0  0x\(Digest(of: [1]))", "tensors digests 1  0x\(Digest(of: [2]))",
      ])
    #expect(rows.allSatisfy { $0["wi"] == "3" && $0["do"] == "7" && $0["step"] == "1" })
    #expect(
      try GridExport(folder.path).write(nil, .sqlite, to: folder.file("x.sqlite")) == 1 + 1 + 10)
  }
}
