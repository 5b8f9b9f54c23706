import Synchronization
import TestSupport
import Testing
import Text
import Trajectory

import enum Statistics.StopDecision
import struct Statistics.StopRule

@testable import Experiment

/// Turns by what is recorded of a group, and what is recorded by goldens and journals.
@Suite struct StopBoardTests {
  /// Records that a test writes down.
  final class Notes: StandingSource {
    private let notes = Mutex<[Cell: TrialStanding]>([:])
    private let reads = Mutex(0)
    let schedule: StopSchedule?

    init(_ schedule: StopSchedule?) { self.schedule = schedule }

    func note(
      _ cell: Cell, _ scores: [Double], _ outcome: TrialOutcome? = nil, stepCount: Int? = nil
    ) {
      let rungs = schedule?.steps ?? []
      let standing = TrialStanding(
        path: "\(cell)", schedule: schedule, scores: scores, outcome: outcome,
        stepCount: stepCount ?? (scores.isEmpty ? 0 : rungs[scores.count - 1]))
      notes.withLock { $0[cell] = standing }
    }

    func standing(of cell: Cell) -> TrialStanding? {
      reads.withLock { $0 += 1 }
      return notes.withLock { $0[cell] }
    }

    func outcome(of cell: Cell) -> TrialOutcome? { notes.withLock { $0[cell]?.outcome } }

    var readCount: Int { reads.withLock { $0 } }
  }

  private static let cells = CellGrid(wi: SeedSet([1...2])!, do: SeedSet([1...3])!)!
  private static let first = Cell(wi: 1, do: 1)
  private static let second = Cell(wi: 1, do: 2)
  private static let third = Cell(wi: 1, do: 3)

  private static func board(
    _ rule: String = "start 3, keep 2 at 0.3, keep 1 at 0.6"
  ) throws -> (StopBoard, Notes) {
    let rule = try StopRule(rule)
    let schedule = StopSchedule(
      rule, steps: Array([30, 60].prefix(rule.rungs.count)), stepCount: 100)
    let notes = Notes(schedule)
    return (StopBoard(schedule, cells, notes), notes)
  }

  private static func turns(_ board: StopBoard, _ cells: [Cell]) throws -> [TrialTurn] {
    try cells.map { try board.turn(of: $0) }
  }

  @Test func trialsTakeTurns() throws {
    let (board, notes) = try Self.board()
    let group = [Self.first, Self.second, Self.third]
    #expect(
      try Self.turns(board, group) == Array(repeating: .runs(.pause(at: 30)), count: 3))
    notes.note(Self.first, [0.5])
    notes.note(Self.third, [0.5])
    #expect(try Self.turns(board, group) == [.waits, .runs(.pause(at: 30)), .waits])
    notes.note(Self.second, [0.6])
    #expect(
      try Self.turns(board, group)
        == [.runs(.pause(at: 60)), .runs(.pause(at: 60)), .runs(.stop(at: 30))])
    notes.note(Self.third, [0.5], .stopped)
    notes.note(Self.first, [0.5, 0.7])
    #expect(try Self.turns(board, [Self.third, Self.first]) == [.done, .waits])
    notes.note(Self.second, [0.6, 0.6])
    #expect(
      try Self.turns(board, [Self.first, Self.second]) == [.runs(.end), .runs(.stop(at: 60))])
    notes.note(Self.first, [0.5, 0.7], .completed, stepCount: 100)
    notes.note(Self.second, [0.6, 0.6], .stopped)
    #expect(try Self.turns(board, group) == [.done, .done, .done])
    // The other group is another matter.
    #expect(try board.turn(of: Cell(wi: 2, do: 1)) == .runs(.pause(at: 30)))
    #expect(board.group(of: Self.third) == 0 && board.group(of: Cell(wi: 2, do: 1)) == 1)
  }

  /// What was seen of a trial is not read again until it matters.
  @Test func standingsAreReadOnce() throws {
    let (board, notes) = try Self.board("start 3, keep 2 at 0.3")
    notes.note(Self.first, [0.5])
    notes.note(Self.second, [0.6])
    notes.note(Self.third, [0.7])
    _ = try board.turn(of: Self.first)
    let count = notes.readCount
    for _ in 0..<10 { _ = try board.turn(of: Self.first) }
    #expect(notes.readCount == count + 10)
  }

  /// A journal that is begun anew takes back no score.
  @Test func aScoreThatWasSeenStays() throws {
    let (board, notes) = try Self.board("start 3, keep 2 at 0.3")
    for cell in [Self.first, Self.second, Self.third] { notes.note(cell, [0.5]) }
    #expect(try board.turn(of: Self.third) == .runs(.stop(at: 30)))
    notes.note(Self.first, [])
    #expect(try board.turn(of: Self.third) == .runs(.stop(at: 30)))
    #expect(try board.turn(of: Self.first) == .runs(.end))
  }

  @Test func whatIsNotFiniteHasItsGolden() throws {
    let (board, notes) = try Self.board("start 3, keep 1 at 0.3")
    notes.note(Self.first, [], .nonfinite, stepCount: 12)
    #expect(try board.turn(of: Self.first) == .done)
    notes.note(Self.second, [0.1])
    #expect(try board.turn(of: Self.second) == .waits)
    notes.note(Self.third, [0.2])
    #expect(
      try Self.turns(board, [Self.second, Self.third]) == [.runs(.stop(at: 30)), .runs(.end)])
    #expect(try board.turn(of: Self.first) == .done)
  }

  /// By another rule, a stopped golden is of a trial that is not done.
  @Test func aStoppedGoldenGoesOn() throws {
    let (board, notes) = try Self.board("start 3, keep 2 at 0.3")
    notes.note(Self.first, [0.5], .stopped)
    notes.note(Self.second, [0.6], .completed, stepCount: 100)
    #expect(try Self.turns(board, [Self.first, Self.second]) == [.waits, .done])
    notes.note(Self.third, [0.4])
    #expect(try board.turn(of: Self.first) == .runs(.end))
    #expect(try board.reopened([Self.first, Self.second]) == [Self.first])
    let notesAlone = Notes(nil)
    notesAlone.note(Self.first, [], .stopped, stepCount: 30)
    notesAlone.note(Self.second, [], .completed, stepCount: 100)
    let without = StopBoard(nil, Self.cells, notesAlone)
    #expect(
      try Self.turns(without, [Self.first, Self.second, Self.third])
        == [.runs(.end), .done, .runs(.end)])
    #expect(without.group(of: Self.first) == nil)
    #expect(try without.reopened([Self.first, Self.second]) == [Self.first])
  }

  /// What would have to be thrown away is named.
  @Test(arguments: [TrialOutcome.completed, .stopped, .nonfinite])
  func aLongerGoldenIsAnError(outcome: TrialOutcome) throws {
    let (board, notes) = try Self.board("start 3, keep 2 at 0.3")
    notes.note(Self.first, [0.1], outcome, stepCount: 70)
    notes.note(Self.second, [0.6])
    _ = try board.turn(of: Self.second)
    notes.note(Self.third, [0.7])
    let error = #expect(throws: InputError.self) { try board.turn(of: Self.third) }
    #expect(error?.file == "wi=1,do=1" && error?.reason.contains("70 updates") == true)
    #expect(error?.advice?.contains("--stop none") == true)
  }

  /// Where more goldens go on than the rule lets, that is told before the others of the group are trained.
  @Test func moreGoldensThanMayGoOnAreAnError() throws {
    let (board, notes) = try Self.board("start 3, keep 1 at 0.3")
    notes.note(Self.first, [0.1], .completed, stepCount: 100)
    #expect(try board.turn(of: Self.third) == .runs(.pause(at: 30)))
    notes.note(Self.second, [0.6], .stopped, stepCount: 70)
    let error = #expect(throws: InputError.self) { try board.turn(of: Self.third) }
    #expect(
      error?.reason
        == "holds 70 updates, and 2 goldens of its group go on after 30, where the plan's stop rule "
        + "lets 1 go on")
    // As many as may.
    let (wider, others) = try Self.board("start 3, keep 2 at 0.3")
    others.note(Self.first, [0.1], .completed, stepCount: 100)
    others.note(Self.second, [0.6], .stopped, stepCount: 70)
    #expect(try wider.turn(of: Self.third) == .runs(.pause(at: 30)))
  }

  @Test func otherDataAreAnError() throws {
    let (board, notes) = try Self.board("start 3, keep 2 at 0.3")
    let other = Notes(
      StopSchedule(try StopRule("start 3, keep 2 at 0.3"), steps: [31], stepCount: 100))
    other.note(Self.first, [0.1])
    _ = notes
    let mixed = StopBoard(board.schedule, Self.cells, other)
    #expect(throws: InputError.self) { try mixed.turn(of: Self.second) }
  }

  @Test func endsAreJudged() throws {
    let notes = try Self.board().1
    func ends(
      _ scores: [Double], _ outcome: TrialOutcome?, _ stepCount: Int, _ decision: StopDecision
    ) -> Bool? {
      notes.note(Self.first, scores, outcome, stepCount: stepCount)
      return notes.standing(of: Self.first)?.isEnded(by: decision)
    }
    // Kept, and trained to its end.
    #expect(ends([1, 1], .completed, 100, .completes) == true)
    #expect(ends([1, 1], .nonfinite, 77, .completes) == true)
    #expect(ends([1, 1], .stopped, 60, .completes) == false)
    // Stopped at the second rung, and nowhere else.
    #expect(ends([1, 1], .stopped, 60, .stops(at: 1)) == true)
    #expect(ends([1], .stopped, 30, .stops(at: 1)) == false)
    #expect(ends([1, 1], .stopped, 61, .stops(at: 1)) == false)
    #expect(ends([1, 1], .completed, 100, .stops(at: 1)) == false)
    #expect(ends([1, 1], .completed, 60, .stops(at: 1)) == false)
    #expect(ends([1], .nonfinite, 60, .stops(at: 1)) == true)
    #expect(ends([1, 1], .nonfinite, 61, .stops(at: 1)) == false)
    #expect(ends([1, 1], .nonfinite, 60, .stops(at: 1)) == false)
    // Not come so far.
    #expect(ends([1], .stopped, 30, .runs(to: 1)) == false)
    #expect(ends([1], .stopped, 30, .waits(at: 0)) == nil)
    #expect(ends([1], .completed, 100, .waits(at: 0)) == nil)
    #expect(ends([], .nonfinite, 12, .waits(at: 0)) == true)
    #expect(ends([1], .nonfinite, 40, .waits(at: 0)) == nil)
    #expect(ends([1], nil, 30, .stops(at: 0)) == false)
  }
}
