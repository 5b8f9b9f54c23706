import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import Grid

@Suite struct GridStatusTests {
  /// A folder of 2 x 3 trials, and lines in its ledgers.
  struct Place {
    let place = try! TemporaryFolder()
    let folder: ExperimentFolder
    let cells: [Cell]

    init() throws {
      folder = try .create(place.path + "/out", for: .embedded(in: place))
      cells = Array(folder.plan.cells)
    }

    func append(
      _ event: LedgerEntry.Event, _ cell: Cell, at seconds: Int, _ score: Double? = nil,
      degenerate: Bool = false, ledger: String = "ledger.jsonl", plan: Digest? = nil
    ) throws {
      try Ledger(folder.path + "/" + ledger).append(
        LedgerEntry(
          event, cell: cell, plan: plan ?? folder.plan.digest,
          machine: Machine(
            host: nil, writer: "0123456789abcdef", process: 1, threads: 1, instructionSet: "none"),
          score: score.map { TrialScore(value: $0, isDegenerate: degenerate) },
          date: Date(timeIntervalSince1970: 1_700_000_000 + Double(seconds))))
    }

    /// A file that has the form of a golden, and nothing in it.
    func finish(_ number: Int) throws {
      let form = GoldenReader.magic + Array(repeating: 0, count: 8 + 82)
      let tail: [UInt8] = [82, 0, 0, 0] + Array(repeating: 0, count: 32)
      try place.write(form + tail, to: "out/trials/" + cells[number].fileName)
    }

    func claim(_ number: Int, done: Int, machine: String) throws {
      let note = ClaimNote(owner: "00000000000000aa", machine: machine, done: done)
      try OutputPlace.makeFolder(folder.claimsPath)
      try AtomicFile.write(
        note.bytes, to: folder.claimsPath + "/" + folder.claimName(cells[number]))
    }
  }

  @Test func nothingIsKnownOfANewFolder() throws {
    let status = try GridStatus(of: Place().folder)
    #expect(status.plannedCount == 6 && status.finishedCount == 0 && status.missingCount == 6)
    #expect(status.running.isEmpty && status.best == nil && status.hourlyCount == nil)
  }

  @Test func whatHappenedIsCounted() throws {
    let place = try Place()
    for number in 0..<4 { try place.finish(number) }
    try place.append(.completed, place.cells[0], at: 0, 0.25, degenerate: true)
    try place.append(.failed, place.cells[1], at: 10)
    try place.append(.completed, place.cells[1], at: 60, 0.75)
    try place.append(.nonfinite, place.cells[2], at: 120)
    try place.append(.failed, place.cells[4], at: 130)
    // A trial of which the ledger says that it is done has no golden: it counts for nothing.
    try place.append(.completed, place.cells[5], at: 180, 0.99)
    // Nor does a line of another plan.
    try place.append(.completed, place.cells[3], at: 181, 0.98, plan: Digest(of: []))
    let status = try GridStatus(of: place.folder)
    #expect(status.finishedCount == 4 && status.missingCount == 2)
    #expect(status.degenerateCount == 1 && status.nonfiniteCount == 1 && status.failedCount == 1)
    #expect(status.unscoredCount == 1)
    #expect(status.best?.score == 0.75 && status.best?.cell == place.cells[1])
    #expect(status.hourlyCount == 60)
    #expect(status.hoursLeft == nil)
  }

  /// What is in a golden's place and is none is no finished trial.
  @Test func whatIsNoGoldenIsNotFinished() throws {
    let place = try Place()
    for number in [0, 1, 2] { try place.finish(number) }
    for number in 0..<5 { try place.append(.completed, place.cells[number], at: number, 0.5) }
    let name = "out/trials/" + place.cells[1].fileName
    try place.place.write(try place.place.bytes(of: name).dropLast(1), to: name)
    try OutputPlace.makeFolder(place.place.file("out/trials/" + place.cells[3].fileName))
    try place.place.write("x", to: "out/trials/" + place.cells[4].fileName)
    let status = try GridStatus(of: place.folder)
    #expect(status.finishedCount == 2 && status.missingCount == 4)
    #expect(status.malformed == [place.cells[1], place.cells[3], place.cells[4]])
    let names = status.json["malformed"]?.array?.compactMap(\.string)
    #expect(names == ["wi=1,do=2", "wi=2,do=1", "wi=2,do=2"])
    #expect(status.best?.cell == place.cells[0])
  }

  /// Of two ledgers the later line counts.
  @Test func ledgersAreJoined() throws {
    let place = try Place()
    try place.finish(0)
    let further = Ledger.name(ofFurther: "00000000000000aa")
    try place.append(.completed, place.cells[0], at: 100, 0.5)
    try place.append(.failed, place.cells[0], at: 50, ledger: further)
    try place.append(.failed, place.cells[1], at: 50, ledger: further)
    try place.append(.completed, place.cells[2], at: 100, 0.75, ledger: further)
    try place.finish(2)
    let status = try GridStatus(of: place.folder)
    #expect(status.best?.score == 0.75 && status.failedCount == 1 && status.unscoredCount == 0)
  }

  @Test func claimsAreRunningTrials() throws {
    let place = try Place()
    try place.finish(0)
    try place.append(.completed, place.cells[0], at: 0, 0.5)
    try place.append(.completed, place.cells[0], at: 3600, 0.5)
    try place.claim(1, done: 250, machine: "00000000000000ff")
    try place.claim(2, done: 500, machine: WriterIdentity.ofMachine)
    try place.place.write("x", to: "out/claims/ledger")
    try place.place.write("half", to: "out/claims/" + place.folder.claimName(place.cells[3]))
    try place.place.write("x", to: "out/claims/wi=099,do=001")
    let status = try GridStatus(of: place.folder)
    #expect(status.running.map(\.cell) == Array(place.cells[1...3]))
    #expect(status.running.map(\.done) == [0.25, 0.5, nil])
    #expect(status.running.map(\.isLeft) == [false, true, false])
    #expect(status.hourlyCount == 1 && status.hoursLeft == 5)
    #expect(status.json["running"]?.array?.count == 3)
  }

  @Test func aTieGoesToTheFirstTrial() throws {
    let place = try Place()
    for number in [4, 1, 3] {
      try place.finish(number)
      try place.append(.completed, place.cells[number], at: number, 0.5)
    }
    #expect(try GridStatus(of: place.folder).best?.cell == place.cells[1])
  }
}
