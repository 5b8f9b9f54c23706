import Arithmetic
import Experiment
import Files
import Foundation
import Sampling
import Testing
import Text
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

@Suite struct TrialSelectionTests {
  private let first = Cell(wi: 1, do: 1)
  private let second = Cell(wi: 2, do: 1)

  private func verify(
    _ experiment: RecordedExperiment, _ choice: TrialChoice
  ) throws -> VerificationReport {
    TrialVerifier(ArithmeticSetting(threads: 2))
      .verify(try TrialSelection(choice, of: experiment.path))
  }

  /// Goldens of 9 cells that hold nothing but their seeds' headers: enough to draw from.
  private func folder(_ body: (String, ExperimentPlan) throws -> Void) throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing("wi: 1...2, do: 1", with: "wi: 1...3, do: 1...3")
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let plan = try ExperimentPlan.read(experiment.path + "/experiment.yaml")
    for cell in plan.cells where cell.do > 1 || cell.wi > 2 {
      var golden = try Golden(experiment.golden(first))
      guard case .object(var members) = golden.header else { return }
      members["wi"] = .integer(Int64(cell.wi))
      members["do"] = .integer(Int64(cell.do))
      golden.header = .object(members)
      try golden.write(to: experiment.golden(cell))
    }
    try body(experiment.path, plan)
  }

  @Test func namedTrialsAreVerifiedAlone() throws {
    let report = try verify(RecordedExperiment(), .trials([second]))
    #expect(report.verdict == .reproduced)
    #expect(report.trials.map(\.seeds?.wi) == [2])
    #expect(report.json["coverage"]?["planned"]?.integer == 2)
    #expect(report.json["coverage"]?["chosen"]?.integer == 1)
    #expect(report.json["coverage"]?["power"] == nil)
    #expect(report.table.contains("1 of 2 planned trials (50%), picked by hand"))
  }

  @Test func emptyChoicesAreRefused() throws {
    let experiment = try RecordedExperiment()
    let choices: [TrialChoice] = [
      .trials([]), .trials([Cell(wi: 1, do: 2)]), .sample(0, .random()),
      .sample(3, Challenge("x")), .budget(.zero, .random()),
    ]
    for choice in choices {
      #expect(throws: InputError.self, "\(choice)") {
        try TrialSelection(choice, of: experiment.path)
      }
    }
    let unplanned = #expect(throws: InputError.self) {
      try TrialSelection(.trials([Cell(wi: 1, do: 2)]), of: experiment.path)
    }
    #expect(unplanned?.reason == "does not plan the trial wi=1,do=2")
    #expect(unplanned?.advice?.hasPrefix("it plans wi ") == true)
  }

  /// The order is that of the tickets over the Merkle root of plan and contents.
  @Test func samplesAreDrawnByTickets() throws {
    try folder { path, plan in
      let cells = try plan.cells.map { cell in
        ExperimentTree.Cell(
          .init(cell),
          contentDigest: try GoldenReader(path + "/trials/" + cell.fileName).contentDigest)
      }
      let root = ExperimentTree.root(plan: plan.digest, cells: cells)
      let order = SamplingTickets.order(
        cells.map(\.name), seed: SamplingTickets.seed(root: root, challenge: "a coin"))
      var drawn: [String] = []
      for count in 1...9 {
        let selection = try TrialSelection(.sample(count, Challenge("a coin")), of: path)
        drawn = selection.goldens.map { "wi=\($0.cell!.wi)/do=\($0.cell!.do)" }
        #expect(drawn == Array(order.prefix(count)))
        #expect(selection.coverage.draw?.root == root)
      }
      let other = try TrialSelection(.sample(9, Challenge("another coin")), of: path)
      #expect(other.goldens.map { "wi=\($0.cell!.wi)/do=\($0.cell!.do)" } != drawn)
    }
  }

  @Test func randomChallengesDiffer() {
    #expect(Challenge.random().text.utf8.count == 64)
    #expect(Challenge.random() != Challenge.random())
  }

  /// With 3 of 9 drawn, 5 forged ones escape with C(4,3)/C(9,3) = 4/84 = 4.8%, 4 with 10/84.
  @Test(arguments: [(9, 3, 5), (9, 9, 1), (9, 1, 9), (625, 55, 32), (20, 19, 1), (20, 18, 2)])
  func powerIsExact(planned: Int, drawn: Int, forged: Int) {
    let draw = Coverage.Draw(challenge: Challenge("x"), root: Digest(of: []))
    let coverage = Coverage(rule: "sample", plannedCount: planned, draw: draw)
    #expect(coverage.detectableCount(reproduced: drawn) == forged)
    #expect(Coverage(rule: "trials", plannedCount: 9).detectableCount(reproduced: 3) == nil)
    #expect(coverage.detectableCount(reproduced: 0) == nil)
  }

  /// A part is never called the whole, nor something nothing.
  @Test func sharesAreNotRoundedToTheEnds() {
    let draw = Coverage.Draw(challenge: Challenge("x"), root: Digest(of: []))
    func line(_ count: Int, _ planned: Int) -> String {
      Coverage(rule: "sample", plannedCount: planned, draw: draw)
        .lines(ReproducedCounts(chosen: count, reproduced: count, isSuccess: true))[0]
    }
    #expect(line(9_996, 10_000).hasSuffix("(99.9%)"))
    #expect(line(10_000, 10_000).hasSuffix("(100%)"))
    #expect(line(1, 1_000_000).hasSuffix("(less than 0.1%)"))
    #expect(line(2, 3).hasSuffix("(66.7%)"))
  }

  @Test func sampleStatesItsPower() throws {
    let report = try verify(RecordedExperiment(), .sample(1, Challenge("a\u{1b}[1m")))
    #expect(report.verdict == .reproduced)
    #expect(report.trials.count == 1)
    let coverage = try #require(report.json["coverage"])
    #expect(coverage["power"]?["detectableForged"]?.integer == 2)
    #expect(coverage["power"]?["chanceOfFindingOne"]?["denominator"]?.integer == 2)
    #expect(
      report.table.replacing(/\n {4,}/, with: " ").contains(
        "power: 2 or more forged trials (100%) would have been found with 95%, a single one with 50%"
      ))
    #expect(report.table.contains("did not know the challenge"))
    #expect(!report.table.contains("\u{1b}"))
  }

  /// A draw whose trials were not all reproduced proves nothing of the others.
  @Test func divergedSampleHasNoPower() throws {
    let experiment = try RecordedExperiment()
    for cell in [first, second] { try experiment.forge(cell) { $0.steps[1].lossBits ^= 1 } }
    let report = try verify(experiment, .sample(1, .random()))
    #expect(report.verdict == .diverged)
    #expect(report.json["coverage"]?["power"] == nil)
    #expect(report.table.contains("power: none"))
  }

  /// Nor does one of two that was reproduced.
  @Test func sampleOfWhichATrialDivergedHasNoPower() throws {
    let experiment = try RecordedExperiment()
    try experiment.forge(second) { $0.steps[1].lossBits ^= 1 }
    let report = try verify(experiment, .sample(2, .random()))
    #expect(Set(report.trials.map(\.verdict)) == [.reproduced, .diverged])
    #expect(report.json["coverage"]?["power"] == nil)
    #expect(report.table.contains("power: none"))
  }

  /// Lists for people are short; the document has everything.
  @Test func manyFailuresAreRolledUp() throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing("wi: 1...2, do: 1", with: "wi: 1...50, do: 1")
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    for wi in 3...6 as ClosedRange<UInt32> {
      try Data([1, 2, 3]).write(to: URL(filePath: experiment.golden(Cell(wi: wi, do: 1))))
    }
    let report = try verify(experiment, .all)
    #expect(report.verdict == .malformed && report.trials.count == 50)
    let lines = report.table.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("unverifiable  ") } == 20)
    #expect(lines.count { $0.hasPrefix("malformed  ") } == 4)
    #expect(lines.contains("and 24 more trials: unverifiable; --json names them all"))
    #expect(report.json["trials"]?.array?.count == 50)
    #expect(report.annotations.count == 10)
    #expect(report.annotations.last?.contains("and 39 more") == true)
  }

  @Test func shortBudgetComparesOneTrial() throws {
    let report = try verify(RecordedExperiment(), .budget(.nanoseconds(1), .random()))
    #expect(report.verdict == .reproduced)
    #expect(report.comparedCount == 1)
    #expect(report.trials[0].stepCount == 12)
    #expect(report.coverage?.plannedCount == 2)
  }

  @Test func longBudgetComparesAll() throws {
    let report = try verify(RecordedExperiment(), .budget(.seconds(3600), .random()))
    #expect(report.verdict == .reproduced)
    #expect(report.comparedCount == 2)
    #expect(report.json["coverage"]?["power"]?["detectableForged"]?.integer == 1)
  }

  /// What spoils a folder spoils it whatever is chosen.
  @Test(arguments: [
    TrialChoice.all, .trials([Cell(wi: 1, do: 1)]), .sample(1, Challenge("x")),
    .budget(.nanoseconds(1), Challenge("x")),
  ])
  func goldenThatNoPlanMentionsFailsTheFolder(_ choice: TrialChoice) throws {
    for place in ["/trials/wi=007,do=007.golden", "/trials/old.golden", "/copy.golden"] {
      let experiment = try RecordedExperiment()
      try FileManager.default.copyItem(
        atPath: experiment.golden(first), toPath: experiment.path + place)
      let report = try verify(experiment, choice)
      #expect(report.verdict == .malformed, "\(place)")
      #expect(report.comparedCount >= 1)
    }
  }

  /// A drawn sample comes from what all planned goldens hold: each of them must be sound.
  @Test func corruptGoldenFailsASampleWithoutIt() throws {
    let experiment = try RecordedExperiment()
    for cell in [first, second] {
      try Data([1, 2, 3]).write(to: URL(filePath: experiment.golden(cell)))
      let report = try verify(experiment, .sample(1, Challenge("x")))
      #expect(report.verdict == .malformed)
    }
  }

  /// Nor does the end of the time hide it, whichever trial is drawn first.
  @Test(arguments: 0..<6)
  func corruptGoldenFailsABudgetThatEndsBeforeIt(_ draw: Int) throws {
    let experiment = try RecordedExperiment()
    for cell in [first, second] {
      let golden = try Data(contentsOf: URL(filePath: experiment.golden(cell)))
      try golden.dropLast(9).write(to: URL(filePath: experiment.golden(cell)))
      let report = try verify(experiment, .budget(.nanoseconds(1), Challenge("coin \(draw)")))
      #expect(report.verdict == .malformed)
      #expect(report.trials.contains { $0.seeds?.wi == cell.wi && $0.verdict == .malformed })
      try golden.write(to: URL(filePath: experiment.golden(cell)))
    }
  }

  @Test func goldenThatChangesAfterTheDrawIsRefused() throws {
    let experiment = try RecordedExperiment()
    let selection = try TrialSelection(.sample(2, .random()), of: experiment.path)
    try experiment.forge(first) { $0.steps[2].lossBits ^= 1 }
    try FileManager.default.removeItem(atPath: experiment.golden(second))
    let report = TrialVerifier(ArithmeticSetting(threads: 2)).verify(selection)
    #expect(Set(report.trials.map(\.verdict)) == [.malformed, .unverifiable])
  }
}
