import Arithmetic
import Experiment
import Sampling
import Testing
import Trajectory

@testable import Judgement
@testable import Verification

/// Texts of goldens that are other bytes, though Unicode calls them equivalent.
@Suite struct SpellingTests {
  private let cell = Cell(wi: 1, do: 1)

  private func experiment() throws -> RecordedExperiment {
    let plan = """
      name: spelled
      task: tsv
      data: .
      files: { train: train.tsv, dev: dev.tsv }
      columns: { first: text, label: label }
      labels: ["caf\u{e9}", "the"]
      model: embedded/tiny
      protocol: { epochs: 1, batch_size: 2, learning_rate: 1e-3, max_length: 16, max_steps: 9 }
      seeds: { wi: 1, do: 1 }

      """
    let rows = (0..<20).map { "a word and \($0)\t\($0 % 3 == 0 ? "caf\u{e9}" : "the")" }
    let table = (["text\tlabel"] + rows).joined(separator: "\n") + "\n"
    return try RecordedExperiment(plan, files: ["train.tsv": table, "dev.tsv": table])
  }

  @Test func labelsAreThoseOfTheDataByteForByte() throws {
    let experiment = try experiment()
    #expect(try experiment.verify().verdict == .reproduced)
    let before = try Golden(experiment.golden(cell))
    try experiment.forge(cell) { golden in
      guard var members = golden.header.object else { return }
      members["labelNames"] = ["cafe\u{301}", "the"]
      golden.header = .object(members)
    }
    let forged = try Golden(experiment.golden(cell))
    #expect(try forged.contentDigest != before.contentDigest)
    let report = try experiment.verify()
    #expect(report.verdict == .unverifiable)
    #expect(report.trials[0].reason?.contains("other labels, metric or task") ?? false)
    #expect(report.trials[0].diagnosis?.categories.first { $0.status == .differs } != nil)
    let segments = TrialVerifier(ArithmeticSetting()).verifySegments(
      try TrialSelection.all(at: [experiment.path]), count: 1, challenge: Challenge("x"))
    #expect(segments.verdict == .unverifiable)
  }
}
