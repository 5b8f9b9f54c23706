import Experiment
import Testing
import Verification

@testable import External
@testable import Judgement
@testable import Report

/// What shows that a trainer uses its seeds.
@Suite(.timeLimit(.minutes(20))) struct NeighbourTests {
  private let first = Cell(wi: 1, do: 7)

  /// A digest of what the trainer was told shows no seed that it used; nor does the number of its updates.
  @Test(
    arguments: [
      ("blind=1 told=batch", "{wi}"), ("blind=1 told=anchor", "{wi}"), ("blind=do", "{do}"),
      ("blind=do told=batch", "{do}"), ("blind=do told=anchor", "{do}"),
      ("blind=wi told=anchor", "{wi}"), ("blind=1 told=length steps=-2", "{wi}"),
    ], [nil, "loss=1e-4,gradientNorm=1e-3"])
  func aDigestOfTheSeedsIsNoUseOfThem(_ trainer: (String, String), lane: String?) throws {
    let (options, seed) = trainer
    let report = try ExternalExperiment(options, cells: [first])
      .verify(options, only: first, tolerances: lane)
    #expect(report.trials.map(\.verdict) == [lane == nil ? .reproduced : .agrees])
    #expect(report.verdict == .unverifiable)
    let missed = try #require(report.controls.first { !$0.isCaught })
    #expect(missed.control == .neighbourSeed)
    #expect(report.controls.count { $0.isCaught } == 6)
    #expect(missed.name.contains(" of \(seed): no loss, norm"), "\(missed.name)")
    let told = report.table.replacing(/\n {4,}/, with: " ")
    #expect(told.contains("controls 6/7 caught") && told.contains(missed.name), "\(told)")
    #expect(report.junit.contains("no loss, norm, count, prediction or logit differs"))
    #expect(report.json["controls"]?["missed"] == [.string(missed.name)])
    #expect(report.json["controls"]?["names"]?.array?.count == 7)
  }

  /// Why a control could not be run is said.
  @Test func aNeighbourThatFailsIsNamed() throws {
    let script = "[ $2 = 7 ] || exit 5; exec python3 -S -E -B \"\(Trainer.path)\" $1 $2"
    let experiment = try ExternalExperiment(cells: [first])
    let report = try ExternalVerifier(shell(script))
      .verify(ChosenGolden.all(at: experiment.golden(first)))
    #expect(report.trials.map(\.verdict) == [.reproduced])
    #expect(report.verdict == .unverifiable)
    let names = report.controls.filter { !$0.isCaught }.map(\.name)
    #expect(names.count == 1 && names[0].contains("of {do} cannot be run: the trainer ended with"))
  }
}
