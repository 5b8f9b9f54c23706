import Experiment
import Files
import Foundation
import Streams
import TestSupport
import Testing
import Trajectory

@testable import Judgement
@testable import Verification

/// Trials that take the order of another program's seeds.
@Suite struct PublishedOrderVerificationTests {
  private let first = Cell(wi: 1, do: 42)
  private let second = Cell(wi: 1, do: 43)

  /// Two epochs of seven updates each.
  private static func text(_ streams: String?) -> String {
    EmbeddedPlan.text(
      [
        "epochs": "2", "batch_size": "150", "max_length": "32", "learning_rate": "1e-3",
        "evaluations_per_epoch": "1",
      ], wi: "1", do: "42...43") + (streams.map { "streams: \($0)\n" } ?? "")
  }

  private func batches(_ experiment: RecordedExperiment, _ cell: Cell) throws -> [UInt32] {
    try Golden(experiment.golden(cell)).steps.map(\.batchDigest)
  }

  @Test(arguments: ["trainer/5.24", "trainer/4.30", "torch/2.13+generator"])
  func trialsAreReproduced(_ streams: String) throws {
    let experiment = try RecordedExperiment(Self.text(streams))
    let report = try experiment.verify()
    #expect(report.verdict == .reproduced)
    #expect(report.comparedCount == 2)
    #expect(report.controls.count == 8 && report.controls.allSatisfy(\.isCaught))
    // A golden names its streams itself: it needs no plan.
    let folder = try TemporaryFolder()
    let alone = folder.file("alone.golden")
    try FileManager.default.copyItem(atPath: experiment.golden(first), toPath: alone)
    #expect(try experiment.verify([alone]).verdict == .reproduced)
  }

  /// The second epoch of a seed has the batches of the first epoch of the next seed, and no other profile has them.
  @Test func neighbouringSeedsShareTheirBatches() throws {
    let newer = try RecordedExperiment(Self.text("trainer/5.24"))
    let (left, right) = try (batches(newer, first), batches(newer, second))
    try #require(left.count == 14 && right.count == 14)
    #expect(left[7...].elementsEqual(right[..<7]))
    #expect(Set(left[..<7]).isDisjoint(with: right))
    for other in [nil, "trainer/4.30", "torch/2.13+generator"] {
      let experiment = try RecordedExperiment(Self.text(other))
      let (left, right) = try (batches(experiment, first), batches(experiment, second))
      #expect(Set(left).isDisjoint(with: right))
      #expect(Set(left).isDisjoint(with: try batches(newer, first)))
    }
  }

  /// A trial in one order that says it had another is not reproduced: its first batch tells.
  @Test(
    arguments: [(nil, "trainer/5.24"), ("trainer/5.24", "trainer/4.30")] as [(String?, String)])
  func aFalseNameIsSeen(_ streams: String?, _ claimed: String) throws {
    let experiment = try RecordedExperiment(Self.text(streams))
    try experiment.forge(first) { golden in
      guard var members = golden.header.object else { return }
      members["streams"] = .string(claimed)
      golden.header = .object(members)
    }
    #expect(try experiment.verify().verdict == .malformed)
    let text = Self.text(claimed)
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let result = try experiment.verify([experiment.golden(first)]).trials[0]
    #expect(result.verdict == .diverged)
    #expect(result.firstDivergence?.step == 0 && result.firstDivergence?.column == .batchDigest)
  }
}
