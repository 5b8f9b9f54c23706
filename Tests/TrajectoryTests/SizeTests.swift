import Foundation
import TestSupport
import Testing
import Text

@testable import Trajectory

/// The size of a trial like one of RTE: 468 updates, 30 evaluations of 277 examples, 9 anchors.
///
/// The aim is 12 kB, and 80 kB with logits; the limits are close to what is reached, so that a
/// column that no longer compresses is seen.
@Suite struct SizeTests {
  /// The committed golden of MiniLM on RTE itself.
  @Test func theGoldenOfRTEIsWithinItsLimit() throws {
    let reader = try GoldenReader(
      Repository.path("golden/rte-minilm/trials/wi=001,do=001.golden"))
    #expect(reader.stepCount == 468 && reader.evaluationCount == 30)
    #expect(reader.schema.developmentExamples == 277)
    #expect(reader.byteCount <= 12_000, "\(reader.byteCount) bytes")
  }

  @Test(arguments: [(RecordSchema.EvaluationDetail.predictions, 9_400), (.logits, 62_000)])
  func isWithinItsLimit(_ detail: RecordSchema.EvaluationDetail, _ limit: Int) throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 277, evaluation: detail)
    let text = JSONValue.string(String(repeating: "0123456789abcdef", count: 80))
    var golden = sampleTrial(
      steps: 468, schema: schema, anchorEvery: 52, members: ["specification": text])
    let evaluations = sampleTrial(steps: 30, schema: schema, evaluateEvery: 1).evaluations
    golden.evaluations = evaluations.enumerated().map { index, record in
      var record = record
      record.step = (index + 1) * 468 / 30
      return record
    }
    let byteCount = try golden.encoded().bytes.count
    #expect(byteCount <= limit, "\(byteCount) bytes")
  }
}
