import Experiment
import Files
import Foundation
import Processes
import Synchronization
import TestSupport
import Testing
import Text
import Trajectory

@testable import Grid

@Suite struct GridRunnerTests {
  struct Crash: Error, CustomStringConvertible { let description = "crashed" }

  /// A folder with a plan of 2 x 3 trials.
  struct Grid {
    let place: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
      place = try TemporaryFolder()
      folder = try .create(place.path + "/out", for: .embedded(in: place))
    }

    func runner(jobs: Int = 1) -> GridRunner {
      GridRunner(
        folder: folder, jobs: jobs,
        machine: Machine(host: "box", process: 7, threads: 2, instructionSet: "avx2"))
    }

    /// `started wi=1,do=2`, ...
    func events() throws -> [String] {
      try Ledger(folder.ledgerPath).read().entries.map {
        $0.event.rawValue + ($0.cell.map { " \($0)" } ?? "")
      }
    }
  }

  /// What a fake trial leaves behind: its own name.
  static func finish(_ request: TrialRequest) throws {
    try AtomicFile.write(Array(request.cell.description.utf8), to: request.path)
  }

  static let cells = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)].map {
    Cell(wi: UInt32($0.0), do: UInt32($0.1))
  }

  @Test(arguments: [1, 2, 3, 8])
  func everyTrialRunsOnce(jobs: Int) throws {
    let grid = try Grid()
    let seen = Mutex<[Cell]>([])
    let slots = Mutex<Set<Int>>([])
    let summary = try grid.runner(jobs: jobs).run { request in
      seen.withLock { $0.append(request.cell) }
      slots.withLock { _ = $0.insert(request.slot) }
      #expect(!request.continues)
      try Self.finish(request)
      return .completed
    }
    #expect(seen.withLock { $0.sorted() } == Self.cells)
    if jobs == 1 { #expect(seen.withLock { $0 } == Self.cells) }
    #expect(slots.withLock { $0.allSatisfy { (0..<jobs).contains($0) } })
    #expect(
      summary.outcomes == Dictionary(uniqueKeysWithValues: Self.cells.map { ($0, .completed) }))
    #expect(summary.missingCount == 0 && summary.keptCount == 0 && !summary.isInterrupted)
    for cell in Self.cells {
      #expect(try grid.place.read("out/trials/" + cell.fileName) == cell.description)
    }
    let events = try grid.events()
    #expect(events.first == "planned")
    #expect(
      events.dropFirst().sorted()
        == (Self.cells.map { "completed \($0)" } + Self.cells.map { "started \($0)" }))
  }

  @Test func outcomesGoToTheLedger() throws {
    let grid = try Grid()
    let outcomes: [TrialOutcome] = [
      .completed, .nonfinite, .stopped, .completed, .nonfinite, .stopped,
    ]
    let summary = try grid.runner().run { request in
      try Self.finish(request)
      return outcomes[Self.cells.firstIndex(of: request.cell)!]
    }
    #expect(summary.outcomes[Cell(wi: 1, do: 2)] == .nonfinite)
    let ends = try grid.events().filter { !$0.hasPrefix("started") }
    #expect(ends == ["planned"] + zip(outcomes, Self.cells).map { "\($0.rawValue) \($1)" })
  }

  @Test func finishedTrialsAreKept() throws {
    let grid = try Grid()
    try grid.place.write("old", to: "out/trials/" + Self.cells[2].fileName)
    let seen = Mutex<[Cell]>([])
    let summary = try grid.runner().run { request in
      seen.withLock { $0.append(request.cell) }
      try Self.finish(request)
      return .completed
    }
    #expect(seen.withLock { $0 } == Self.cells.filter { $0 != Self.cells[2] })
    #expect(summary.keptCount == 1)
    #expect(try grid.place.read("out/trials/" + Self.cells[2].fileName) == "old")
    let again = try grid.runner().run { _ in throw Crash() }
    #expect(again.keptCount == 6 && again.outcomes.isEmpty && again.failures.isEmpty)
  }

  @Test func aKilledTrialIsContinued() throws {
    let grid = try Grid()
    try grid.place.write("half", to: "out/trials/" + Self.cells[1].fileName + ".partial")
    _ = try grid.runner().run { request in
      #expect(request.continues == (request.cell == Self.cells[1]))
      if request.continues {
        #expect(try String(contentsOfFile: request.partialPath, encoding: .utf8) == "half")
        try FileManager.default.removeItem(atPath: request.partialPath)
      }
      try Self.finish(request)
      return .completed
    }
    let entries = try Ledger(grid.folder.ledgerPath).read().entries
    #expect(
      entries.filter { $0.detail == "continues an earlier attempt" }.map(\.cell)
        == [Self.cells[1]])
  }

  @Test func aTornLedgerIsReported() throws {
    let grid = try Grid()
    try grid.place.write("{\"event\":\"star", to: "out/ledger.jsonl")
    let first = try grid.runner().run { request in
      try Self.finish(request)
      return .completed
    }
    #expect(first.unreadableLedgerLines.first == [1])
    #expect(first.outcomes.count == 6)
    #expect(try grid.events().count == 13)
  }

  @Test func aFailedTrialDoesNotEndTheGrid() throws {
    let grid = try Grid()
    let summary = try grid.runner(jobs: 2).run { request in
      if request.cell == Self.cells[0] { throw Crash() }
      if request.cell == Self.cells[4] { return .completed }
      try Self.finish(request)
      return .completed
    }
    #expect(summary.failures[Self.cells[0]] == "crashed")
    #expect(summary.failures[Self.cells[4]]?.contains("is not there") == true)
    #expect(summary.outcomes.count == 4)
    #expect(summary.missingCount == 2)
    #expect(try grid.events().contains("failed \(Self.cells[0])"))
  }

  @Test func badInputEndsTheGrid() throws {
    let grid = try Grid()
    #expect(throws: InputError(.usage, "no model")) {
      try grid.runner().run { request in
        if request.cell == Self.cells[2] { throw InputError(.usage, "no model") }
        try Self.finish(request)
        return .completed
      }
    }
    #expect(grid.folder.finishedCells() == [Self.cells[0], Self.cells[1]])
    #expect(try grid.events().last == "failed \(Self.cells[2])")
  }

  @Test func anInterruptedGridIsContinued() throws {
    let grid = try Grid()
    let interruption = Interruption()
    let summary = try grid.runner().run(interruption: interruption) { request in
      if request.cell == Self.cells[2] {
        try Data("half".utf8).write(to: URL(filePath: request.partialPath))
        interruption.request()
        try request.interruption.check()
      }
      try Self.finish(request)
      return .completed
    }
    #expect(summary.isInterrupted)
    #expect(summary.missingCount == 4)
    #expect(summary.failures.isEmpty)
    #expect(try grid.events().last == "interrupted \(Self.cells[2])")
    let rest = try grid.runner().run { request in
      #expect(request.continues == (request.cell == Self.cells[2]))
      try Self.finish(request)
      return .completed
    }
    #expect(rest.outcomes.count == 4 && rest.keptCount == 2 && rest.missingCount == 0)
  }

  @Test func progressIsToldInOrder() throws {
    let grid = try Grid()
    let seen = Mutex<[GridProgress]>([])
    let note: @Sendable (GridProgress) -> Void = { progress in seen.withLock { $0.append(progress) }
    }
    _ = try grid.runner().run(progress: note) { request in
      request.report(0.5)
      try Self.finish(request)
      return .completed
    }
    let fractions = seen.withLock { $0.map(\.fraction) }
    #expect(fractions == fractions.sorted())
    #expect(fractions.first == 0 && fractions.last == 1)
    #expect(fractions.contains(0.5 / 6))
    #expect(seen.withLock { $0.last?.finishedCount } == 6)
  }

  /// Who changes goldens has the folder alone.
  @Test func noGridWhileGoldensChange() throws {
    let grid = try Grid()
    let lock = try FolderLock(grid.folder.path, for: .changing)
    var hasty = grid.runner()
    hasty.patience = .zero
    let error = #expect(throws: InputError.self) { try hasty.run { _ in .completed } }
    #expect(error?.reason.hasPrefix("another process changes this folder") == true)
    lock.release()
    _ = try grid.runner().run { request in
      #expect(throws: InputError.self) { try FolderLock(grid.folder.path, for: .changing) }
      try Self.finish(request)
      return .completed
    }
  }

  /// Who changes the plan is waited for, and what it wrote is looked at before a trial begins.
  @Test func aPlanThatWasReplacedIsNotRun() throws {
    let grid = try Grid()
    let lock = try FolderLock(grid.folder.path, for: .changing)
    var patient = grid.runner()
    patient.patience = .seconds(60)
    let runner = patient
    let result = Mutex<Result<GridSummary, any Error>?>(nil)
    let group = DispatchGroup()
    group.enter()
    Thread.detachNewThread {
      let found = Result { try runner.run { _ in .completed } }
      result.withLock { $0 = found }
      group.leave()
    }
    let other = grid.folder.plan.bytes + Data("# another\n".utf8)
    try AtomicFile.write(other, to: grid.folder.planPath)
    lock.release()
    group.wait()
    let error = #expect(throws: InputError.self) { try result.withLock { try $0?.get() } }
    #expect(error?.reason == "was replaced by another process just now")
    #expect(try Ledger.all(in: grid.folder.path).allSatisfy { try $0.read().entries.isEmpty })
  }

  @Test func scoresGoToTheLedger() throws {
    let grid = try Grid()
    let progress = Mutex<GridProgress?>(nil)
    let note: @Sendable (GridProgress) -> Void = { seen in progress.withLock { $0 = seen } }
    _ = try grid.runner().run(progress: note) { request in
      request.score(TrialScore(value: 0.25, isDegenerate: true))
      if request.cell != Self.cells[0] {
        request.score(TrialScore(value: 0.5 + Double(request.cell.do) / 8, isDegenerate: false))
      }
      try Self.finish(request)
      return request.cell == Self.cells[1] ? .nonfinite : .completed
    }
    let ends = try Ledger(grid.folder.ledgerPath).read().entries.filter { $0.score != nil }
    #expect(ends.map(\.cell) == Self.cells)
    #expect(ends[0].score == TrialScore(value: 0.25, isDegenerate: true))
    #expect(ends[2].score?.value == 0.875)
    let last = try #require(progress.withLock { $0 })
    #expect(last.degenerateCount == 1 && last.nonfiniteCount == 1 && last.failedCount == 0)
    #expect(last.bestScore == 0.875)
    #expect(last.words == "6 of 6 trials, 1 nonfinite, 1 degenerate")
  }

  @Test func chosenCellsAreRun() throws {
    let grid = try Grid()
    var runner = grid.runner()
    runner.cells = Array(Self.cells[1...2])
    let summary = try runner.run { request in
      try Self.finish(request)
      return .completed
    }
    #expect(summary.outcomes.keys.sorted() == Array(Self.cells[1...2]))
    #expect(summary.missingCount == 4 && summary.keptCount == 0)
  }
}
