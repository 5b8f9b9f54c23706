import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement
@testable import Report

/// Trials of another trainer whose goldens lie in lanes.
@Suite(.timeLimit(.minutes(20))) struct LaneVerificationTests {
  private let cpu = LaneName("cpu")!
  private let gpu = LaneName("gpu")!
  private let cells = [Cell(wi: 1, do: 7), Cell(wi: 2, do: 7)]

  /// A folder with goldens of two lanes, the second by a trainer with `options`.
  private func lanes(_ options: String, _ other: [Cell]? = nil) throws -> ExternalExperiment {
    let experiment = try ExternalExperiment(cells: [])
    for (lane, options, chosen) in [(cpu, "", cells), (gpu, options, other ?? cells)] {
      let folder = try ExperimentFolder.create(experiment.path, for: experiment.plan, lane: lane)
      for cell in chosen {
        _ = try Trainer.runner(options).record(cell, to: folder.goldenPath(cell)) { _, _ in }
      }
    }
    return experiment
  }

  private func verify(
    _ experiment: ExternalExperiment, _ lane: LaneName, _ options: String = "",
    choice: TrialChoice = .all
  ) throws -> VerificationReport {
    let selection = try TrialSelection(
      choice, of: experiment.path, FolderOverrides(lane: lane))
    return try ExternalVerifier(Trainer.runner(options)).verify(selection)
  }

  @Test func oneLaneIsVerifiedAndTheOtherCompared() throws {
    let experiment = try lanes("loss=5 norm=7")
    let report = try verify(experiment, cpu)
    #expect(report.verdict == .reproduced && report.comparedCount == 2)
    #expect(report.coverage?.plannedCount == 2)
    #expect(report.laneNames == ["cpu"])
    let comparison = try #require(report.laneComparisons.first)
    #expect(report.laneComparisons.count == 1)
    #expect(comparison.comparedCount == 2 && comparison.equalCount == 0)
    #expect(
      comparison.groups.map(\.line) == [
        "2 trials differ alike: loss first, at step 5, 1 ULP apart"
      ])
    let table = report.table
    #expect(table.contains("\nlane: cpu\n"))
    #expect(
      table.contains(
        "lane gpu: its goldens are those of lane cpu, bit for bit, in 0 of 2 trials\n"))
    #expect(table.contains("    the first of them: wi=1,do=7: "))
    for text in [report.junit, report.summary, report.markdown] {
      #expect(text.contains("lane gpu"))
    }
    // The other lane's goldens are those of its own trainer.
    #expect(try verify(experiment, gpu).verdict == .diverged)
    #expect(try verify(experiment, gpu, "loss=5 norm=7").verdict == .reproduced)
  }

  /// What the other lane lacks, or holds in the place of a golden, changes no verdict.
  @Test func whatCannotBeComparedIsSaid() throws {
    let experiment = try lanes("", [cells[0]])
    let report = try verify(experiment, cpu)
    let comparison = try #require(report.laneComparisons.first)
    #expect(comparison.equalCount == 1 && comparison.missingCount == 1 && comparison.groups.isEmpty)
    #expect(report.table.contains("in 1 of 1 trial\n    without golden there: 1 trial"))
    // Beside a trial that is not chosen nothing is compared.
    let one = try verify(experiment, cpu, choice: .trials([cells[1]]))
    #expect(
      one.laneComparisons.map(\.comparedCount) == [0] && one.laneComparisons[0].missingCount == 1)
    try AtomicFile.write([1], to: experiment.path + "/trials/gpu/" + cells[0].fileName)
    let spoilt = try verify(experiment, cpu)
    #expect(spoilt.verdict == .reproduced)
    #expect(spoilt.laneComparisons.first?.unreadable.count == 1)
    #expect(spoilt.json["otherLanes"]?.array?[0]["unreadable"]?.array?.count == 1)
    // In its own lane it is what it is.
    #expect(try verify(experiment, gpu).verdict == .malformed)
  }

  @Test func declaredSettingsAreNamed() throws {
    let report = try verify(lanes("data=d2"), cpu)
    #expect(report.laneComparisons.first?.settings == ["trial.data"])
    #expect(report.laneComparisons.first?.equalCount == 2)
    #expect(report.table.contains("    declared in another way: trial.data"))
  }

  /// An unplanned golden of another lane spoils the folder as it would without lanes.
  @Test func anUnplannedGoldenOfAnotherLaneIsSeen() throws {
    let experiment = try lanes("")
    let path = experiment.path + "/trials/gpu/"
    try FileManager.default.copyItem(
      atPath: path + cells[0].fileName, toPath: path + "wi=009,do=007.golden")
    #expect(try verify(experiment, cpu).verdict == .malformed)
  }

  /// Copies of a lane's goldens in another lane are the same trials.
  @Test func aCellCountsOnce() throws {
    let experiment = try lanes("")
    let goldens = ["cpu", "gpu"].map { experiment.path + "/trials/\($0)/" + cells[0].fileName }
    let error = #expect(throws: InputError.self) { try TrialSelection.all(at: goldens) }
    #expect(error?.reason.contains("named twice") == true)
    // A golden by its path is one of a lane, and verified as any other.
    let one = try ExternalVerifier(Trainer.runner()).verify(TrialSelection.all(at: [goldens[1]]))
    #expect(one.verdict == .reproduced)
    #expect(throws: InputError.self) {
      try TrialSelection.all(at: [goldens[0]], FolderOverrides(lane: cpu))
    }
    #expect(throws: InputError.self) {
      try RecordedGrid(at: experiment.path, FolderOverrides(lane: cpu))
    }
  }

  /// New results of a lane wait, and become goldens, in that lane.
  @Test func newResultsStayInTheirLane() throws {
    let experiment = try lanes("")
    let selection = try TrialSelection(.all, of: experiment.path, FolderOverrides(lane: gpu))
    let folder = try #require(selection.folders.first)
    let kept = try #require(KeptResults(.failed, in: folder.pendingPath))
    try kept.prepare(for: selection)
    let report = try ExternalVerifier(Trainer.runner("loss=5"), keeping: kept).verify(selection)
    #expect(report.verdict == .diverged)
    let acceptance = try Acceptance([], into: folder)
    #expect(acceptance.candidates.count == 2)
    #expect(throws: InputError.self) {
      try Acceptance([], into: .open(experiment.path, lane: cpu))
    }
    try acceptance.perform(
      reason: "meant", machine: .current(threads: 1, instructionSet: "none"))
    #expect(!FileEntry.exists(experiment.path + "/pending"))
    #expect(try verify(experiment, cpu).verdict == .reproduced)
    #expect(try verify(experiment, gpu, "loss=5").verdict == .reproduced)
    let lines = try Ledger(folder.ledgerPath).read().entries
    #expect(lines.map(\.lane) == [gpu, gpu])
  }

  // MARK: Exact and within a tolerance

  @Test func theSameBitsAreSaidWithinATolerance() throws {
    let experiment = try ExternalExperiment()
    func report(_ options: String) throws -> VerificationReport {
      try experiment.verify(options, tolerances: "loss=1e-4")
    }
    let same = try report("")
    #expect(same.verdict == .agrees && same.trials.map(\.isExact) == [true, true])
    #expect(same.table.contains("2 of 2 compared, 2 of them bit for bit, "))
    #expect(same.json["compared"]?["bitForBit"] == 2)
    let near = try report("loss=5")
    #expect(near.verdict == .agrees && near.trials.map(\.isExact) == [false, false])
    #expect(near.trials[0].firstInexact?.column == .loss && near.trials[0].firstInexact?.step == 5)
    #expect(near.table.contains("2 of 2 compared, 0 of them bit for bit, "))
    #expect(near.table.contains("    within its tolerance, not the same: step 5"))
    #expect(near.json["trials"]?.array?[0]["firstInexact"]?["step"] == 5)
    // What is beyond its tolerance is neither, and what differs before that is still said.
    let far = try report("scale=1e-6 norm=7")
    #expect(far.verdict == .disagrees && far.trials.allSatisfy { !$0.isExact })
    #expect(far.trials[0].firstInexact?.step == 0 && far.trials[0].firstDivergence?.step == 7)
    let otherwise = try report("norm=7")
    #expect(otherwise.trials.allSatisfy { $0.firstInexact == nil && !$0.isExact })
    // Bit for bit there is nothing between.
    let exact = try experiment.verify("loss=5")
    #expect(exact.trials[0].firstInexact == nil && exact.json["compared"]?["bitForBit"] == nil)
  }
}
