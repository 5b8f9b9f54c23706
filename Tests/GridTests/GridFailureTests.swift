import Experiment
import Foundation
import Synchronization
import Testing
import Text

@testable import Grid

/// What a grid does after a failure, as it is asked to.
@Suite struct GridFailureTests {
  @Test func aFailedTrialIsTriedAgain() throws {
    let grid = try GridRunnerTests.Grid()
    let attempts = Mutex<[Cell: Int]>([:])
    var runner = grid.runner()
    runner.retryCount = 2
    let summary = try runner.run { request in
      let attempt = attempts.withLock { attempts in
        attempts[request.cell, default: 0] += 1
        return attempts[request.cell]!
      }
      if request.cell == GridRunnerTests.cells[0]
        || request.cell == GridRunnerTests.cells[1] && attempt < 3
      {
        throw GridRunnerTests.Crash()
      }
      try GridRunnerTests.finish(request)
      return .completed
    }
    #expect(
      attempts.withLock { $0[GridRunnerTests.cells[0]] == 3 && $0[GridRunnerTests.cells[1]] == 3 })
    #expect(summary.failures.keys.sorted() == [GridRunnerTests.cells[0]])
    #expect(summary.outcomes.count == 5 && summary.missingCount == 1)
    #expect(try grid.events().count { $0 == "failed \(GridRunnerTests.cells[0])" } == 3)
    #expect(try grid.events().count { $0 == "failed \(GridRunnerTests.cells[1])" } == 2)
  }

  @Test func aGridThatKeepsGoingRunsTheRest() throws {
    let grid = try GridRunnerTests.Grid()
    var runner = grid.runner()
    runner.keepsGoing = true
    let summary = try runner.run { request in
      if request.cell == GridRunnerTests.cells[2] { throw InputError(.usage, "no room") }
      try GridRunnerTests.finish(request)
      return .completed
    }
    #expect(summary.failures == [GridRunnerTests.cells[2]: "no room"])
    #expect(summary.outcomes.count == 5)
  }

  /// Without a line nothing may happen, whatever the grid goes on after.
  @Test func aLedgerThatCannotBeWrittenEndsTheGrid() throws {
    let grid = try GridRunnerTests.Grid()
    var runner = grid.runner()
    runner.keepsGoing = true
    #expect(throws: InputError.self) {
      try runner.run { request in
        try FileManager.default.removeItem(atPath: grid.folder.ledgerPath)
        try FileManager.default.createDirectory(
          atPath: grid.folder.ledgerPath, withIntermediateDirectories: false)
        try GridRunnerTests.finish(request)
        return .completed
      }
    }
    #expect(grid.folder.finishedCells() == [GridRunnerTests.cells[0]])
    #expect(!FileManager.default.fileExists(atPath: grid.folder.claimsPath))
  }
}
