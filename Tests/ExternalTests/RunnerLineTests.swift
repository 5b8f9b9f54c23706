import Experiment
import Files
import Foundation
import Processes
import TestSupport
import Testing
import Trajectory

@testable import External
@testable import Judgement

@Suite struct RunnerLineTests {
  private static let digest = String(repeating: "ab", count: 32)

  private func line(_ text: String) throws -> RunnerLine { try RunnerLine(Array(text.utf8)) }

  private static func step(
    _ step: Int, _ loss: UInt32, norm: UInt32? = nil, digest: UInt32? = nil
  ) -> RunnerLine {
    let record = StepRecord(
      step: step, lossBits: loss, gradientNormBits: norm ?? 0, batchDigest: digest ?? 0)
    let others = (norm == nil ? [] : [Column.gradientNorm]) + (digest == nil ? [] : [.batchDigest])
    return .step(.init(record: record, columns: [.loss] + others))
  }

  @Test func recordsAreRead() throws {
    #expect(
      try line(#"{"step":12,"loss":"0x1.5c6e2ap-1"}"#)
        == Self.step(12, Float(0x1.5c6e2ap-1).bitPattern))
    #expect(
      try line(
        #"{"step":0,"loss":"0x1.8000000000000p+1","gradientNorm":"-0x0.0p+0","batchDigest":"00fF00aa"}"#
      )
        == Self.step(0, Float(3).bitPattern, norm: Float(-0.0).bitPattern, digest: 0x00ff_00aa))
    #expect(
      try line(#"{"evaluation":{"step":40,"correct":214,"total":277}}"#)
        == .evaluation(.init(step: 40, counts: [214, 63], isConfusion: false)))
    let logits = #"["inf","0x0p+0","0x1p+0","-inf"]"#
    #expect(
      try line(
        #" {"evaluation":{"step":1,"counts":[1,0,0,1],"predictions":[0,1],"logits":\#(logits)}} "#)
        == .evaluation(
          .init(
            step: 1, counts: [1, 0, 0, 1], isConfusion: true, predictions: [0, 1],
            logits: [.infinity, 0, 1, -.infinity])))
    #expect(try line(#"{"step":0,"loss":"nan"}"#) == Self.step(0, 0x7fc0_0000))
    #expect(
      try line(#"{"step":0,"loss":"nan:7fc00001"}"#) == Self.step(0, 0x7fc0_0001))
    let digest = try #require(Digest(hex: Self.digest))
    #expect(
      try line(#"{"anchor":{"step":3,"digest":"\#(Self.digest)"}}"#)
        == .anchor(.init(step: 3, components: [.init("state", digest)])))
    #expect(
      try line(#"{"anchor":{"step":3,"components":{"b":"\#(Self.digest)","a":"\#(Self.digest)"}}}"#)
        == .anchor(.init(step: 3, components: [.init("a", digest), .init("b", digest)])))
    #expect(try line(#"{"end":{}}"#) == .end(.init()))
    #expect(
      try line(#"{"end":{"outcome":"nonfinite","digest":"\#(Self.digest)"}}"#)
        == .end(.init(outcome: .nonfinite, digest: digest)))
    #expect(
      try line(
        #"{"begin":{"protocol":"seedproof-runner/1","wi":3,"do":7,"steps":9,"trial":{"a":1}}}"#)
        == .begin(.init(wi: 3, dataOrder: 7, stepCount: 9, trial: ["a": 1])))
    #expect(
      try line(#"{"begin":{"protocol":"seedproof-runner/1","recorder":1}}"#)
        == .begin(.init(recorder: 1)))
  }

  @Test(arguments: [
    ("", "ends too early"), ("hello", "not a value"), ("[]", "not an object"), ("{}", "neither"),
    (#"{"step":0}"#, "'loss' is missing"),
    (#"{"step":0,"loss":0.5}"#, "'loss' must be text such as \"0x1.62e43p-1\""),
    (#"{"step":0,"loss":1}"#, "'loss' is not a binary32"),
    (#"{"step":0.5,"loss":"0x1p+0"}"#, "'step' is the number 0.5, and must be an integer"),
    (#"{"evaluation":{"step":1,"correct":1.5,"total":2}}"#, "'correct' is the number 1.5"),
    (
      #"{"begin":{"protocol":"seedproof-runner/1","trial":{"a":[{"lr":5e-05}]}}}"#,
      "'trial.a.lr' is the number 5e-05, which is no integer of 64 bits; declare it as text"
    ),
    ("{'loss': 0.5}", "standard output belongs to the records"),
    (#"{"loss":"0x1p+0","epoch":"1"}"#, "standard output belongs to the records"),
    (#"{"begin":{"protocol":"seedproof-runner/1","recorder":-1}}"#, "'recorder' is not"),
    (#"{"step":0,"loss":"0.5"}"#, "'loss' is not a binary32"),
    (#"{"step":0,"loss":"0x1.0000000000001p+0"}"#, "'loss' is not a binary32"),
    (#"{"step":0,"loss":"0x1p+200"}"#, "'loss' is not a binary32"),
    (#"{"step":0,"loss":"0x1p+9999"}"#, "'loss' is not a binary32"),
    (#"{"step":-1,"loss":"0x1p+0"}"#, "'step' is not an integer"),
    (#"{"step":1073741824,"loss":"0x1p+0"}"#, "'step' is not an integer"),
    (#"{"step":"1","loss":"0x1p+0"}"#, "'step' is not an integer"),
    (#"{"step":0,"loss":"0x1p+0","lr":"0x1p+0"}"#, "unknown member 'lr'"),
    (#"{"step":0,"step":0,"loss":"0x1p+0"}"#, "stands twice"),
    (#"{"step":0,"loss":"0x1p+0","batchDigest":"abc"}"#, "8 hexadecimal digits"),
    (#"{"step":0,"loss":"0x1p+0","batchDigest":"+bcdef01"}"#, "8 hexadecimal digits"),
    (#"{"step":0,"loss":"0x1p+0"} {"step":1}"#, "text after the value"),
    (#"{"evaluation":{"step":1,"correct":3}}"#, "'total' is missing"),
    (#"{"evaluation":{"step":1,"correct":3,"total":2}}"#, "more than 'total'"),
    (#"{"evaluation":{"step":1,"counts":[1,-1,0,0]}}"#, "no count"),
    (#"{"evaluation":{"step":1,"counts":[1],"total":1}}"#, "both"),
    (#"{"evaluation":{"step":1,"counts":[1,0,0,0],"predictions":[256]}}"#, "no class"),
    (
      #"{"evaluation":{"step":1,"counts":[1,0,0,0],"predictions":[0],"logits":[1,2]}}"#,
      "no binary32"
    ),
    (#"{"evaluation":3}"#, "not an object"), (#"{"evaluation":{},"end":{}}"#, "neither"),
    (#"{"anchor":{"step":1}}"#, "either"), (#"{"anchor":{"step":1,"digest":"ab"}}"#, "SHA-256"),
    (#"{"end":{"outcome":"done"}}"#, "completed, stopped or nonfinite"),
    (#"{"end":{"status":1}}"#, "unknown member"), (#"{"start":{}}"#, "unknown record 'start'"),
    (#"{"begin":{}}"#, "'protocol' is missing"),
    (
      #"{"begin":{"protocol":"seedproof-runner/3"}}"#,
      "not 'seedproof-runner/1' or 'seedproof-runner/2'"
    ),
    (#"{"begin":{"protocol":"seedproof-runner/1","wi":4294967296}}"#, "a seed"),
    (String(repeating: "[", count: 100_000), "deeper"), ("\u{0}", "not a value"),
  ])
  func garbageIsNoRecord(text: String, reason: String) throws {
    let defect = try #require(throws: RunnerLine.Defect.self) { try line(text) }
    #expect(defect.reason.contains(reason), "\(defect.reason)")
  }

  /// The example of the protocol in this room's README is a trial.
  @Test func theDocumentedExampleIsATrial() throws {
    let readme = Repository.path("Sources/External/README.md")
    let lines = try String(contentsOfFile: readme, encoding: .utf8).components(separatedBy: "\n")
    let example = lines.filter { $0.hasPrefix("{\"") }
    #expect(example.count == 5 + 7)
    for trial in [example.prefix(5), example.suffix(7)] {
      var transcript = Transcript(Cell(wi: 3, do: 7))
      for line in trial {
        _ = try transcript.take(Array(line.replacing("<SHA-256>", with: Self.digest).utf8))
      }
      #expect(transcript.isEnded)
    }
  }

  @Test func bytesThatAreNoTextAreNoRecord() {
    #expect(throws: RunnerLine.Defect.self) {
      try RunnerLine([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])
    }
  }

  @Test func linesAreCutWhereverTheBytesAre() throws {
    let text = Array("one\n\ntwo\r\nthree".utf8)
    for size in 1...text.count {
      var buffer = LineBuffer(byteLimit: 5)
      var lines: [[UInt8]] = []
      for start in stride(from: 0, to: text.count, by: size) {
        let whole = buffer.append(text[start..<min(text.count, start + size)])
        lines += try #require(whole)
      }
      #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "", "two\r"])
      #expect(buffer.finish() == Array("three".utf8))
      #expect(buffer.finish() == nil)
    }
  }

  @Test func aLineBeyondTheLimitIsNotHeld() {
    for size in [1, 3, 100] {
      var buffer = LineBuffer(byteLimit: 5)
      var isRefused = false
      for start in stride(from: 0, to: 6, by: size) where !isRefused {
        let bytes = [UInt8](repeating: 65, count: min(size, 6 - start))
        isRefused = buffer.append(bytes[...]) == nil
      }
      #expect(isRefused, "pieces of \(size)")
    }
    var buffer = LineBuffer(byteLimit: 5)
    #expect(buffer.append(Array("123456\n".utf8)[...]) == nil)
  }

  @Test func aTailIsTheLastBytes() {
    var tail = TextTail(byteLimit: 4)
    #expect(tail.text == "")
    tail.append(Array("abc".utf8)[...])
    #expect(tail.text == "abc")
    tail.append(Array("de".utf8)[...])
    #expect(tail.text == "...bcde")
    tail.append(Array("0123456789".utf8)[...])
    #expect(tail.text == "...6789")
  }
}
