import Experiment
import Foundation
import Testing
import Trajectory
import Verification

@testable import External

/// The recorder for Python, in a loop without PyTorch.
@Suite(.timeLimit(.minutes(20))) struct RecorderTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/External").path

  /// Runs a script that has `Recorder`, `wi` and `do` at hand.
  private func runner(_ script: String) throws -> Runner {
    let head =
      "import sys; sys.path.insert(0, \"\(Self.folder)\"); wi, do = map(int, sys.argv[1:]); "
      + "from seedproof_recorder import *"
    return Runner(
      try RunnerCommand(
        "python3 -B -c '\(head)\n\(script.replacing("'", with: "'\\''"))' {wi} {do}"))
  }

  private func record(_ script: String) throws -> (golden: Golden, path: String) {
    let path = FileManager.default.temporaryDirectory.path + "/seedproof-py-\(UUID()).golden"
    _ = try runner(script).record(Cell(wi: 3, do: 7), to: path) { _, _ in }
    return (try Golden(path), path)
  }

  private static let script = """
    import os
    with Recorder(wi=wi, do=do, steps=10, trial={"data": ["a", 1]}) as recorder:
        print("Epoch 1")
        os.system("echo from a child")
        for step in range(10):
            recorder.step(1 / (step + wi), gradient_norm=0.1 * step, batch=[step, "text", None])
            if step % 5 == 4:
                recorder.evaluation(confusion=[[3, 1], [0, 2]], predictions=[0, 0, 0, 1, 1, 1],
                                    logits=[[0.5, step]] * 6)
                recorder.anchor(weights={"w": [0.5, step], "b": b"x"}, optimizer=(True, 2))
    """

  @Test func aLoopIsRecordedAndReproduced() throws {
    let (golden, path) = try record(Self.script)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(golden.steps.map(\.loss) == (0..<10).map { Float(1 / Double($0 + 3)) })
    #expect(golden.steps.map(\.gradientNorm) == (0..<10).map { Float(0.1 * Double($0)) })
    #expect(Set(golden.steps.map(\.batchDigest)).count == 10)
    #expect(golden.evaluations.map(\.counts) == [[3, 1, 0, 2], [3, 1, 0, 2]])
    #expect(golden.evaluations[1].logits?[1] == 9)
    #expect(golden.anchors.map(\.step) == [5, 10])
    #expect(golden.anchors[0].components.map(\.name) == ["optimizer", "weights"])
    let (first, second) = (golden.anchors[0].components, golden.anchors[1].components)
    #expect(first[0] == second[0] && first[1] != second[1])
    #expect(golden.outcome == .completed)
    #expect(golden.header["trial"] == ["data": ["a", 1]])
    let report = try ExternalVerifier(runner(Self.script)).verify(ChosenGolden.all(at: path))
    #expect(report.verdict == .reproduced)
    #expect(report.controls.count { $0.isCaught } == 3)
  }

  @Test func lossesThatAreNotFiniteAreAnOutcome() throws {
    let (golden, path) = try record(
      """
      with Recorder() as recorder:
          for loss in (1e300, float("nan"), -1e300, 1e-300, -0.0):
              recorder.step(loss)
      """)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(
      golden.steps.map(\.lossBits) == [0x7f80_0000, 0x7fc0_0000, 0xff80_0000, 0, 0x8000_0000])
    #expect(golden.outcome == .nonfinite)
  }

  @Test func anExceptionLeavesNoGolden() throws {
    let failure = try #require(throws: RunnerFailure.self) {
      try record(
        """
        with Recorder() as recorder:
            recorder.step(1.0)
            raise ValueError("no more")
        """)
    }
    #expect(failure.reason == .exited(status: 1))
    #expect(failure.description.contains("ValueError: no more"))
  }
}
