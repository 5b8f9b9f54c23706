import Arithmetic
import Experiment
import Foundation
import Sampling
import TestSupport
import Testing

@testable import Judgement
@testable import Report
@testable import Verification

/// The goldens of this project, which no change of the program may leave behind.
@Suite struct CommittedGoldenTests {
  private static let folder = Repository.path("golden")

  /// Three of the nine trials: each seed of either kind once.
  @Test func acceptabilityIsReproduced() throws {
    let cells = (1...3).map { Cell(wi: UInt32($0), do: UInt32($0)) }
    let selection = try TrialSelection(.trials(cells), of: Self.folder + "/acceptability")
    let report = TrialVerifier(ArithmeticSetting()).verify(selection, jobs: 2)
    #expect(report.verdict == .reproduced, "\(report.table)")
    #expect(report.comparedCount == 3)
    #expect(report.trials.map(\.stepCount) == [315, 315, 315])
  }

  /// Draws from one folder stay what they were: known answers by `ci/attacks/audit_sample.py` and
  /// `golden/read_golden.py`.
  @Test func knownDraws() throws {
    func draw(_ paths: [String], _ count: Int) throws -> TrialSelection {
      try TrialSelection(
        .sample(count, Challenge("known answer")), of: paths.map { Self.folder + "/" + $0 })
    }
    let one = try draw(["acceptability"], 9)
    #expect(one.coverage.draw?.scheme == .oneFolder)
    #expect(
      one.coverage.draw?.root.description
        == "d1c31be06604b3acf071767a23768443ad1d4f3c0c02788a1dd2d0c8405570d1")
    #expect(
      one.goldens.map { "\($0.cell!.wi):\($0.cell!.do)" } == [
        "2:2", "2:3", "1:1", "1:3", "3:3", "3:2", "2:1", "1:2", "3:1",
      ])
    let both = try draw(["acceptability", "tiny"], 10)
    #expect(both.coverage.draw?.scheme == .anyFolders)
    #expect(
      both.coverage.draw?.root.description
        == "e45b99f07e6a0fe7cd9d96adf1048f1924a0b7fb59b7688c102b244ed185d034")
    #expect(
      both.goldens.map { "\($0.plan!.name) \($0.cell!.wi):\($0.cell!.do)" } == [
        "acceptability 3:2", "acceptability 2:3", "acceptability 1:2", "acceptability 1:1",
        "acceptability 3:1", "tiny 1:1", "acceptability 3:3", "acceptability 1:3",
        "acceptability 2:2", "acceptability 2:1",
      ])
  }
}
