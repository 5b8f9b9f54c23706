import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// The recorder for Python, in a loop without PyTorch.
@Suite(.timeLimit(.minutes(20))) struct RecorderTests {
  private static let script = """
    import os
    with Recorder(wi=wi, do=do, steps=10, trial={"data": ["a", 1]}) as recorder:
        print("Epoch 1")
        os.system("echo from a child")
        for step in range(10):
            recorder.step(1 / (step + wi), gradient_norm=0.1 * step + (do - 7), batch=[step, do, "text", None])
            if step % 5 == 4:
                recorder.evaluation(confusion=[[3, 1], [0, 2]], predictions=[0, 0, 0, 1, 1, 1],
                                    logits=[[0.5, step]] * 6)
                recorder.anchor(weights={"w": [0.5, step], "b": b"x"}, optimizer=(True, 2))
    """

  @Test func aLoopIsRecordedAndReproduced() throws {
    let (golden, folder) = try RecorderScript.record(Self.script)
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
    #expect(golden.header["trial"] == ["data": ["a", 1], "seedproof-recorder": 2])
    let report = try ExternalVerifier(RecorderScript.runner(Self.script))
      .verify(ChosenGolden.all(at: folder.file("t.golden")))
    #expect(report.verdict == .reproduced)
    #expect(report.controls.count { $0.isCaught } == 7)
  }

  /// The last loss decides: an update that mixed precision skips has an infinite norm and is no end.
  @Test func onlyALastLossThatIsNotFiniteIsAnOutcome() throws {
    let (golden, _) = try RecorderScript.record(
      """
      with Recorder() as recorder:
          for loss in (1e300, float("nan"), -1e300, 1e-300, -0.0):
              recorder.step(loss)
      """)
    #expect(
      golden.steps.map(\.lossBits) == [0x7f80_0000, 0x7fc0_0000, 0xff80_0000, 0, 0x8000_0000])
    #expect(golden.outcome == .completed)
    for (updates, outcome) in [
      ("(.7, 1.5), (float(\"nan\"), 1.5)", TrialOutcome.nonfinite),
      ("(.7, float(\"inf\")), (.6, 1.5)", .completed),
      ("(.7, 1.5), (.6, float(\"inf\"))", .completed),
    ] {
      let (golden, _) = try RecorderScript.record(
        "recorder = Recorder()\nfor loss, norm in (\(updates)): recorder.step(loss, gradient_norm=norm)\n"
          + "recorder.end()")
      #expect(golden.outcome == outcome)
    }
  }

  @Test func anExceptionLeavesNoGolden() throws {
    let failure = try #require(throws: RunnerFailure.self) {
      try RecorderScript.record(
        """
        with Recorder() as recorder:
            recorder.step(1.0)
            raise ValueError("no more")
        """)
    }
    #expect(failure.reason == .exited(status: 1))
    #expect(failure.description.contains("ValueError: no more"))
  }

  @Test func tensorsAndArraysAreDigestedWithTheirTypes() throws {
    let (golden, _) = try RecorderScript.record(
      RecorderScript.stubs + """
        with Recorder() as recorder:
            recorder.step(Tensor(0.5), gradient_norm=Tensor(2.0), batch=Tensor(1.5, -2))
            recorder.anchor(tensor=Tensor(1.5, -2), array=Array([1.5, -2]))
        """)
    let values: [UInt8] = [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]
    let tensor = Digest(of: Data("tensor torch.float32 [2] 2\n".utf8 + values))
    let array = Digest(of: Data("array float32 [2] 2\n".utf8 + values))
    #expect(golden.steps[0].loss == 0.5 && golden.steps[0].gradientNorm == 2)
    #expect(golden.steps[0].batchDigest == UInt32(tensor.description.prefix(8), radix: 16))
    let components = golden.anchors[0].components
    #expect(components.map(\.name) == ["array", "tensor"])
    #expect(components.map(\.digest) == [array, tensor])
  }

  /// What pandas gives for texts: in memory there are addresses, which each process has others of.
  @Test func arraysOfObjectsAreDigestedByContent() throws {
    let (golden, _) = try RecorderScript.record(
      RecorderScript.stubs + """
        class Kind:
            hasobject = True
            def __str__(self): return "object"
        class Objects(Array):
            dtype = Kind()
            def tobytes(self): return id(self).to_bytes(8, "little")
            def tolist(self): return list(self)
        with Recorder() as recorder:
            recorder.step(0.5, batch=Objects(["a", "bc"]))
        """)
    let text = "array object [2] 2\nlist 2\nstr 1\nastr 2\nbc"
    let known = Digest(of: Data(text.utf8)).description.prefix(8)
    #expect(golden.steps[0].batchDigest == UInt32(known, radix: 16))
  }
}
