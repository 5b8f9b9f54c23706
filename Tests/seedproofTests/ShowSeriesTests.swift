import Files
import Testing
import Text
import Trajectory

@testable import seedproof

/// Series in the forms that `show` has.
@Suite struct ShowSeriesTests {
  @Test func eachFormIsPrinted() throws {
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: [.loss],
      anchorComponents: [],
      series: [
        Series("eval_loss", .binary64), Series("skipped", .mark),
        Series("mm", .evaluation(EvaluationShape(.confusion, labels: 2, examples: 3))),
        Series("tensors", .digests(["a"])), Series("rank-1", .step([.loss, .batchDigest])),
      ])
    let values: [[ColumnValues]] = [
      [.doubles([0.1])], [.counts([1, 0, 1, 1])], [.numbers([0.25]), .words([255])], [],
      [.digests([Digest(of: [])])],
    ]
    let text = TrajectoryTable(schema, header: .object(schema.members))
    let csv = TrajectoryCSV(schema)
    let events = values.enumerated().map { place, values in
      TrajectoryEvent.series(SeriesRecord(series: place, step: 40, values: values))
    }
    #expect(
      events.map(text.line) == [
        "after 40: eval_loss 0.1", "after 40: mm, 2 of 3 correct",
        "after 40: rank-1: loss 0.25, batch digest 000000ff", "after 40: skipped",
        "after 40: tensors, 1 digests",
      ])
    #expect(csv.head.hasSuffix(",anchor,series,value"))
    #expect(
      events.map(csv.line) == [
        "series,40,,,,,,,eval_loss,0.1", "series,40,,,,,,,mm,1 0 1 1",
        "series,40,,,,,,,rank-1,0.25", "series,40,,,,,,,skipped,",
        "series,40,,,,,,,tensors,0x\(Digest(of: []))",
      ])
    #expect(
      events.map { $0.json(schema).canonical } == [
        #"{"series":{"name":"eval_loss","step":40,"value":"0x1.999999999999ap-4"}}"#,
        #"{"series":{"counts":[1,0,1,1],"name":"mm","step":40}}"#,
        #"{"series":{"batchDigest":"000000ff","loss":"0x1p-2","name":"rank-1","step":40}}"#,
        #"{"series":{"name":"skipped","step":40}}"#,
        #"{"series":{"digests":{"a":"\#(Digest(of: []))"},"name":"tensors","step":40}}"#,
      ])
  }
}
