import Experiment
import TestSupport
import Testing
import Text
import Trajectory

@testable import External
@testable import Judgement

/// What the recorder writes of a trainer of transformers, and what it leaves out.
@Suite(.timeLimit(.minutes(20))) struct RecorderWatchTests {
  private func record(
    _ script: String, environment: [String: String] = [:]
  ) throws -> Golden {
    let start = "import os\nrecorder = Recorder(wi=wi, do=do)\n"
    return try RecorderScript.record(
      RecorderScript.stubs + start + script + "\nrecorder.end()\n", environment: environment
    ).golden
  }

  /// What the recorder says on standard error, where a script fails after it.
  private func said(_ script: String, environment: [String: String] = [:]) throws -> String {
    let failure = try #require(throws: RunnerFailure.self) {
      try record(script + "\nsys.exit(3)", environment: environment)
    }
    #expect(failure.reason == .exited(status: 3))
    return failure.errorTail
  }

  /// The loss is the sum over micro-batches, the norm that of all gradients, and the batch all that was trained on.
  @Test func updatesAndEvaluationsAreRecorded() throws {
    let script = """
      trainer = Trainer(model=BertForSequenceClassification(Tensor(2, 3), None, Tensor(6)))
      recorder.watch(trainer)
      for step in range(3):
          trainer.step(0.25 + step, 0.5 + step)
          logits = Array([[0.5, 1], [1, 0.5], [2, 3]])
          if step > 0:
              got = trainer.evaluate(logits if step == 1 else (logits, None), Array([1, 1, step - 1]))
              assert got == {"own": 1}
      """
    let golden = try record(script)
    #expect(golden.steps.map(\.loss) == [0.75, 2.75, 4.75])
    #expect(golden.steps.map(\.gradientNorm) == [7, 7, 7])
    #expect(Set(golden.steps.map(\.batchDigest)).count == 3)
    #expect(golden.evaluations.map(\.step) == [2, 3])
    #expect(golden.evaluations.map(\.counts) == [[1, 2], [2, 1]])
    #expect(golden.outcome == .completed)
    // Another order of the micro-batches is another batch, though the sum of their losses is the same.
    let other = try record(
      script.replacing("0.25 + step, 0.5 + step", with: "0.5 + step, 0.25 + step"))
    #expect(other.steps.map(\.loss) == golden.steps.map(\.loss))
    #expect(zip(other.steps, golden.steps).allSatisfy { $0.batchDigest != $1.batchDigest })
  }

  /// `train(); evaluate(); predict()`, the end of every script there is.
  @Test func anEvaluationAfterTheTrainingIsNoSecondOne() throws {
    let script = """
      trainer = Trainer(); recorder.watch(trainer)
      logits, labels = Array([[0, 1], [1, 0], [0, 1], [0, 1]]), Array([1, 1, 1, 0])
      trainer.step(0.5)
      trainer.evaluate(logits, labels)
      trainer.evaluate(logits, labels)
      trainer.evaluate(logits, Array([1, 1, 0, 0]))
      trainer.evaluate(logits, labels, "eval_mm")
      trainer.evaluate(logits, Array([1, 0, 1, 1]), "test", "on_predict")
      trainer.step(0.25)
      trainer.evaluate(logits, Array([1, 0, 1, 1]))
      """
    #expect(try record(script).evaluations.map(\.counts) == [[2, 2], [4, 0]])
    let said = try said(script)
    #expect(said.contains("another evaluation after 1 updates is not recorded"))
    // As the version before had it, which knew no series.
    let before = try self.said(script, environment: ["SEEDPROOF_RECORDER": "1"])
    #expect(
      before.contains("evaluations of the set 'mm' are not recorded, only those of the unnamed"))
  }

  /// Classes that the trainer chose already are not chosen from again; labels of -100 do not count.
  @Test(arguments: [
    ("Array([1, 0, 1, 0])", "Array([1, 1, 1, 0])", [3, 1]),
    ("Array([[1, 0], [1, 1]])", "Array([[1, -100], [0, -100]])", [1, 1]),
  ])
  func classesAreCounted(predictions: String, labels: String, counts: [Int]) throws {
    let golden = try record(
      """
      trainer = Trainer(); recorder.watch(trainer)
      trainer.step(0.5)
      trainer.evaluate(\(predictions), \(labels))
      """)
    #expect(golden.evaluations.map(\.counts) == [counts])
  }

  /// Where right and wrong cannot be known, nothing is written, and the counts are asked for.
  @Test(arguments: [
    ("Array([0.5, 0.25])", "Array([1.0, 0.0])", "fractions"),
    ("Array([[0.5], [0.25]])", "Array([1, 0])", "do not fit"),
    ("Array([[0, 1], [1, 0]])", "None", "not one array of labels"),
    ("Array([[0, 1], [1, 0]])", "(Array([1, 0]), Array([1, 0]))", "not one array of labels"),
    ("Array([[0, 1], [1, 0]])", "Array([-100, -100])", "no label is known"),
    ("Array([[0, 1], [1, 0]])", "Array([1, 0]), \"mine\"", "the trainer's accuracy is 0.25"),
  ])
  func noScoreIsWrittenThatIsNotTheTrainers(
    predictions: String, labels: String, reason: String
  ) throws {
    let script = """
      def metrics(prediction, **options): return {"accuracy": 0.25} if mine else {}
      mine = \(labels.contains("mine") ? "True" : "False")
      trainer = Trainer(metrics); recorder.watch(trainer)
      trainer.step(0.5)
      trainer.evaluate(\(predictions), \(labels.replacing(", \"mine\"", with: "")))
      """
    #expect(try record(script).evaluations.isEmpty)
    let said = try said(script)
    #expect(said.contains(reason) && said.contains("give the counts by"), "\(said)")
  }

  @Test func anAccuracyOfTheTrainersOwnAgrees() throws {
    let golden = try record(
      """
      trainer = Trainer(lambda prediction: {"accuracy": 0.5}); recorder.watch(trainer)
      trainer.step(0.5)
      trainer.evaluate(Array([1, 0]), Array([1, 1]))
      """)
    #expect(golden.evaluations.map(\.counts) == [[1, 1]])
  }

  /// `batch_eval_metrics`: the metrics are told batch by batch.
  @Test func metricsInBatchesAreSummed() throws {
    let golden = try record(
      """
      trainer = Trainer(); recorder.watch(trainer)
      for step in range(2):
          trainer.step(0.5)
          trainer.evaluate(Array([1, 0]), Array([1, 1]), compute_result=False)
          trainer.evaluate(Array([1, step]), Array([1, 1]), compute_result=True)
      """)
    #expect(golden.evaluations.map(\.counts) == [[2, 2], [3, 1]])
  }

  /// Other tokens than those at the labels' places, and predictions that would not fit into memory.
  @Test func aLanguageModelIsNotCounted() throws {
    let script = """
      class GPT2LMHeadModel(BertForSequenceClassification): pass
      trainer = Trainer(METRICS, GPT2LMHeadModel()); recorder.watch(trainer)
      trainer.step(0.5)
      if trainer.compute_metrics: trainer.evaluate(Array([1, 0]), Array([1, 1]))
      """
    let with = script.replacing("METRICS", with: "lambda prediction: {}")
    #expect(try record(with).evaluations.isEmpty)
    #expect(try said(with).contains("a GPT2LMHeadModel answers with other tokens"))
    let without =
      script.replacing("METRICS", with: "None") + "\nassert trainer.compute_metrics is None"
    #expect(try record(without).steps.count == 1)
    #expect(try said(without).contains("without compute_metrics"))
  }

  /// Whatever goes wrong within the recorder is told, and the trainer does not see it.
  @Test func theTrainerIsNeverEnded() throws {
    let script = """
      class Odd(Tensor):
          def detach(self): raise RuntimeError("no loss")
      trainer = Trainer()
      trainer.training_step = lambda model, inputs: Odd(0.5)
      recorder.watch(trainer)
      trainer.training_step(trainer.model, {"x": object()})
      trainer.callback.on_pre_optimizer_step(None, None, None, model=object())
      trainer.callback.on_step_end(None, None, None)
      trainer.evaluate(object(), object())
      recorder.evaluation(correct=3, total=2)
      recorder.anchor(weights=object())
      recorder.watch(object())
      recorder.step(0.5, 1, 2, 3, 4)
      print("the training is done")
      """
    let said = try said(script)
    for text in [
      "no loss", "of 'batch' no digest is recorded", "note_norm is not recorded",
      "step after 0 updates",
      "nothing is recorded from here on", "the training is done",
    ] {
      #expect(said.contains(text), "\(text): \(said)")
    }
  }
}
