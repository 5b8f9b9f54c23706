import Files
import Testing
import Text

@testable import Trajectory

@Suite struct SchemaTests {
  @Test func membersComeBack() throws {
    for detail in RecordSchema.EvaluationDetail.allCases {
      let schema = try RecordSchema(
        labels: 3, developmentExamples: 277, evaluation: detail,
        stepColumns: [.loss, .batchDigest], anchorComponents: ["state"])
      #expect(try RecordSchema(header: .object(schema.members)) == schema)
    }
  }

  @Test func membersOfTheTrialAreKept() throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 4)
    let members = schema.members.merging(["wi": 3, "task": "glue/RTE"]) { $1 }
    let header = try GoldenHeader(.object(members))
    #expect(header.value["wi"] == 3)
    #expect(header.schema == schema)
    #expect(
      String(decoding: header.bytes, as: UTF8.self)
        == #"{"columns":{"anchor":["weights","moments","powers","streams","cursor","protocol"],"#
        + #""evaluation":["confusion","predictions"],"step":["loss","gradientNorm","batchDigest"]},"#
        + #""developmentExamples":4,"labels":2,"task":"glue/RTE","wi":3}"#)
  }

  @Test(arguments: [
    (1, 5, "labels: must be 2 to 256"), (257, 5, "labels: must be 2 to 256"),
    (2, 0, "developmentExamples: must be 1 to 16777216"),
    (256, 70000, "developmentExamples: gives more than 16777216 logits"),
  ])
  func impossibleShapesAreNamed(_ labels: Int, _ examples: Int, _ message: String) throws {
    let error = try #require(throws: InputError.self) {
      try RecordSchema(labels: labels, developmentExamples: examples, evaluation: .logits)
    }
    #expect(error.description == message)
  }

  @Test func columnsKeepTheirOrder() {
    #expect(throws: InputError.self) {
      try RecordSchema(labels: 2, developmentExamples: 1, stepColumns: [.batchDigest, .loss])
    }
    #expect(throws: InputError.self) {
      try RecordSchema(labels: 2, developmentExamples: 1, stepColumns: [.gradientNorm])
    }
    #expect(throws: InputError.self) {
      try RecordSchema(labels: 2, developmentExamples: 1, anchorComponents: ["Weights"])
    }
  }

  @Test func aHeaderTooDeepToReadIsNotWritten() throws {
    var deep: JSONValue = 1
    for _ in 0..<32 { deep = .array([deep]) }
    let members = try RecordSchema(labels: 2, developmentExamples: 4).members
    #expect(throws: InputError.self) {
      try GoldenHeader(.object(members.merging(["deep": deep]) { $1 }))
    }
  }

  @Test func anAnchorIsOneDigestOfItsComponents() {
    let zero = Digest(bytes: [UInt8](repeating: 0, count: 32))!
    let one = Digest(bytes: [UInt8](repeating: 1, count: 32))!
    let anchor = AnchorRecord(
      step: 3, components: [.init("weights", zero), .init("moments", one)])
    // printf 'seedproof anchor 1\n\7weights<32 times 0>\7moments<32 times 1>' | sha256sum
    #expect(
      anchor.digest.description
        == "5db3de19278c57f853120d010f88c13c1a833e7ad121c84ef34b7842dc6f2c0d")
    var other = anchor
    other.components[1].digest = zero
    #expect(other.digest != anchor.digest)
  }
}
