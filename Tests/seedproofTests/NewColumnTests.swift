import Testing
import Trajectory

@testable import seedproof

/// A column that nobody but this test knows, in the forms that `show` has.
@Suite struct NewColumnTests {
  static let rate = Column(
    step: "learningRate", singular: "learning rate", plural: "learning rates", kind: .number,
    rank: 3, slot: 3)

  @Test func isPrinted() throws {
    let table = Column.steps + [Self.rate]
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: table,
      anchorComponents: [], table: table)
    let event = TrajectoryEvent.step(StepRecord(step: 0, lossBits: 0)).with(
      .numbers([0.25]), in: Self.rate)
    let csv = TrajectoryCSV(schema)
    #expect(csv.head.contains(",learningRate,"))
    #expect(csv.line(event).contains(",0.25,"))
    let text = TrajectoryTable(schema, header: .object(schema.members))
    #expect(text.head.last?.hasSuffix("learning rate") == true)
    #expect(text.line(event).hasSuffix("0.25"))
  }
}
