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
  private static let folder = Repository.path("Sources/External")

  /// Runs a script that has `Recorder`, `wi` and `do` at hand.
  private func runner(_ script: String) throws -> Runner {
    let head =
      "import sys; sys.path.insert(0, \"\(Self.folder)\"); wi, do = map(int, sys.argv[1:]); "
      + "from seedproof_recorder import *"
    return Runner(
      try RunnerCommand(
        "python3 -B -c '\(head)\n\(script.replacing("'", with: "'\\''"))' {wi} {do}"))
  }

  private func record(_ script: String) throws -> (golden: Golden, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    _ = try runner(script).record(Cell(wi: 3, do: 7), to: folder.file("t.golden")) { _, _ in }
    return (try Golden(folder.file("t.golden")), folder)
  }

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
    let (golden, folder) = try record(Self.script)
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
    let report = try ExternalVerifier(runner(Self.script))
      .verify(ChosenGolden.all(at: folder.file("t.golden")))
    #expect(report.verdict == .reproduced)
    #expect(report.controls.count { $0.isCaught } == 7)
  }

  @Test func lossesThatAreNotFiniteAreAnOutcome() throws {
    let (golden, _) = try record(
      """
      with Recorder() as recorder:
          for loss in (1e300, float("nan"), -1e300, 1e-300, -0.0):
              recorder.step(loss)
      """)
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

  /// As far as the recorder needs them: tensors of PyTorch, arrays of NumPy, and the trainer of transformers.
  private static let stubs = """
    import ctypes, sys, types
    sys.modules["transformers"] = types.SimpleNamespace(TrainerCallback=object)

    class Tensor:
        dtype = "torch.float32"
        def __init__(self, *values):
            self.memory, self.shape = (ctypes.c_float * len(values))(*values), (len(values),)
        def detach(self): return self
        cpu = contiguous = double = detach
        def data_ptr(self): return ctypes.addressof(self.memory)
        def numel(self): return len(self.memory)
        def element_size(self): return 4
        def item(self): return self.memory[0]
        def pow(self, power): return Tensor(*(value ** power for value in self.memory))
        def sum(self): return Tensor(sum(self.memory))

    class Array(list):
        dtype, shape, size = "float32", (2,), 2
        def tobytes(self): return bytes((ctypes.c_float * len(self))(*self))
        def argmax(self, axis): return Array(row.index(max(row)) for row in self)
        def __eq__(self, other): return Array(a == b for a, b in zip(self, other))
        def sum(self): return sum(self[:])

    class Trainer:
        def training_step(self, loss): return Tensor(loss)
        def compute_metrics(self, prediction): return {"own": 1}
        def add_callback(self, callback): self.callback = callback

    """

  @Test func aTrainerOfTransformersIsWatched() throws {
    let (golden, _) = try record(
      Self.stubs + """
        trainer, recorder = Trainer(), Recorder(wi=wi, do=do)
        recorder.watch(trainer)
        parameters = [types.SimpleNamespace(grad=grad) for grad in (Tensor(2, 3), None, Tensor(6))]
        model = types.SimpleNamespace(parameters=lambda: parameters)
        told = (None, None, None)
        for step in range(3):
            for loss in (0.25, 0.5):
                assert trainer.training_step(loss + step).item() == loss + step
            trainer.callback.on_pre_optimizer_step(*told, model=model)
            trainer.callback.on_step_end(*told)
            if step == 0:
                trainer.callback.on_evaluate(*told)
                continue
            logits = Array([[0.5, 1], [1, 0.5], [2, 3]])
            prediction = types.SimpleNamespace(
                predictions=logits if step == 1 else (logits, None), label_ids=Array([1, 1, step - 1]))
            assert trainer.compute_metrics(prediction) == {"own": 1}
            trainer.callback.on_evaluate(*told)
        recorder.end()
        """)
    #expect(golden.steps.map(\.loss) == [0.75, 2.75, 4.75])
    #expect(golden.steps.map(\.gradientNorm) == [7, 7, 7])
    #expect(golden.evaluations.map(\.step) == [2, 3])
    #expect(golden.evaluations.map(\.counts) == [[1, 2], [2, 1]])
    #expect(golden.outcome == .completed)
  }

  @Test func tensorsAndArraysAreDigestedWithTheirTypes() throws {
    let (golden, _) = try record(
      Self.stubs + """
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
}
