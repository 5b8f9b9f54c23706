import Foundation
import TestSupport
import Testing

/// Scores that another trainer recorded under names of its own.
@Suite("analyze --metric of another trainer's goldens") struct AnalyzeSeriesTests {
  /// Two updates; F1 twice, a loss, a second set of examples, and a digest.
  private static let trainer = """
    import sys
    wi, do = int(sys.argv[1]), int(sys.argv[2])
    end = sys.argv[3] if len(sys.argv) > 3 else ""
    def line(text): print(text, flush=True)
    line('{"begin":{"protocol":"seedproof-runner/2"}}')
    for step in (0, 1):
        line('{"step":%d,"loss":"%s"}' % (step, float(step + wi).hex()))
        f1 = (4 * wi + 2 * do + step) / 32
        line('{"scalar":{"name":"eval_f1","step":%d,"binary64":"%s"}}' % (step + 1, f1.hex()))
        line('{"scalar":{"name":"eval_loss","step":%d,"binary32":"%s"}}' % (step + 1, (wi / 8).hex()))
        if end != "once" or (wi, do, step) != (2, 2, 1):
            line('{"scalar":{"name":"odd","step":%d,"binary64":"0x1p-1"}}' % (step + 1))
    if end != "bare":
        line('{"evaluation":{"step":2,"correct":%d,"total":10}}' % (wi + do))
    line('{"evaluation":{"name":"mismatched","step":2,"correct":%d,"total":8}}' % (wi * do))
    line('{"tensors":{"step":2,"digests":{"w":"%s"}}}' % ("0" * 64))
    line('{"end":{}}')

    """

  /// A grid of 2 x 2 trials.
  private static func grid(_ folder: TemporaryFolder, _ mode: String = "plain") throws -> String {
    let script = try folder.write(trainer, to: "t.py")
    let plan = try folder.write(
      "name: f\ntask: external\nseeds: { wi: 1...2, do: 1...2 }\n", to: "p.yaml")
    let grid = folder.path + "/grid-" + mode
    let recorded = try Executable.run([
      "grid", plan, "--out", grid, "--runner", "python3 -S -E -B '\(script)' {wi} {do} \(mode)",
    ])
    #expect(recorded.status == 0, "\(recorded.error)")
    return grid
  }

  private static func mean(_ arguments: [String]) throws -> Double? {
    try AnalyzeCommandTests.task(arguments)["mean"] as? Double
  }

  @Test("Numbers and answers are scores; the last or the best of them counts")
  func scores() throws {
    let folder = try TemporaryFolder()
    let grid = try Self.grid(folder)
    // (4 wi + 2 do + 1) / 32 at the end: 7, 9, 11 and 13.
    #expect(try Self.mean([grid, "--metric", "eval_f1"]) == 10.0 / 32)
    #expect(try Self.mean([grid, "--metric", "eval_f1", "--minimize"]) == 9.0 / 32)
    #expect(
      try Self.mean([grid, "--metric", "eval_f1", "--minimize", "--score", "last"]) == 10.0 / 32)
    // 1, 2, 2 and 4 of 8.
    #expect(try Self.mean([grid, "--metric", "mismatched"]) == 9.0 / 32)
    // 2, 3, 3 and 4 of 10, with and without the name.
    #expect(abs(try #require(try Self.mean([grid])) - 0.3) < 1e-12)
    #expect(try Self.mean([grid, "--metric", "accuracy"]) == Self.mean([grid]))
    #expect(try Self.mean([grid, "--metric", "eval_loss", "--minimize"]) == 1.5 / 8)
    let page = folder.path + "/r.html"
    let report = try Executable.run(["report", grid, "--metric", "eval_f1", "--out", page])
    #expect(report.status == 0, "\(report.error)")
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("external, eval_f1"))
  }

  @Test("A name that is not there is refused with those that are; a loss is asked about")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let grid = try Self.grid(folder)
    for (words, reason) in [
      (
        ["--metric", "f1"],
        "no scores called 'f1'; there are: accuracy, eval_f1, eval_loss, mismatched, odd"
      ),
      (["--metric", "tensors"], "the series 'tensors' holds no scores, but digests"),
      (["--metric", "eval_loss"], "'eval_loss' is named as a loss; say --minimize"),
    ] {
      let result = try Executable.run(["analyze", grid] + words)
      #expect(result.status == 64 && result.output.isEmpty)
      #expect(result.error.contains(reason), "\(result.error)")
    }
  }

  @Test("Without evaluations a metric must be named")
  func bare() throws {
    let folder = try TemporaryFolder()
    let grid = try Self.grid(folder, "bare")
    let refused = try Executable.run(["analyze", grid])
    #expect(refused.status == 64 && refused.error.contains("with --metric"), "\(refused.error)")
    #expect(try Self.mean([grid, "--metric", "eval_f1"]) == 10.0 / 32)
    let unknown = try Executable.run(["analyze", grid, "--metric", "accuracy"])
    #expect(
      unknown.status == 64 && unknown.error.contains("there are: eval_f1"), "\(unknown.error)")
  }

  @Test("Trials with scores after other updates are not mixed")
  func steps() throws {
    let folder = try TemporaryFolder()
    let grid = try Self.grid(folder, "once")
    let result = try Executable.run(["analyze", grid, "--metric", "odd"])
    #expect(result.status == 64, "\(result.error)")
    #expect(
      result.error.contains("wi=002,do=002.golden: has scores of 'odd' after other updates"),
      "\(result.error)")
  }
}
