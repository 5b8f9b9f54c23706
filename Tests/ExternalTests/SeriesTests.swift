import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// Protocol 2: what a trainer prints under names of its own.
@Suite(.timeLimit(.minutes(20))) struct SeriesTests {
  private static let cell = Cell(wi: 3, do: 7)
  private static let a = String(repeating: "a1", count: 32)
  private static let b = String(repeating: "b2", count: 32)

  /// A trial with everything that the protocol knows. Seed `$1` moves what is computed.
  private static let lines = [
    #"{"begin":{"protocol":"seedproof-runner/2"}}"#,
    #"{"scalar":{"name":"eval_loss","step":0,"binary64":"0x1.$1p+1"}}"#,
    #"{"step":0,"loss":"0x1.$1$2p+0"}"#,
    #"{"rank":{"rank":1,"step":0,"loss":"0x1.$18p+0","batchDigest":"0000000$2"}}"#,
    #"{"step":1,"loss":"0x1.$1$2p-1","skipped":true}"#,
    #"{"tensors":{"step":2,"digests":{"b.weight":"\#(b)","a.weight":"\#(a)"}}}"#,
    #"{"scalar":{"name":"eval_loss","step":2,"binary64":"0x1.$1p+0"}}"#,
    #"{"scalar":{"name":"f1","step":2,"binary32":"0x1.$1p-1"}}"#,
    #"{"evaluation":{"name":"mm","step":2,"correct":500,"total":900}}"#,
    #"{"evaluation":{"name":"small","step":2,"counts":[3,1,2,3],"predictions":[0,0,0,1,0,0,1,1,1]}}"#,
    #"{"evaluation":{"step":2,"correct":5,"total":9}}"#,
    #"{"step":2,"loss":"0x1.$1$2p-2"}"#,
    #"{"end":{"digest":"\#(a)"}}"#,
  ]

  /// A trainer that prints these lines.
  private static func trainer(_ lines: [String] = lines) throws -> Runner {
    try shell(lines.map { "echo \"\($0.replacing("\"", with: "\\\""))\"" }.joined(separator: "\n"))
  }

  private static func changed(_ text: String, _ other: String) -> [String] {
    let changed = lines.map { $0.replacing(text, with: other) }
    precondition(changed != lines)
    return changed
  }

  private static func golden(_ lines: [String] = lines) throws -> (String, TemporaryFolder) {
    let folder = try TemporaryFolder()
    _ = try trainer(lines).record(cell, to: folder.file("t.golden")) { _, _ in }
    return (folder.file("t.golden"), folder)
  }

  private static func report(
    _ lines: [String], _ path: String, tolerances: String? = nil, updates: Int? = nil
  ) throws -> VerificationReport {
    try ExternalVerifier(trainer(lines), tolerances: try tolerances.map { try Tolerances($0) })
      .verify(TrialSelection.all(at: [path]), updates: updates)
  }

  @Test func everythingIsRecordedAndReproduced() throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let golden = try Golden(path)
    let reader = try GoldenReader(path)
    #expect(
      reader.schema.series.map(\.name) == [
        "eval_loss", "f1", "mm", "rank-1", "skipped", "small", "tensors",
      ])
    #expect(reader.seriesCounts == [2, 1, 1, 1, 1, 1, 1])
    #expect(golden.header["format"] == "seedproof-external/2")
    #expect(golden.header["series"]?["tensors"] == ["digests": ["a.weight", "b.weight"]])
    #expect(golden.series.first { $0.series == 4 }?.step == 2)
    // An evaluation without a name keeps its page.
    #expect(golden.evaluations.map(\.counts) == [[5, 4]])
    let report = try Self.report(Self.lines, path)
    #expect(report.verdict == .reproduced)
    #expect(report.controls.allSatisfy { $0.isCaught })
    #expect(
      try Self.report(Self.lines, path, tolerances: "eval_loss=1e-4,mm.count=1,f1=1e-4").verdict
        == .agrees)
  }

  /// Between two updates they may come in any order.
  @Test func theOrderBetweenUpdatesIsFree() throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let other = Array(Self.lines[0..<5] + Self.lines[5..<11].reversed() + Self.lines[11...])
    #expect(try Self.report(other, path).verdict == .reproduced)
    let (second, place) = try Self.golden(other)
    defer { withExtendedLifetime(place) {} }
    #expect(try Data(contentsOf: URL(filePath: second)) == Data(contentsOf: URL(filePath: path)))
  }

  @Test(arguments: [
    (
      #""step":2,"binary64":"0x1.$1p+0""#, #""step":2,"binary64":"0x1.$1000000001p+0""#,
      "eval_loss", ""
    ),
    (#""binary32":"0x1.$1p-1""#, #""binary32":"0x1.$100002p-1""#, "f1", ""),
    (#""correct":500"#, #""correct":501"#, "mm.count", "cell 0"),
    ("[3,1,2,3]", "[2,2,2,3]", "small.count", "class 0 predicted as 0"),
    ("[0,0,0,1,", "[0,0,1,0,", "small.prediction", "example 2"),
    (#""0000000$2""#, #""1000000$2""#, "rank-1.batchDigest", ""),
    (#""b.weight":"b"#, #""b.weight":"c"#, "tensors.digest", "b.weight"),
    (#","skipped":true"#, "", "record", ""),
  ])
  func eachDifferenceIsSeen(old: String, new: String, column: String, element: String) throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let report = try Self.report(Self.changed(old, new), path)
    #expect(report.verdict == .diverged)
    let first = try #require(report.trials[0].firstDivergence)
    #expect(first.column.name == column)
    #expect(first.element ?? "" == element)
  }

  /// What is not listed is a difference, and no defect.
  @Test(arguments: [
    (#""name":"f1""#, #""name":"f2""#, "a scalar 'f2' of binary32"),
    (#""binary32":"#, #""binary64":"#, "a scalar 'f1' of binary64"),
    ("[3,1,2,3],", "[3,1,3,3],", "an evaluation 'small' with"),
    (#""a.weight":"#, #""c.weight":"#, "tensors, of 2 names"),
    (#","batchDigest":"0000000$2""#, "", "rank-1 with loss"),
  ])
  func anotherShapeIsADifference(old: String, new: String, text: String) throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    var lines = Self.changed(old, new)
    if old.hasPrefix("[3") {
      lines = lines.map { $0.replacing("[0,0,0,1,0,0,1,1,1]", with: "[0,0,0,1,0,0,0,1,1,1]") }
    }
    let report = try Self.report(lines, path)
    #expect(report.verdict == .diverged)
    #expect(report.trials[0].firstDivergence?.actual.hasPrefix(text) == true)
  }

  /// A golden without series, of a trainer that prints some: there is more than was recorded.
  @Test func moreThanTheGoldenHasIsADifference() throws {
    let plain = Self.lines.filter {
      $0.hasPrefix("{\"step") || $0.hasPrefix("{\"begin") || $0.hasPrefix("{\"end")
    }
    .map { $0.replacing(",\"skipped\":true", with: "") }
    let (path, folder) = try Self.golden(plain)
    defer { withExtendedLifetime(folder) {} }
    #expect(try Golden(path).header["format"] == "seedproof-external/1")
    #expect(try GoldenReader(path).version.description == "1.0")
    #expect(try Self.report(plain, path).verdict == .reproduced)
    #expect(try Self.report(Self.lines, path).verdict == .diverged)
  }

  @Test func tolerancesOfSeries() throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let near = Self.changed(
      #""step":2,"binary64":"0x1.$1p+0""#, #""step":2,"binary64":"0x1.$1001p+0""#)
    #expect(try Self.report(near, path, tolerances: "eval_loss=1e-3").verdict == .agrees)
    #expect(try Self.report(near, path, tolerances: "eval_loss=1e-9").verdict == .disagrees)
    #expect(try Self.report(near, path, tolerances: "f1=1e-3").verdict == .disagrees)
    let count = Self.changed(#""correct":500"#, #""correct":501"#)
    #expect(try Self.report(count, path, tolerances: "mm.count=1").verdict == .agrees)
    #expect(try Self.report(count, path, tolerances: "mm.count=0").verdict == .disagrees)
  }

  /// A name that no golden has may be a mistake in writing, and would compare nothing.
  @Test(arguments: [
    ("Loss=0.1", "no golden records 'Loss'; name one of"),
    ("anchor=1", "no golden records 'anchor'"),
    ("mm.count=0.5", "mm.count must be an integer"), ("eval_loss=1", "eval_loss must be in 0..<1"),
    ("tensors.digest=1", "no golden records 'tensors.digest'"), ("skipped=1", "no golden records"),
  ])
  func tolerancesMustNameWhatIsRecorded(text: String, reason: String) throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let error = try #require(throws: InputError.self) {
      try Self.report(Self.lines, path, tolerances: text)
    }
    #expect(error.description.contains(reason), "\(error)")
    #expect(error.kind == .usage)
  }

  @Test(arguments: [
    (0, "", "", "needs the protocol 'seedproof-runner/2'; name that in 'begin'"),
    (1, #""step":0"#, #""step":1"#, "'eval_loss' at step 1 stands after 0 updates"),
    (
      7, #""f1""#, #""eval_loss""#, "a scalar 'eval_loss' of binary32, unlike the first of its kind"
    ),
    (1, "eval_loss", "tensors", "the name 'tensors' has a meaning of its own"),
    (1, "eval_loss", "rank-7", "the name 'rank-7' has a meaning of its own"),
    (1, "eval_loss", "eval loss", "'name' is not 1 to 64 letters"),
    (1, #""binary64":"0x1.$1p+1""#, #""value":1"#, "unknown member 'value'"),
    (1, #","binary64":"0x1.$1p+1""#, "", "either 'binary32' or 'binary64'"),
    (1, #""0x1.$1p+1""#, "0.5", "'binary64' must be text such as"),
    (1, #""0x1.$1p+1""#, #""0.5""#, "'binary64' is not a binary64 value"),
    (3, #""rank":1"#, #""rank":0"#, "the updates of rank 0 are the steps"),
    (3, #","loss":"0x1.$18p+0","batchDigest":"0000000$2""#, "", "no value"),
    (3, #""step":0"#, #""step":1"#, "'rank-1' at step 2 stands after 1 updates"),
    (4, "true", "1", "'skipped' is not true or false"),
    (5, #""b.weight":"b"#, #""b.weight":"x"#, "SHA-256"),
    (5, "b.weight", "b weight", "printable characters"),
  ])
  func badRecordsAreRefused(line: Int, old: String, new: String, reason: String) throws {
    var lines = Self.lines
    lines[line] = old.isEmpty ? new : lines[line].replacing(old, with: new)
    let failure = try #require(throws: RunnerFailure.self) { try Self.golden(lines) }
    #expect(failure.description.contains(reason), "\(failure)")
  }

  @Test func aNameStandsOnceBetweenUpdates() throws {
    var lines = Self.lines
    lines.insert(lines[6], at: 8)
    let failure = try #require(throws: RunnerFailure.self) { try Self.golden(lines) }
    #expect(failure.description.contains("'eval_loss' stands twice at step 2"))
    #expect(failure.line == 9)
  }

  /// A prefix ends with what was printed after its last update.
  @Test func aPrefixHasItsSeries() throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let report = try Self.report(Self.lines, path, updates: 2)
    #expect(report.trials[0].verdict == .prefixAgrees)
    let changed = Self.changed(#""binary32":"0x1.$1p-1""#, #""binary32":"0x1.$100002p-1""#)
    #expect(try Self.report(changed, path, updates: 2).trials[0].verdict == .diverged)
    #expect(try Self.report(changed, path, updates: 1).trials[0].verdict == .prefixAgrees)
  }

  /// The trainer is told what the golden has.
  @Test func theTrainerIsTold() throws {
    let told =
      #"{"begin":{"protocol":"seedproof-runner/2","trial":{"told":"$SEEDPROOF_RUNNER $SEEDPROOF_COLUMNS $SEEDPROOF_SERIES $SEEDPROOF_RECORDER"}}}"#
    let (path, folder) = try Self.golden([told] + Self.lines[1...])
    defer { withExtendedLifetime(folder) {} }
    #expect(
      try Golden(path).header["trial"]?["told"]?.string == "seedproof-runner/2   ")
    // What it declares now is another trial, and the message names the member.
    let report = try Self.report([told] + Self.lines[1...], path)
    #expect(report.trials[0].reason?.contains("trial.told") == true)
    let check =
      #"{"begin":{"protocol":"seedproof-runner/2","trial":{"told":"${SEEDPROOF_SERIES:-eval_loss,f1,mm,rank-1,skipped,small,tensors}"}}}"#
    let (other, place) = try Self.golden([check] + Self.lines[1...])
    defer { withExtendedLifetime(place) {} }
    #expect(try Self.report([check] + Self.lines[1...], other).verdict == .reproduced)
  }

  /// One more digit of a tensor's digest names the tensor, and says how many others differ.
  @Test func theTensorsThatDifferAreNamed() throws {
    let (path, folder) = try Self.golden()
    defer { withExtendedLifetime(folder) {} }
    let report = try Self.report(
      Self.changed(Self.b, String(repeating: "cc", count: 32)), path)
    let notes = report.trials[0].diagnosis?.notes ?? []
    #expect(notes.contains { $0.contains("of the state differ: b.weight") }, "\(notes)")
    #expect(notes.contains { $0.contains("1 of 2 tensors digests") }, "\(notes)")
    #expect(report.trials[0].diagnosis?.cause == .optimizer)
  }
}
