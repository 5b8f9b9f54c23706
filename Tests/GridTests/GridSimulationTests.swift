import Foundation
import TestSupport
import Testing

import struct Statistics.StopRule

@testable import Experiment
@testable import Grid

/// Grids on a disk that fails: no golden that was reported done is lost, none is mixed, no status is wrong.
@Suite struct GridSimulationTests {
  /// `SEEDPROOF_SCHEDULES` asks for more, `SEEDPROOF_SEED` for others.
  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  private static let scheduleCount = setting("SEEDPROOF_SCHEDULES") ?? 400

  private static func plan() throws -> ExperimentPlan {
    try withFolder { try .embedded(in: $0, wi: "1...2", do: "1...2") }
  }

  /// The seed of each schedule, from one that is printed and the same in every run, unless another is asked for.
  private static func seeds() -> [UInt64] {
    let seed = setting("SEEDPROOF_SEED") ?? 20_261_201
    print("\(scheduleCount) schedules, SEEDPROOF_SEED=\(seed)")
    var dice = Dice(seed)
    return (0..<scheduleCount).map { _ in dice.next() }
  }

  @Test func nothingIsLostOrMixed() throws {
    let plan = try Self.plan()
    var (deaths, errors, stalls) = (0, 0, 0)
    for (index, seed) in Self.seeds().enumerated() {
      let grid = SimulatedGrid(plan, seed: seed, .init(error: 8, death: 12, stall: 60))
      let faults = try grid.play(workers: 2 + index % 2)
      #expect(faults.isEmpty, "schedule \(index), seed \(seed): \(faults)")
      deaths += grid.disk.deathCount
      errors += grid.disk.errorCount
      stalls += grid.disk.stallCount
    }
    // Something did go wrong.
    let scheduleCount = Int(Self.scheduleCount)
    #expect(deaths > scheduleCount / 4 && errors > scheduleCount / 8 && stalls > scheduleCount / 8)
  }

  /// Trials that wait for each other, and stop by a rule: the same folder, whatever goes wrong.
  @Test(arguments: [
    "start 4, keep 2 at 0.3", "start 2, keep 1 at 0.3", "start 3, keep 1 at 0.3",
    "start 4, keep 3 at 0.3, keep 1 at 0.6",
  ])
  func nothingStopsOtherwise(rule: String) throws {
    let plan = try withFolder {
      try ExperimentPlan.embedded(in: $0, wi: "1...2", do: "1...2", stop: rule)
    }
    let parsed = try StopRule(rule)
    let schedule = StopSchedule(
      parsed, steps: Array([30, 60].prefix(parsed.rungs.count)), stepCount: 100)
    for (index, seed) in Self.seeds().enumerated() {
      let grid = SimulatedGrid(
        plan, seed: seed, .init(error: 8, death: 12, stall: 60), schedule: schedule)
      let faults = try grid.play(workers: 1 + index % 3)
      #expect(faults.isEmpty, "schedule \(index), seed \(seed): \(faults)")
    }
    // Where nothing goes wrong each is begun once, and taken up once at each rung that it reaches; and once more where a
    // worker got no turn for so long that another took its claim.
    for (index, seed) in Self.seeds().prefix(100).enumerated() {
      let grid = SimulatedGrid(plan, seed: seed, .init(), schedule: schedule)
      let faults = try grid.play(workers: 1 + index % 3)
      #expect(faults.isEmpty, "calm schedule \(index), seed \(seed): \(faults)")
      for (cell, count) in grid.runCounts {
        let expected = grid.runCount(cell) + grid.lostCount(cell)
        #expect(count == expected, "calm schedule \(index), seed \(seed): \(cell)")
      }
    }
  }

  /// Where nothing goes wrong no trial is run twice, however the workers take turns.
  @Test func nothingIsRunTwice() throws {
    let plan = try Self.plan()
    for (index, seed) in Self.seeds().prefix(100).enumerated() {
      let grid = SimulatedGrid(plan, seed: seed, .init())
      let faults = try grid.play(workers: 3)
      #expect(faults.isEmpty, "schedule \(index), seed \(seed): \(faults)")
      #expect(grid.runCounts.count == 4)
      #expect(grid.runCounts.allSatisfy { $0.value == 1 + grid.lostCount($0.key) })
    }
  }

  /// Goldens that are renamed before they are on the disk are lost with the machine, and that is seen.
  @Test func aCarelessWriterIsFound() throws {
    let plan = try Self.plan()
    let isFound = try Self.seeds().prefix(400).contains { seed in
      let grid = SimulatedGrid(plan, seed: seed, .init(death: 30), isCareless: true)
      return try !grid.play(workers: 3).isEmpty
    }
    #expect(isFound)
  }
}
