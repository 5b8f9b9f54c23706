import Sampling
import TestSupport
import Testing
import Text
import Trajectory

@testable import Judgement
@testable import Report

/// Whatever form a report has, it says why a trial is red and what to do next.
@Suite struct CauseOutputTests {
  /// A trial that differs from its golden; one whose trainer declares another setting; one whose model is gone.
  private var report: VerificationReport {
    var pattern = DivergencePattern()
    let first = Divergence(
      step: 3, column: .gradientNorm, expected: "0x1p+0", actual: "0x1p+1", ulps: 1 << 23)
    pattern.append(first)
    var diverged = TrialEvidence(path: "d", seeds: TrialSeeds(wi: 1, do: 1))
    diverged.firstDivergence = first
    diverged.diagnosis = Diagnosis(pattern: pattern)
    var other = TrialEvidence(path: "o", seeds: TrialSeeds(wi: 1, do: 2), lane: .external)
    other.fail(
      OtherSettings(
        [SettingDifference(name: "torch", expected: "2.12.0", actual: "2.13.0")],
        InputError(.unverifiable, place: "trial.torch", "is declared otherwise")))
    let gone = TrialEvidence.made(.unverifiable, path: "g", reason: "the model is gone")
    var report = VerificationReport()
    report.evidence.trials = [diverged, other, gone]
    report.evidence.controls = [.init(control: .oneULP, isCaught: true)]
    return report
  }

  private let backward = "likely cause: the loss is equal and the norm is not"
  private let declared = "likely cause: the golden declares torch 2.12.0, this run 2.13.0"
  private let next = "next: if the change is meant, keep the new results by"

  @Test func onATerminal() {
    let prose = report.table.replacing(/\n {4,}/, with: " ")
    for text in [backward, declared, next] { #expect(prose.contains(text), "\(prose)") }
    #expect(report.table.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func inAnnotations() throws {
    let lines = report.annotations
    try #require(lines.count == 3)
    #expect(lines[0].contains(backward) && lines[0].contains("%0A" + next), "\(lines[0])")
    #expect(lines[1].contains("title=unverifiable%3A wi=1%2Cdo=2::"))
    #expect(lines[1].contains("is declared otherwise; " + declared), "\(lines[1])")
    #expect(lines[1].contains("%0A" + next))
    // Nothing here is a matter of decision.
    #expect(lines[2].hasSuffix("::the model is gone"), "\(lines[2])")
  }

  @Test func inJUnit() {
    let cases = report.junit.components(separatedBy: "<testcase ").dropFirst().map { $0 }
    for (text, cause) in [(cases[0], backward), (cases[1], declared)] {
      let parts = text.components(separatedBy: "message=\"")[1].components(separatedBy: "\">")
      #expect(parts[0].contains(cause) && !parts[0].contains(next), "\(text)")
      #expect(parts[1].contains(cause) && parts[1].contains("\n" + next), "\(text)")
    }
    #expect(!cases[2].contains("likely cause") && !cases[2].contains(next))
  }

  @Test func inTheSummary() {
    let rows = report.summary.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows[1].contains(Escaping.markdown(backward)), "\(rows)")
    #expect(rows[2].contains(Escaping.markdown(declared)), "\(rows)")
    #expect(report.summary.contains(Escaping.markdown(next)))
  }

  @Test func inTheTableOfAPullRequest() {
    let rows = report.markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
    func cell(_ row: Int) -> Substring { rows[row].split(separator: "|").last ?? "" }
    #expect(rows.count == 4)
    #expect(cell(1).contains(Escaping.markdown("the loss is equal and the norm is not")))
    #expect(
      cell(2).contains(Escaping.markdown("the golden declares torch 2.12.0, this run 2.13.0")))
    #expect(cell(3).allSatisfy { $0 == " " }, "\(rows[3])")
    #expect(report.markdown.contains(Escaping.markdown(next)))
  }

  /// Where nobody can decide on anything, nothing is advised.
  @Test func aMissingModelIsNoMatterOfDecision() {
    var report = VerificationReport()
    report.evidence.trials = [.made(.unverifiable, path: "g", reason: "the model is gone")]
    for text in [report.table, report.summary, report.markdown, report.junit] {
      #expect(!text.contains("next: "))
    }
  }

  /// What cannot be kept does not hide what differs.
  @Test func aReasonStandsBesideTheDifference() {
    var trial = TrialEvidence.made(.diverged, path: "d")
    trial.keep { throw InputError("no room") }
    #expect(
      trial.explanation == "step 0, loss: expected 1, got 2; its new result cannot be kept: no room"
    )
  }
}
