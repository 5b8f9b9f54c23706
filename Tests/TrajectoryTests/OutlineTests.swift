import Files
import TestSupport
import Testing
import Text

@testable import Trajectory

@Suite struct OutlineTests {
  private struct Refused: Error {}

  private func golden() throws -> [UInt8] {
    var golden = Golden(
      header: .object(try RecordSchema(labels: 2, developmentExamples: 3).members))
    for step in 0..<1500 { golden.append(.step(StepRecord(step: step, lossBits: 1))) }
    return try golden.encoded().bytes
  }

  private func write(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    try withFolder { try body($0.write(bytes, to: "outline.golden")) }
  }

  @Test func theEndsAreStated() throws {
    let bytes = try golden()
    try write(bytes) { path in
      let outline = try GoldenOutline(path)
      let reader = try GoldenReader(path)
      #expect(outline.contentDigest == reader.contentDigest)
      #expect(GoldenOutline.statedContent(path) == reader.contentDigest)
      #expect(outline.stepCount == 1500 && outline.evaluationCount == 0)
      #expect(outline.valueCount == 1500 * 4)
      #expect(outline.header == reader.header)
    }
  }

  /// What is refused is refused before a page is read: damage within the pages, under a right hash, is not
  /// reached.
  @Test func pagesAreReadAfterTheAdmission() throws {
    var bytes = try golden()
    let page =
      16
      + (try RecordSchema(labels: 2, developmentExamples: 3).members.count > 0
        ? Int(bytes[12]) + Int(bytes[13]) << 8 : 0)
    bytes[page + 40] ^= 1
    let end = bytes.count - Digest.byteCount
    try write(bytes) { path in
      // The file's own hash is wrong: that goes before whatever the header says.
      let error = #expect(throws: InputError.self) {
        try GoldenReader(path) { _ in throw Refused() }
      }
      #expect(error?.kind == .malformed && error?.reason == "the file's hash does not match")
      #expect(throws: InputError.self) { try GoldenOutline(path) }
    }
    bytes.replaceSubrange(end..., with: Digest(of: bytes[..<end]).bytes)
    try write(bytes) { path in
      #expect(throws: Refused.self) { try GoldenReader(path) { _ in throw Refused() } }
      #expect(throws: InputError.self) { try GoldenReader(path) }
      let outline = try GoldenOutline(path)
      #expect(outline.stepCount == 1500)
    }
  }

  /// A small file may state much: whether it is damaged is seen before that is read.
  @Test(arguments: [1, 2])
  func damageIsSeenBeforeWhatTakesLong(of share: Int) throws {
    let examples = GoldenReader.cheapValueCount / share
    var golden = Golden(
      header: .object(try RecordSchema(labels: 2, developmentExamples: examples).members))
    golden.append(.step(StepRecord(step: 0, lossBits: 1)))
    golden.append(
      .evaluation(
        EvaluationRecord(
          step: 1, counts: [examples, 0, 0, 0], predictions: Array(repeating: 0, count: examples))))
    var bytes = try golden.encoded().bytes
    #expect(try GoldenReader(bytes: bytes, name: "x").evaluationCount == 1)
    // The first byte of the first page: what is found first tells what was read first.
    let page = 16 + Int(bytes[12]) + Int(bytes[13]) << 8
    bytes[page] = 9
    let error = #expect(throws: InputError.self) { try GoldenReader(bytes: bytes, name: "x") }
    #expect((error?.reason == "the file's hash does not match") == (share == 1))
  }

  @Test(arguments: [0, 1, 16, 51, 130])
  func whatIsTooShortStatesNothing(count: Int) throws {
    try write(Array(try golden().prefix(count))) { path in
      #expect(GoldenOutline.statedContent(path) == nil)
      #expect(throws: InputError.self) { try GoldenOutline(path) }
    }
    #expect(GoldenOutline.statedContent("/absent") == nil)
    #expect(GoldenOutline.statedContent("/dev/null") == nil)
  }

  @Test func aWrongLengthStatesNothing() throws {
    var bytes = try golden()
    let place = bytes.count - 36
    for length in [UInt32.max, 0, 81, UInt32(bytes.count)] {
      for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
      try write(bytes) { #expect(GoldenOutline.statedContent($0) == nil) }
    }
  }
}
