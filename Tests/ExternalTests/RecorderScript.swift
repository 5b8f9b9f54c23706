import Experiment
import Processes
import TestSupport
import Trajectory

@testable import External

/// Scripts of Python that use the recorder, without PyTorch.
enum RecorderScript {
  /// Runs a script that has `Recorder`, `wi` and `do` at hand.
  ///
  /// - Parameter environment: what its environment has beside that of these tests.
  static func runner(_ script: String, environment: [String: String] = [:]) throws -> Runner {
    let folder = Repository.path("Sources/External")
    let head =
      "import sys; sys.path.insert(0, \"\(folder)\"); wi, do = map(int, sys.argv[1:]); "
      + "from seedproof_recorder import *"
    let command = try RunnerCommand(
      "python3 -B -c '\(head)\n\(script.replacing("'", with: "'\\''"))' {wi} {do}")
    let launch = environment.reduce(Launch()) { $0.setting($1.key, $1.value) }
    return Runner(command, launch: launch)
  }

  /// The golden of a script's trial.
  static func record(
    _ script: String, environment: [String: String] = [:]
  ) throws -> (golden: Golden, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    _ = try runner(script, environment: environment)
      .record(Cell(wi: 3, do: 7), to: folder.file("t.golden")) { _, _ in }
    return (try Golden(folder.file("t.golden")), folder)
  }

  /// As far as the recorder needs them: tensors of PyTorch, arrays of NumPy, and the trainer of transformers.
  static let stubs = """
    import ctypes, sys, types
    class TrainerCallback:
        def on_pre_optimizer_step(self, *told, **options): pass
    sys.modules["transformers"] = types.SimpleNamespace(TrainerCallback=TrainerCallback)

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
        dtype = "float32"
        shape = property(lambda self: (len(self),) + (Array(self[0]).shape if isinstance(self[0], list) else ()))
        size = property(len)
        def tobytes(self): return bytes((ctypes.c_float * len(self))(*self))
        def argmax(self, axis): return Array(row.index(max(row)) for row in self)
        def tolist(self): return list(self)

    class BertForSequenceClassification:
        def __init__(self, *grads): self.grads = [types.SimpleNamespace(grad=grad) for grad in grads]
        def parameters(self): return self.grads

    class Trainer:
        def __init__(self, metrics=lambda prediction, **options: {"own": 1}, model=None):
            self.compute_metrics, self.model = metrics, model or BertForSequenceClassification()
        def training_step(self, model, inputs): return Tensor(inputs["loss"])
        def add_callback(self, callback): self.callback = callback
        def step(self, *losses):
            for loss in losses: assert self.training_step(self.model, {"loss": loss}).item() == loss
            self.callback.on_pre_optimizer_step(None, None, None, model=self.model)
            self.callback.on_step_end(None, None, None)
        def evaluate(self, predictions, labels, prefix="eval", told="on_evaluate", more={}, **options):
            prediction = types.SimpleNamespace(predictions=predictions, label_ids=labels)
            result = self.compute_metrics(prediction, **options)
            if options.get("compute_result") is not False:
                getattr(self.callback, told)(None, None, None, {prefix + "_runtime": 1, **more})
            return result

    """
}
