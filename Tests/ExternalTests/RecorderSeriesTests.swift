import Experiment
import Files
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// What the recorder prints by protocol 2.
@Suite(.timeLimit(.minutes(20))) struct RecorderSeriesTests {
  /// The loop of a trainer, and what it records beside the updates.
  private static func script(_ more: String = "") -> String {
    """
    with Recorder(wi=wi, do=do) as recorder:
        for step in range(4):
            recorder.step(1 / (step + wi) + do / 8)
            \(more.isEmpty ? "pass" : more)
    """
  }

  private static let more =
    "recorder.scalar('eval_loss', step / 3); recorder.evaluation(wi, 9 + do); "
    + "recorder.evaluation(600 + wi, 900 + do, name='mm'); recorder.tensors({'a': {'w': b'x', 'v': [step]}}); "
    + "recorder.rank(1, loss=step + wi, batch_digest='0000000a')"

  /// The rows of a series by its name.
  private func rows(_ golden: Golden, _ name: String) throws -> [SeriesRecord] {
    let schema = try RecordSchema(header: golden.header)
    let place = try #require(schema.series.firstIndex { $0.name == name })
    return golden.series.filter { $0.series == place }
  }

  @Test func everythingIsRecorded() throws {
    let script = Self.script(Self.more)
    let (golden, folder) = try RecorderScript.record(script)
    #expect(
      try rows(golden, "eval_loss").map(\.values)
        == (0..<4).map { [.doubles([Double($0) / 3])] })
    #expect(golden.evaluations.map(\.counts) == Array(repeating: [3, 13], count: 4))
    #expect(
      try rows(golden, "mm").map(\.values) == Array(repeating: [.counts([603, 304])], count: 4))
    #expect(
      try rows(golden, "rank-1").map(\.values)
        == (0..<4).map { [.numbers([Float($0 + 3)]), .words([10])] })
    #expect(try RecordSchema(header: golden.header).series.last?.digestNames == ["a.v", "a.w"])
    let report = try ExternalVerifier(RecorderScript.runner(script))
      .verify(ChosenGolden.all(at: folder.file("t.golden")))
    #expect(report.verdict == .reproduced)
  }

  /// A golden that was made before a script recorded more: what it has is compared, and nothing else is printed.
  @Test func aGoldenWithFewerSeriesIsReproduced() throws {
    for old in [Self.script(), Self.script("recorder.scalar('eval_loss', step / 3)")] {
      let (golden, folder) = try RecorderScript.record(old)
      defer { withExtendedLifetime(folder) {} }
      let report = try ExternalVerifier(
        RecorderScript.runner(
          Self.script(Self.more.replacing("recorder.evaluation(wi, 9 + do); ", with: "")))
      )
      .verify(ChosenGolden.all(at: folder.file("t.golden")))
      let first = report.trials[0]
      // Its first evaluation is the main one, which the old script had not.
      #expect(first.verdict == .diverged)
      #expect(first.firstDivergence?.actual.contains("evaluation") == true)
      let without = try ExternalVerifier(
        RecorderScript.runner(
          Self.script(
            "recorder.scalar('eval_loss', step / 3); recorder.scalar('f1', wi); recorder.tensors({'a': b'x'})"
          ))
      )
      .verify(ChosenGolden.all(at: folder.file("t.golden")))
      #expect(without.verdict == .reproduced)
      #expect(golden.series.isEmpty == !old.contains("scalar"))
    }
  }

  @Test func aSkippedUpdateIsSaid() throws {
    let (golden, _) = try RecorderScript.record(
      """
      with Recorder() as recorder:
          for step in range(4): recorder.step(step, gradient_norm=float("inf") if step == 2 else 1, skipped=step == 2)
      """)
    #expect(try rows(golden, "skipped").map(\.step) == [3])
    #expect(golden.steps.count == 4)
    #expect(golden.outcome == .completed)
  }

  /// Nothing of it ends a training, and the first value of a name stands.
  @Test(arguments: [
    ("recorder.scalar('f1', 1); recorder.scalar('f1', 2)", "a second 'f1' after 1 updates"),
    ("recorder.scalar('f 1', 1)", "a name has up to 64 letters"),
    ("recorder.scalar('skipped', 1)", "a name has up to 64 letters"),
    ("recorder.scalar('f1', 'x')", "scalar after 1 updates is not recorded: ValueError"),
    ("recorder.tensors({})", "0 tensors, and not 1 to 4096"),
    (
      "recorder.tensors({'a': 1}); recorder.step(1); recorder.tensors({'b': 1})",
      "another form or size"
    ),
    (
      "recorder.scalar('m', 1); recorder.evaluation(1, 2); recorder.evaluation(1, 2, name='m')",
      "of another form"
    ),
  ])
  func whatCannotBeRecordedIsSaid(lines: String, text: String) throws {
    let failure = try #require(throws: RunnerFailure.self) {
      try RecorderScript.record(
        "recorder = Recorder(); recorder.step(1); \(lines); recorder.end(); sys.exit(3)")
    }
    #expect(failure.reason == .exited(status: 3))
    #expect(failure.errorTail.contains(text), "\(failure.errorTail)")
  }

  /// A Trainer's own numbers, but those of the clock; a second set by its name; and what the optimizer skipped.
  @Test func aWatchedTrainerHasSeries() throws {
    let (golden, _) = try RecorderScript.record(
      RecorderScript.stubs + """
        recorder = Recorder()
        trainer = Trainer(); trainer.accelerator = types.SimpleNamespace(optimizer_step_was_skipped=False)
        recorder.watch(trainer)
        logits, labels = Array([[0, 1], [1, 0], [0, 1]]), Array([1, 1, 1])
        told = {"eval_loss": 0.1, "eval_f1": 1, "epoch": 1.0, "eval_samples_per_second": 9.5, "eval_name": "x"}
        for step in range(2):
            trainer.accelerator.optimizer_step_was_skipped = step == 1
            trainer.step(0.5)
            trainer.evaluate(logits, labels, more=told)
            trainer.evaluate(logits, Array([1, 0, 0]), prefix="eval_mm", more={"eval_mm_loss": step / 7})
        recorder.end()
        """)
    let schema = try RecordSchema(header: golden.header)
    #expect(schema.series.map(\.name) == ["eval_f1", "eval_loss", "eval_mm_loss", "mm", "skipped"])
    #expect(golden.evaluations.map(\.counts) == [[2, 1], [2, 1]])
    #expect(try rows(golden, "mm").map(\.values) == [[.counts([2, 1])], [.counts([2, 1])]])
    #expect(try rows(golden, "eval_loss").map(\.values) == [[.doubles([0.1])], [.doubles([0.1])]])
    #expect(try rows(golden, "eval_mm_loss").map(\.step) == [1, 2])
    #expect(try rows(golden, "skipped").map(\.step) == [2])
  }
}
