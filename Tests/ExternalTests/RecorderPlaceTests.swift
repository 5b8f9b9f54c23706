import Experiment
import Foundation
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// Where the recorder records, what it may write there, and which versions of it understand each other.
@Suite(.timeLimit(.minutes(20))) struct RecorderPlaceTests {
  private static let loop = """
    import os
    with Recorder(wi=wi, do=do) as recorder:
        print("Epoch 1")
        for step in range(9):
            recorder.step(1 / (step + wi + 9 * do), gradient_norm=step, batch=[step])
            if step == 4: recorder.evaluation(correct=step, total=9)
    """

  private func failure(_ runner: Runner) throws -> RunnerFailure {
    try #require(throws: RunnerFailure.self) {
      try runner.record(Cell(wi: 3, do: 7)) { _, _ in }
    }
  }

  /// A script still works by hand: its standard output is its own.
  @Test func outsideOfTheRunnerNothingIsDone() throws {
    let failure = try failure(
      RecorderScript.runner(
        "import os; os.environ.pop(\"SEEDPROOF_RUNNER\")\n" + Self.loop
          + "\n    assert not recorder.is_recording\n    recorder.watch(None)"))
    #expect(failure.line == 1 && failure.quotation == "Epoch 1")
    #expect(
      failure.description.contains("line 1, 'Epoch 1': not a value at byte 0; standard output"))
  }

  /// Other ranks say nothing, and what they print does not come between the records.
  @Test(arguments: ["RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK"])
  func onlyRankZeroRecords(_ name: String) throws {
    let other = try failure(RecorderScript.runner(Self.loop, environment: [name: "1"]))
    #expect(other.reason == .unfinished && other.line == 0)
    #expect(other.errorTail.contains("Epoch 1"))
    #expect(other.description.contains("SEEDPROOF_RUNNER"))
    let first = try RecorderScript.record(Self.loop, environment: [name: "0"]).golden
    #expect(first.steps.count == 9)
    let told = Self.loop.replacing("do=do", with: "do=do, rank=0")
    #expect(try RecorderScript.record(told, environment: [name: "1"]).golden == first)
  }

  /// A second recorder in one process would write between the records of the first.
  @Test func aSecondRecorderDoesNothing() throws {
    let golden = try RecorderScript.record(
      Self.loop.replacing("print(\"Epoch 1\")", with: "Recorder(wi=wi, do=do).step(0.5)")
    ).golden
    #expect(golden.steps.count == 9)
  }

  @Test func recordsThatHaveNoPlaceAreLeftOut() throws {
    let (golden, _) = try RecorderScript.record(
      """
      recorder = Recorder()
      recorder.step(.7)
      recorder.evaluation(correct=8, total=10, name="a")
      recorder.evaluation(correct=7, total=10, name="a")
      recorder.evaluation(correct=8, total=10, name="b")
      recorder.anchor(weights=[1], other=object())
      recorder.anchor(weights=[2])
      recorder.step(.6, gradient_norm=1, batch=2)
      recorder.evaluation(correct=7, total=11, name="a")
      recorder.evaluation(confusion=[[7, 3], [0, 0]], name="a")
      recorder.anchor(weights=[2])
      recorder.evaluation(correct=7, total=10, name="a")
      recorder.end(state=[3])
      recorder.end()
      recorder.step(.5)
      recorder.evaluation(correct=7, total=10)
      """)
    #expect(golden.steps.map(\.loss) == [0.7, 0.6])
    #expect(golden.evaluations.map(\.counts) == [[8, 2]])
    #expect(golden.anchors.map { $0.components.map(\.name) } == [["weights"], ["weights"]])
    #expect(golden.outcome == .completed)
  }

  /// What a later update lacks is said, and the columns stay.
  @Test func updatesKeepTheirColumns() throws {
    let (golden, _) = try RecorderScript.record(
      """
      with Recorder() as recorder:
          recorder.step(.7, gradient_norm=1, batch=[1])
          recorder.step(.6)
          recorder.step(.5, gradient_norm=1, batch=object())
      """)
    #expect(golden.steps.map(\.gradientNormBits) == [0x3f80_0000, 0x7fc0_0000, 0x3f80_0000])
    #expect(Set(golden.steps.map(\.batchDigest)).count == 3)
  }

  /// `trial=vars(args)`.
  @Test func aDeclarationIsMadeOfWhatItMayHold() throws {
    let (golden, _) = try RecorderScript.record(
      """
      import argparse, pathlib
      args = argparse.Namespace(lr=5e-5, name="x", flag=True, none=None, big=2**70, list=[1, .5], path=pathlib.Path("/"))
      with Recorder(trial=args) as recorder: recorder.step(.5)
      """)
    #expect(
      golden.header["trial"] == [
        "lr": "0x1.a36e2eb1c432dp-15", "name": "x", "flag": true, "none": .null,
        "big": "1180591620717411303424", "list": [1, "0x1.0000000000000p-1"],
        "path": "not recorded", "seedproof-recorder": 2,
      ])
    let long = try RecorderScript.record(
      "with Recorder(trial={\"a\": \"x\" * 70000}) as recorder: recorder.step(.5)"
    ).golden
    #expect(long.header["trial"]?["digest"]?.string?.count == 64)
  }

  /// Goldens of the file that had no version: it had fewer columns, and the new one prints those.
  private func old(_ change: (inout Golden) -> Void = { _ in }) throws -> (String, TemporaryFolder)
  {
    let columns = ["SEEDPROOF_COLUMNS": "loss,gradientNorm", "SEEDPROOF_RECORDER": "0"]
    let (golden, folder) = try RecorderScript.record(Self.loop, environment: columns)
    var changed = golden
    change(&changed)
    try changed.write(to: folder.file("t.golden"))
    return (folder.file("t.golden"), folder)
  }

  private func verify(_ path: String) throws -> TrialEvidence {
    let verifier = try ExternalVerifier(RecorderScript.runner(Self.loop))
    let report = try verifier.verify(ChosenGolden.all(at: path))
    #expect(report.trials[0].verdict != .reproduced || report.verdict == .reproduced)
    return report.trials[0]
  }

  @Test func anOlderGoldenIsReproduced() throws {
    let (path, folder) = try old()
    defer { withExtendedLifetime(folder) {} }
    let golden = try Golden(path)
    #expect(golden.header["trial"] == [:])
    #expect(golden.header["columns"]?["step"] == ["loss", "gradientNorm"])
    #expect(try verify(path).verdict == .reproduced)
  }

  /// What differs may be the recorder's doing.
  @Test func aDifferenceFromAnOlderRecorderIsNotTheTrainings() throws {
    let (path, folder) = try old { $0.steps[7].lossBits ^= 1 }
    defer { withExtendedLifetime(folder) {} }
    let found = try verify(path)
    #expect(found.verdict == .unverifiable)
    #expect(
      found.reason?.contains("made with recorder 0, and this is recorder 2: a watched") == true)
    // So it is where the rerun goes to its end, since its result is kept.
    let named = folder.file("wi=003,do=007.golden")
    try FileManager.default.moveItem(atPath: path, toPath: named)
    let kept = KeptResults(differingIn: folder.file("new"))
    let selection = try TrialSelection.all(at: [named])
    try kept.prepare(for: selection)
    let again = try ExternalVerifier(RecorderScript.runner(Self.loop), keeping: kept)
      .verify(selection).trials[0]
    #expect(
      again.verdict == .unverifiable && again.reason == found.reason?.replacing(path, with: named))
    #expect(try Golden(try #require(again.keptPath)).steps.count == 9)
  }

  @Test func aGoldenOfANewerRecorderIsUnverifiable() throws {
    let (path, folder) = try old { golden in
      guard case .object(var members) = golden.header else { return }
      members["trial"] = ["seedproof-recorder": 3]
      golden.header = .object(members)
    }
    defer { withExtendedLifetime(folder) {} }
    let found = try verify(path)
    #expect(found.verdict == .unverifiable)
    #expect(found.reason?.contains("made with recorder 3, and this is recorder 2") == true)
  }

  /// A golden and a rerun of the same recorder differ as any others do.
  @Test func aDifferenceOfTheSameRecorderIsOne() throws {
    let (golden, folder) = try RecorderScript.record(Self.loop)
    var changed = golden
    changed.steps[7].lossBits ^= 1
    try changed.write(to: folder.file("t.golden"))
    #expect(try verify(folder.file("t.golden")).verdict == .diverged)
  }
}
