import Experiment
import Foundation
import Testing

@testable import Verification

/// The goldens of this project, which no change of the program may leave behind.
@Suite struct CommittedGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../golden").standardizedFileURL.path

  /// Three of the nine trials: each seed of either kind once.
  @Test func acceptabilityIsReproduced() throws {
    let cells = (1...3).map { Cell(wi: UInt32($0), do: UInt32($0)) }
    let selection = try TrialSelection(.trials(cells), of: Self.folder + "/acceptability")
    let report = TrialVerifier(instructionSet: .best, threads: 1).verify(selection, jobs: 2)
    #expect(report.verdict == .reproduced, "\(report.table)")
    #expect(report.comparedCount == 3)
    #expect(report.trials.map(\.stepCount) == [315, 315, 315])
  }
}
