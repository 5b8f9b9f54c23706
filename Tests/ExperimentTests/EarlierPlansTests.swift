import Files
import Foundation
import TestSupport
import Testing

@testable import Experiment

@Suite struct EarlierPlansTests {
  private static let earlier = Digest(of: [1])

  private struct Place {
    let place: TemporaryFolder
    let folder: ExperimentFolder

    /// Six planned trials, of which those of wi 1 have goldens.
    init() throws {
      place = try TemporaryFolder()
      let plan = try ExperimentPlan.embedded(in: place)
      folder = try ExperimentFolder.create(place.path + "/out", for: plan)
      for cell in plan.cells where cell.wi == 1 {
        try place.write("golden", to: "out/trials/" + cell.fileName)
      }
    }

    func append(
      _ event: LedgerEntry.Event, _ cell: Cell? = nil, plan: Digest? = nil, detail: String? = nil
    ) throws {
      try Ledger(folder.ledgerPath).append(
        LedgerEntry(
          event, cell: cell, plan: plan ?? folder.plan.digest, machine: LedgerTests.machine,
          detail: detail))
    }

    func earlier() throws -> EarlierPlans { try LedgerSummary(of: folder).earlier }
  }

  @Test func theOwnPlanIsNotEarlier() throws {
    let place = try Place()
    #expect(try place.earlier().isEmpty)
    try place.append(.planned, detail: "6 planned, 6 missing")
    for cell in place.folder.plan.cells {
      try place.append(.started, cell)
      try place.append(.completed, cell)
    }
    #expect(try place.earlier().isEmpty && place.earlier().lines.isEmpty)
  }

  @Test func anotherPlanIsNamedWithWhatIsLost() throws {
    let place = try Place()
    try place.append(.planned, plan: Self.earlier, detail: "9 planned, 9 missing")
    try place.append(.planned, plan: Self.earlier, detail: "9 planned, 2 missing")
    for (wi, dataOrder) in [(1, 1), (1, 1), (2, 1), (7, 2)] as [(UInt32, UInt32)] {
      try place.append(.completed, Cell(wi: wi, do: dataOrder), plan: Self.earlier)
    }
    let earlier = try place.earlier()
    #expect(earlier.plans.count == 1)
    let plan = try #require(earlier.plans.first)
    #expect(plan.digest == Self.earlier && !plan.isPresent)
    #expect(plan.plannedCount == 9 && plan.namedCount == 3 && plan.lostCount == 2)
    #expect(plan.lost == [Cell(wi: 2, do: 1), Cell(wi: 7, do: 2)])
    let line = try #require(earlier.lines.first)
    #expect(earlier.lines.count == 1)
    #expect(
      line.hasPrefix("an earlier plan stood in \(place.folder.path), by its ledger: SHA-256 "))
    #expect(
      line.hasSuffix("9 planned, 3 named, 2 of these without golden here (wi=2,do=1; wi=7,do=2)"))
    #expect(earlier.json["plans"]?.array?.first?["withoutGolden"]?.integer == 2)
  }

  /// The digest of the plan of before, replaced in the ledger by that of the narrowed one.
  @Test func trialsThatThePlanCannotHaveAreNamed() throws {
    let place = try Place()
    try place.append(.planned, detail: "9 planned, 9 missing")
    try place.append(.accepted, Cell(wi: 3, do: 1))
    let earlier = try place.earlier()
    #expect(earlier.plans.map(\.isPresent) == [true])
    #expect(earlier.plans.first?.plannedCount == 9)
    #expect(earlier.lines.first?.contains("has trials of its plan that are not in it") == true)
  }

  /// However many plans a ledger names, some are told and the others counted.
  @Test func manyPlansAreRolledUp() throws {
    let place = try Place()
    let template = LedgerEntry(
      .failed, cell: Cell(wi: 9, do: 9), plan: Self.earlier, machine: LedgerTests.machine)
    let line = template.json.canonical
    let lines = (0..<3000).map { number in
      line.replacing("\(Self.earlier)", with: "\(Digest(of: Array("\(number)".utf8)))")
    }
    try place.place.write(lines.joined(separator: "\n") + "\n", to: "out/ledger.jsonl")
    let earlier = try place.earlier()
    #expect(earlier.plans.count == EarlierPlans.planLimit && earlier.otherCount == 1000)
    #expect(earlier.lines.count == EarlierPlans.planLimit + 1)
    #expect(earlier.lines.last?.hasSuffix(" names at least 1,000 further plans") == true)
  }

  @Test(arguments: [
    "", "9", "planned, 9", "-1 planned, 3 missing", "99999999999999999999 planned, x",
  ])
  func otherWordsCountNothing(detail: String) throws {
    let place = try Place()
    try place.append(.planned, plan: Self.earlier, detail: detail)
    #expect(try place.earlier().plans.first?.plannedCount == nil)
  }

  @Test func theSummaryCounts() throws {
    let place = try Place()
    try place.append(.planned)
    try place.append(.started, place.folder.plan.cells[0])
    let summary = try LedgerSummary(of: place.folder)
    #expect(summary.attemptCount == 1 && summary.hosts == ["box"])
    #expect(summary.machines == ["avx2 with 2 threads"])
    #expect(summary.times != nil && summary.unreadable.count == 0)
  }

  /// What further writers say counts as much.
  @Test func furtherLedgersAreJoined() throws {
    let place = try Place()
    try place.append(.planned)
    let further = place.folder.path + "/" + Ledger.name(ofFurther: "00000000000000ff")
    for (event, date) in [(LedgerEntry.Event.planned, 5.0), (.started, 9e8)] {
      try Ledger(further).append(
        LedgerEntry(
          event, cell: event == .planned ? nil : Cell(wi: 900, do: 1), plan: Self.earlier,
          machine: Machine(
            host: nil, writer: "00000000000000ff", process: 7, threads: 3, instructionSet: "neon"),
          detail: event == .planned ? "9 planned, 9 missing" : nil,
          date: Date(timeIntervalSince1970: date)))
    }
    try Data("torn".utf8).write(
      to: URL(filePath: place.folder.path + "/" + Ledger.name(ofFurther: "00000000000000fe")))
    let summary = try LedgerSummary(of: place.folder)
    #expect(summary.earlier.plans.map(\.plannedCount) == [9])
    #expect(summary.attemptCount == 1 && summary.writers == ["00000000000000ff"])
    #expect(summary.times?.first == "1970-01-01T00:00:05Z")
    #expect(summary.times?.last ?? "" > "2020")
    #expect(summary.unreadable.count == 1 && summary.unreadable.first == [1])
    #expect(summary.unreadable.paths.first?.hasSuffix("ledger-00000000000000fe.jsonl") == true)
  }
}
