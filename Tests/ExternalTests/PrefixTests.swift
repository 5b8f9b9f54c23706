import Experiment
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement
@testable import Report

/// The first updates of a trial: its own verdict, and a trainer that is ended after them.
@Suite(.timeLimit(.minutes(20))) struct PrefixTests {
  private let cell = Cell(wi: 1, do: 7)

  /// Evaluations follow updates 5 and 10, anchors 6 and 12, of 12.
  @Test(arguments: [
    (5, "", Verdict.prefixAgrees), (5, "loss=5", .prefixAgrees), (5, "loss=4", .diverged),
    (5, "logit=5", .diverged), (5, "skip=5", .diverged), (4, "logit=5", .prefixAgrees),
    (6, "anchor=6", .diverged), (5, "anchor=6", .prefixAgrees), (5, "crash=6", .prefixAgrees),
    (5, "crash=5", .unverifiable), (5, "steps=4", .diverged), (5, "steps=5", .diverged),
    (12, "", .prefixAgrees), (12, "steps=13", .diverged), (12, "outcome=nonfinite", .diverged),
  ])
  func onlyTheFirstUpdatesAreCompared(updates: Int, options: String, verdict: Verdict) throws {
    let report = try ExternalExperiment(cells: [cell]).verify(first: updates, of: cell, options)
    #expect(report.verdict == verdict, "\(report.table)")
    #expect(report.trials[0].stepCount <= updates)
    guard verdict.isSuccess else { return }
    #expect(report.isControlled && report.comparedCount == 0)
    #expect(report.trials[0].stepCount == updates)
    // Also where the trial goes on after what was compared.
    #expect(report.controls.contains { $0.control == .recordMore })
  }

  /// As many updates as the golden has are all of it, and what follows is told as it is for the whole.
  @Test func whatFollowsTheLastUpdateIsTold() throws {
    let report = try ExternalExperiment(cells: [cell]).verify(first: 12, of: cell, "steps=13")
    #expect(report.table.contains("step 12, record: expected the end, got step 12"))
  }

  @Test func tolerancesHoldForThem() throws {
    let experiment = try ExternalExperiment(cells: [cell])
    func verdict(_ options: String) throws -> Verdict {
      try experiment.verify(first: 9, of: cell, options, tolerances: "loss=1e-5").verdict
    }
    #expect(try verdict("loss=5") == .prefixAgrees)
    #expect(try verdict("scale=1e-3") == .disagrees)
  }

  /// No sink says more than that.
  @Test func nothingSaysMore() throws {
    let report = try ExternalExperiment(cells: [cell]).verify(first: 5, of: cell)
    let said = "the first 5 updates of 1 of 1 compared"
    for text in [report.table, report.summary, report.junit, report.json.canonical] {
      #expect(!text.contains("reproduced") && text.contains("prefix agrees"), "\(text)")
    }
    #expect(report.table.contains("prefix agrees: \(said)"))
    #expect(report.table.contains("external, first 5 updates only"))
    #expect(report.junit.contains("first 5 updates only"))
    #expect(report.json["updates"]?.integer == 5)
    #expect(report.counts.reproduced == 0)
  }

  /// Nothing is left out of a golden that has no more.
  @Test(arguments: [0, -1, 13])
  func anotherNumberIsWrongUse(_ updates: Int) throws {
    let experiment = try ExternalExperiment(cells: [cell])
    let error = try #require(throws: InputError.self) {
      try experiment.verify(first: updates, of: cell)
    }
    #expect(error.kind == .usage && error.description.contains("--updates"))
  }

  /// Each trainer that cannot run would take its time to say so again.
  @Test func aTrainerThatCannotRunIsTriedOnce() throws {
    let experiment = try ExternalExperiment()
    func reasons(_ options: String, failsFast: Bool, jobs: Int = 1) throws -> [String?] {
      let report = try ExternalVerifier(Trainer.runner(options), failsFast: failsFast)
        .verify(TrialSelection.all(at: [experiment.path]), jobs: jobs)
      #expect(report.trials.count == 2)
      #expect(report.trials.allSatisfy { $0.verdict != .reproduced })
      return report.trials.map(\.reason)
    }
    let fast = try reasons("crash=0", failsFast: true)
    #expect(fast[0]?.contains("status 9 after line 1") == true)
    #expect(fast[1]?.contains("was not run: the trainer ended its first trial") == true)
    #expect(fast[1]?.contains("--no-fail-fast") == true)
    let slow = try reasons("crash=0", failsFast: false)
    #expect(slow[1]?.contains("status 9") == true)
    // It does run.
    #expect(try reasons("crash=3", failsFast: true)[1]?.contains("status 9") == true)
    #expect(try reasons("loss=0", failsFast: true) == [nil, nil])
  }
}
