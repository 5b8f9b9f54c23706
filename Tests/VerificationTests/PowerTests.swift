import Experiment
import Files
import Foundation
import Sampling
import Statistics
import TestSupport
import Testing
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

/// Stated power is true: forged goldens are found as often as the report says, over many challenges. The draws are
/// those of the program; nothing is rerun, since a forged trial that is drawn is found for certain.
@Suite struct PowerTests {
  private static let challengeCount = 1_600

  /// Folders of 12 trials each, whose goldens hold little more than their headers; each golden is cut into four
  /// segments. The folders' plans differ.
  private final class Folders {
    let paths: [String]
    private let root: TemporaryFolder

    init(count: Int) throws {
      let root = try TemporaryFolder()
      self.root = root
      paths = (0..<count).map { root.file("\($0)") }
      let source = try KeptExperiment(keeping: 0, [KeptExperiment.first])
      let golden = try Golden(source.golden(KeptExperiment.first))
      let text = try String(contentsOfFile: source.path + "/experiment.yaml", encoding: .utf8)
      for (index, path) in paths.enumerated() {
        try FileManager.default.createDirectory(
          atPath: path + "/trials", withIntermediateDirectories: true)
        let plan = text.replacing("wi: 1...2, do: 1", with: "wi: 1...4, do: 1...3")
          .replacing("learning_rate: 1e-3", with: "learning_rate: \(index + 1)e-3")
        try AtomicFile.write(Array(plan.utf8), to: path + "/experiment.yaml")
        let read = try ExperimentPlan.read(path + "/experiment.yaml")
        for cell in read.cells {
          var one = golden
          var members = try #require(golden.header.object)
          members["wi"] = .integer(Int64(cell.wi))
          members["do"] = .integer(Int64(cell.do))
          members["protocol"] = read.protocol.canonical
          one.header = .object(members)
          let place = path + "/trials/" + cell.fileName
          try one.write(to: place)
          let kept = KeptCheckpoints(besideGolden: place)
          try FileManager.default.createDirectory(
            atPath: kept.folder, withIntermediateDirectories: true)
          // A frame looks at their names only.
          for step in [7, 13, 19] { try Data().write(to: URL(filePath: kept.path(step: step))) }
        }
      }
    }

    /// Forges `count` of the goldens in which a value differs; returns their paths.
    func forge(_ count: Int) throws -> Set<String> {
      let all = try paths.flatMap { try ChosenGolden.all(at: $0) }.map(\.path)
      // Every seventh, over and over: some of each folder.
      let forged = (0..<count).map { all[$0 * 7 % all.count] }
      for path in forged {
        var golden = try Golden(path)
        golden.steps[15].lossBits ^= 0x1000
        golden.steps[2].lossBits ^= 0x1000
        try golden.write(to: path)
      }
      return Set(forged)
    }
  }

  /// Within 4 standard errors: some 30 rates are compared, of which one would be beyond 3 in one of twelve such tests
  /// of a program that is right.
  private func expectRate(
    _ found: Int, _ chance: Double, _ what: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let n = Double(Self.challengeCount)
    let error = (chance * (1 - chance) / n).squareRoot()
    #expect(
      abs(Double(found) / n - chance) <= 4 * error + 1e-9,
      "\(what): found in \(found) of \(Self.challengeCount), stated \(chance)",
      sourceLocation: location)
  }

  /// Shares of about 3 to 60 per cent in one folder, 1 to 60 in three.
  @Test(arguments: [(1, 1), (1, 3), (1, 7), (3, 1), (3, 4), (3, 11), (3, 22)])
  func trialsAreFoundAsStated(folderCount: Int, forgedCount: Int) throws {
    let folders = try Folders(count: folderCount)
    let forged = try folders.forge(forgedCount)
    let planned = try folders.paths.map { path in
      let goldens = try ChosenGolden.all(at: path)
      return (plan: try #require(goldens[0].plan?.digest), planned: goldens)
    }
    let frame = SamplingFrame(planned)
    #expect(frame.spoilt.isEmpty && frame.missing.isEmpty)
    #expect(frame.scheme == (folderCount == 1 ? .oneFolder : .anyFolders))
    let total = 12 * folderCount
    // A budget that ends after so many trials has drawn the same.
    for drawn in [1, 5, total / 2] {
      let found = (0..<Self.challengeCount).count { number in
        frame.ordered(by: Challenge("simulation \(number)")).prefix(drawn)
          .contains { forged.contains($0.path) }
      }
      let stated = Hypergeometric(total: total, bad: forgedCount, drawn: drawn).detection
      expectRate(found, stated, "\(drawn) of \(total), \(forgedCount) forged")
    }
  }

  @Test(arguments: [(1, 2), (3, 1), (3, 8), (3, 22)])
  func segmentsAreFoundAsStated(folderCount: Int, forgedCount: Int) throws {
    let folders = try Folders(count: folderCount)
    let paths = try folders.forge(forgedCount)
    let frame = SegmentFrame(try folders.paths.flatMap { try ChosenGolden.all(at: $0) })
    #expect(frame.failures.isEmpty)
    let total = 48 * folderCount
    #expect(frame.segments.count == total)
    func isForged(_ segment: Segment) -> Bool {
      paths.contains(frame.goldens[segment.golden].path)
        && [0, 13].contains(segment.steps.lowerBound)
    }
    #expect(frame.segments.count(where: isForged) == 2 * forgedCount)
    for drawn in [1, 6, total / 3] {
      let found = (0..<Self.challengeCount).count { number in
        frame.draw(drawn, challenge: Challenge("simulation \(number)"))
          .contains { $0.isDrawn && isForged($0.segment) }
      }
      let stated = AuditSampling.segmentDetection(
        total: total, forged: 2 * forgedCount, drawn: drawn)
      expectRate(found, stated, "\(drawn) of \(total), \(2 * forgedCount) forged")
    }
  }

  /// The order of the folders, their names, and links to them draw nothing else.
  @Test func onlyPlansAndContentsDraw() throws {
    let folders = try Folders(count: 2)
    let link = folders.paths[0] + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folders.paths[1])
    let choice = TrialChoice.sample(9, Challenge("a coin"))
    let one = try TrialSelection(choice, of: folders.paths)
    let other = try TrialSelection(choice, of: [link, folders.paths[0]])
    #expect(one.coverage.draw?.root == other.coverage.draw?.root)
    let places = [one, other].map {
      $0.goldens.map { URL(filePath: $0.path).resolvingSymlinksInPath().path }
    }
    #expect(places[0] == places[1])
    #expect(Set(one.goldens.map { $0.plan?.digest }).count == 2)
    #expect(one.coverage.plannedCount == 24)
    let segments = SegmentFrame(try TrialSelection.all(at: folders.paths).goldens)
    let turned = SegmentFrame(
      try TrialSelection.all(at: [folders.paths[1], folders.paths[0]]).goldens)
    #expect(segments.root == turned.root)
    #expect(
      segments.draw(5, challenge: Challenge("x")).filter(\.isDrawn).map(\.segment.item).sorted()
        == turned.draw(5, challenge: Challenge("x")).filter(\.isDrawn).map(\.segment.item).sorted())
  }

  /// With missing goldens the chance is that over all planned ones; none is stated that all forged ones together do
  /// not have.
  @Test(arguments: [(100, 99, 1, nil), (100, 1, 1, 95), (9, 0, 3, 5), (9, 5, 3, nil), (9, 4, 3, 5)])
  func missingGoldensWeakenADraw(planned: Int, missing: Int, drawn: Int, forged: Int?) {
    let draw = Coverage.Draw(challenge: Challenge("x"), root: Digest(of: []))
    var coverage = Coverage(rule: "sample", plannedCount: planned, draw: draw)
    coverage.missing = Coverage.Missing(Array(repeating: "x.golden", count: missing))
    #expect(coverage.presentCount == planned - missing)
    #expect(coverage.detectableCount(reproduced: drawn) == forged)
    let counts = ReproducedCounts(chosen: drawn, reproduced: drawn, isSuccess: true)
    let text = coverage.lines(counts).joined(separator: "\n")
    #expect(text.contains("missing: \(missing) of \(planned) planned") == (missing > 0))
    #expect(text.contains("power: none") == (forged == nil))
    #expect((coverage.json(counts)["power"] == nil) == (forged == nil))
    #expect(coverage.json(counts)["missing"]?.integer == Int64(missing))
  }

  /// A comparison that sees nothing proves nothing, though every drawn trial looks reproduced.
  @Test func missedControlsStateNoPower() throws {
    let experiment = try KeptExperiment(keeping: 0)
    let report = experiment.verifier(VerifierTests.Agreeable())
      .verify(try TrialSelection(.sample(1, Challenge("x")), of: experiment.path))
    #expect(report.trials.map(\.verdict) == [.reproduced])
    #expect(report.verdict == .unverifiable)
    #expect(report.json["coverage"]?["power"] == nil)
    #expect(report.table.contains("power: none"))
  }
}
