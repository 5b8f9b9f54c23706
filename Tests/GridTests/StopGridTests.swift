import Files
import Foundation
import Processes
import Synchronization
import TestSupport
import Testing
import Text
import Trajectory

import struct Statistics.StopRule

@testable import Experiment
@testable import Grid

/// Grids whose plan has a stop rule, with trials that only pretend.
@Suite struct StopGridTests {
  struct Crash: Error, CustomStringConvertible { let description = "crashed" }

  /// A folder with a plan of 2 x 3 trials, of which groups are compared after 30 and 60 of 100 updates.
  struct Grid {
    let place: TemporaryFolder
    var folder: ExperimentFolder
    var schedule: StopSchedule
    /// Scores at the rungs; without an entry a trial ends before the first one with a number that is not finite.
    var scores: [Cell: [Double]] = [:]

    init(_ rule: String) throws {
      place = try TemporaryFolder()
      folder = try .create(
        place.path + "/out", for: .embedded(in: place, stop: rule))
      let rule = try StopRule(rule)
      schedule = Self.schedule(rule)
      for (index, cell) in folder.plan.cells.enumerated() {
        scores[cell] = [Double(index), Double(index) + 0.5]
      }
    }

    private static func schedule(_ rule: StopRule) -> StopSchedule {
      StopSchedule(rule, steps: Array([30, 60].prefix(rule.rungs.count)), stepCount: 100)
    }

    /// The same folder by another rule.
    func changed(to rule: String) throws -> Grid {
      var grid = self
      let plan = try ExperimentPlan.embedded(in: place, stop: rule)
      try AtomicFile.write(plan.bytes, to: folder.planPath)
      grid.folder = ExperimentFolder(path: folder.path, plan: plan)
      grid.schedule = Self.schedule(try StopRule(rule))
      return grid
    }

    func runner(jobs: Int = 1) -> GridRunner {
      var runner = GridRunner(
        folder: folder, jobs: jobs,
        machine: Machine(
          host: nil, writer: WriterIdentity.random(), process: 7, threads: 1,
          instructionSet: "none"))
      runner.stopSchedule = schedule
      runner.standings = Standings(grid: self)
      runner.times = ClaimTimes(
        beat: .milliseconds(20), stale: .seconds(60), look: .milliseconds(10))
      return runner
    }

    /// Runs a trial as far as it is to go: a journal says how many updates it has, a golden also how it ended.
    func run(_ request: TrialRequest) throws -> TrialOutcome {
      var outcome = TrialOutcome.completed
      var count = 100
      if scores[request.cell] == nil {
        (outcome, count) = (.nonfinite, 12)
      } else if case .stop(let step) = request.horizon {
        (outcome, count) = (.stopped, step)
      } else if case .pause(let step) = request.horizon {
        try AtomicFile.write(Array("\(step)".utf8), to: request.partialPath)
        throw AtRung()
      }
      try AtomicFile.write(Array("\(count) \(outcome)".utf8), to: request.path)
      try? FileManager.default.removeItem(atPath: request.partialPath)
      return outcome
    }

    /// `100 completed` by cell: every golden, and nothing else.
    func goldens() throws -> [String: String] {
      try Dictionary(
        uniqueKeysWithValues: place.names(in: "out/trials").map {
          ($0, try place.read("out/trials/" + $0))
        })
    }

    func events() throws -> [String] {
      try Ledger.all(in: folder.path).flatMap { try $0.read().entries }.map {
        $0.event.rawValue + ($0.cell.map { " \($0)" } ?? "")
      }
    }
  }

  struct Standings: StandingSource {
    let grid: Grid

    func standing(of cell: Cell) throws -> TrialStanding? {
      let golden = grid.folder.goldenPath(cell)
      for path in [golden, grid.folder.partialPath(cell), golden] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
        let words = text.split(separator: " ")
        let count = Int(words[0]) ?? 0
        let scores = zip(grid.scores[cell] ?? [], grid.schedule.steps).filter { count >= $1 }
        return TrialStanding(
          path: path, schedule: grid.schedule, scores: scores.map(\.0),
          outcome: words.count == 2 ? TrialOutcome(rawValue: String(words[1])) : nil,
          stepCount: count)
      }
      return nil
    }

    func outcome(of cell: Cell) throws -> TrialOutcome? { try standing(of: cell)?.outcome }
  }

  static let cells = GridRunnerTests.cells

  @Test(arguments: [1, 2, 3, 8])
  func theBestGoOn(jobs: Int) throws {
    let grid = try Grid("start 3, keep 2 at 0.3, keep 1 at 0.6")
    let runs = Mutex<[Cell: [TrialHorizon]]>([:])
    let summary = try grid.runner(jobs: jobs).run { request in
      runs.withLock { $0[request.cell, default: []].append(request.horizon) }
      #expect(request.continues == (request.horizon != .pause(at: 30)))
      return try grid.run(request)
    }
    let goldens = ["30 stopped", "60 stopped", "100 completed"]
    for (index, cell) in Self.cells.enumerated() {
      #expect(try grid.goldens()[cell.fileName] == goldens[index % 3])
    }
    #expect(try grid.goldens().count == 6)
    let expected: [[TrialHorizon]] = [
      [.pause(at: 30), .stop(at: 30)], [.pause(at: 30), .pause(at: 60), .stop(at: 60)],
      [.pause(at: 30), .pause(at: 60), .end],
    ]
    for (index, cell) in Self.cells.enumerated() {
      #expect(runs.withLock { $0[cell] } == expected[index % 3])
    }
    #expect(summary.missingCount == 0 && summary.waitingCount == 0 && summary.failures.isEmpty)
    #expect(summary.outcomes.values.count { $0 == .stopped } == 4)
    #expect(try grid.events().count { $0.hasPrefix("waiting") } == 10)
    let again = try grid.runner().run { _ in throw Crash() }
    #expect(again.keptCount == 6 && again.failures.isEmpty)
  }

  /// A group that is decided goes on before others begin.
  @Test func groupsGoOneAfterTheOther() throws {
    let grid = try Grid("start 3, keep 1 at 0.3")
    let seen = Mutex<[Cell]>([])
    let most = Mutex(0)
    let note: @Sendable (GridProgress) -> Void = { now in
      most.withLock { $0 = max($0, now.waitingCount) }
    }
    _ = try grid.runner().run(progress: note) { request in
      seen.withLock { $0.append(request.cell) }
      return try grid.run(request)
    }
    #expect(Set(seen.withLock { $0.prefix(6) }) == Set(Self.cells[..<3]))
    #expect(seen.withLock { $0.count } == 12)
    #expect(most.withLock { $0 } <= 3)
  }

  @Test func processesShareTheGroups() throws {
    for _ in 0..<5 {
      let grid = try Grid("start 3, keep 2 at 0.3, keep 1 at 0.6")
      let group = DispatchGroup()
      let summaries = Mutex<[GridSummary]>([])
      for jobs in [1, 2, 1] {
        group.enter()
        Thread.detachNewThread {
          let summary = try? grid.runner(jobs: jobs).run { try grid.run($0) }
          if let summary { summaries.withLock { $0.append(summary) } }
          group.leave()
        }
      }
      group.wait()
      #expect(summaries.withLock { $0.allSatisfy { $0.missingCount == 0 && $0.waitingCount == 0 } })
      #expect(summaries.withLock { $0.count } == 3)
      let goldens = ["30 stopped", "60 stopped", "100 completed"]
      for (index, cell) in Self.cells.enumerated() {
        #expect(try grid.goldens()[cell.fileName] == goldens[index % 3])
      }
      #expect(try grid.goldens().count == 6)
    }
  }

  @Test func whatIsNotFiniteIsWorst() throws {
    var grid = try Grid("start 3, keep 1 at 0.3")
    grid.scores[Self.cells[2]] = nil
    grid.scores[Self.cells[3]] = nil
    grid.scores[Self.cells[4]] = nil
    grid.scores[Self.cells[5]] = nil
    let made = grid
    let summary = try made.runner(jobs: 2).run { try made.run($0) }
    #expect(
      try Self.cells.map { try made.goldens()[$0.fileName] }
        == ["30 stopped", "100 completed"] + Array(repeating: "12 nonfinite", count: 4))
    #expect(summary.missingCount == 0)
  }

  /// A trial that failed blocks its group and no other one; tried again, the group is decided.
  @Test(arguments: [1, 2])
  func aFailedTrialBlocksItsGroup(jobs: Int) throws {
    let grid = try Grid("start 3, keep 2 at 0.3")
    let told = Mutex<GridProgress?>(nil)
    let note: @Sendable (GridProgress) -> Void = { now in told.withLock { $0 = now } }
    let summary = try grid.runner(jobs: jobs).run(progress: note) { request in
      if request.cell == Self.cells[1] { throw Crash() }
      return try grid.run(request)
    }
    #expect(summary.failures == [Self.cells[1]: "crashed"])
    #expect(summary.waitingCount == 2 && summary.missingCount == 3 && summary.outcomes.count == 3)
    #expect(told.withLock { $0?.words } == "3 of 6 trials, 2 waiting, 1 stopped, 1 failed")
    #expect(
      try grid.place.names(in: "out/trials").filter { $0.hasSuffix(".partial") }
        == [Self.cells[0], Self.cells[2]].map { $0.fileName + ".partial" })
    let rest = try grid.runner(jobs: jobs).run { try grid.run($0) }
    #expect(rest.waitingCount == 0 && rest.missingCount == 0)
    #expect(
      try Self.cells.map { try grid.goldens()[$0.fileName] }
        == Array(repeating: ["30 stopped", "100 completed", "100 completed"], count: 2).flatMap(
          \.self))
  }

  @Test func aFailedTrialIsTriedAgain() throws {
    let grid = try Grid("start 3, keep 2 at 0.3")
    let attempts = Mutex(0)
    var runner = grid.runner()
    runner.retryCount = 1
    let summary = try runner.run { request in
      let isFirst = attempts.withLock { attempts in
        attempts += 1
        return attempts == 1
      }
      if isFirst { throw Crash() }
      return try grid.run(request)
    }
    #expect(summary.failures.isEmpty && summary.missingCount == 0)
  }

  /// A trial that says that it has come to its rung, and left nothing, has failed: it does not begin for ever.
  @Test func aRungWithoutAJournalIsAFailure() throws {
    let grid = try Grid("start 3, keep 2 at 0.3")
    let summary = try grid.runner().run { request in
      if request.cell == Self.cells[1] { throw AtRung() }
      return try grid.run(request)
    }
    let failure = try #require(summary.failures[Self.cells[1]])
    #expect(failure.contains(Self.cells[1].fileName + ".partial is not there"))
    #expect(summary.waitingCount == 2)
  }

  @Test func aGridThatIsInterruptedGoesOn() throws {
    let grid = try Grid("start 3, keep 2 at 0.3")
    let interruption = Interruption()
    let count = Mutex(0)
    let summary = try grid.runner().run(interruption: interruption) { request in
      let number = count.withLock { count in
        count += 1
        return count
      }
      if number == 3 { interruption.request() }
      return try grid.run(request)
    }
    #expect(summary.isInterrupted && summary.missingCount == 6)
    let rest = try grid.runner().run { request in
      if request.horizon == .pause(at: 30) { #expect(request.cell.wi == 2) }
      return try grid.run(request)
    }
    #expect(rest.missingCount == 0 && rest.outcomes.count == 6)
  }

  /// Shards have whole groups, so that each ends by itself.
  @Test(arguments: 1...6)
  func shardsEndByThemselves(count: Int) throws {
    let grid = try Grid("start 3, keep 1 at 0.3")
    for number in (1...count).reversed() {
      var runner = grid.runner()
      let shard = try #require(Shard(number: number, count: count))
      runner.cells = Array(grid.folder.cells(of: shard))
      #expect(grid.folder.cells(of: shard).count % 3 == 0)
      let summary = try runner.run { try grid.run($0) }
      #expect(summary.waitingCount == 0 && summary.outcomes.count == runner.cells?.count)
    }
    #expect(try grid.goldens().count == 6)
    let choice = ShardChoice(missing: [1, 2, 4], of: 6, inGroupsOf: 3, limit: 6)
    #expect(choice.count == 2 && choice.missingCount == 3)
    #expect(choice.shards.map(\.description) == ["1/2", "2/2"])
    #expect(
      ShardChoice(missing: [6], of: 7, inGroupsOf: 3, limit: 6).shards.map(\.description) == ["3/3"]
    )
  }

  /// Of a grid of two trials by a rule, one of which was stopped; its golden is undecided by a rule of larger groups.
  private static func begun() throws -> Grid {
    var grid = try Grid("start 2, keep 1 at 0.3")
    grid.scores[cells[1]] = [9, 9]
    let first = grid
    var runner = first.runner()
    runner.cells = Array(cells[..<2])
    _ = try runner.run { try first.run($0) }
    #expect(try first.goldens()[cells[0].fileName] == "30 stopped")
    return try first.changed(to: "start 6, keep 2 at 0.3")
  }

  /// A golden that stays as an earlier rule left it is kept, and done by nobody else.
  @Test(arguments: [1, 3])
  func whatStaysStoppedIsKept(jobs: Int) throws {
    let grid = try Self.begun()
    let last = Mutex<GridProgress?>(nil)
    let note: @Sendable (GridProgress) -> Void = { now in last.withLock { $0 = now } }
    let summary = try grid.runner(jobs: jobs).run(progress: note) { try grid.run($0) }
    #expect(summary.keptCount == 2 && summary.elsewhereCount == 0 && summary.missingCount == 0)
    #expect(Set(summary.outcomes.keys) == Set(Self.cells[2...]))
    #expect(last.withLock { $0?.fraction } == 1 && last.withLock { $0?.finishedCount } == 6)
    #expect(try grid.goldens()[Self.cells[0].fileName] == "30 stopped")
  }

  /// What another process trained anew meanwhile is not kept.
  @Test func whatOthersTrainedAnewIsTheirs() throws {
    var changed = try Self.begun()
    changed.scores[Self.cells[0]] = [8, 8]
    let grid = changed
    let summary = try grid.runner().run { request in
      if request.cell == Self.cells[5], request.horizon == .pause(at: 30) {
        try AtomicFile.write(
          Array("100 completed".utf8), to: grid.folder.goldenPath(Self.cells[0]))
      }
      return try grid.run(request)
    }
    #expect(summary.keptCount == 1 && summary.elsewhereCount == 1 && summary.missingCount == 0)
  }

  @Test func whatIsSavedIsSaid() throws {
    let schedule = StopSchedule(
      try StopRule("start 16, keep 6 at 0.3"), steps: [36], stepCount: 120)
    let budget = RuleBudget(schedule, trialCount: 32)
    #expect(budget.updateCount == 2 * (10 * 36 + 6 * 120) && budget.wholeUpdateCount == 3840)
    #expect(
      budget.line
        == "start 16, keep 6 at 0.3 (after 36 of 120 updates): 2160 of 3840 updates, 43.8% are saved"
    )
    #expect(budget.json["updatesWithoutRule"] == .integer(3840))
  }
}
