import Experiment
import Files
import Foundation
import Synchronization
import TestSupport
import Testing
import Text

@testable import Grid

@Suite struct ClaimBookTests {
  /// A clock that is set by hand.
  final class HandClock: Sendable {
    private let time: Mutex<Duration>

    init(_ start: Duration = .zero) { time = Mutex(start) }

    func advance(_ duration: Duration) { time.withLock { $0 += duration } }

    var clock: GridClock {
      GridClock(
        now: { self.time.withLock { $0 } }, sleep: { pause in self.time.withLock { $0 += pause } })
    }
  }

  /// A folder with claims, and workers on it.
  struct Place {
    let folder = try! TemporaryFolder()
    var path: String { folder.path + "/claims" }

    init() throws { try OutputPlace.makeFolder(path) }

    func book(
      _ number: Int, machine: Int = 1, _ clock: GridClock = HandClock().clock,
      files: any GridFiles = SystemFiles()
    ) -> ClaimBook {
      ClaimBook(
        path, owner: number.digits(16), machine: machine.digits(16), files: files, clock: clock,
        times: ClaimTimes())
    }

    func names() -> [String] { FolderNames.all(in: path).sorted() }

    func owner(_ name: String) throws -> String? {
      try SystemFiles().read(path + "/" + name).flatMap { ClaimNote($0) }?.owner
    }
  }

  @Test func aNoteIsReadAsItWasWritten() throws {
    let note = ClaimNote(
      owner: "0123456789abcdef", machine: "fedcba9876543210", beat: 12, done: 345)
    #expect(ClaimNote(note.bytes) == note)
    var later = note
    later.beat = 1_234_567_890
    later.done = 1000
    #expect(later.bytes.count == note.bytes.count)
    for count in 0..<note.bytes.count - 1 { #expect(ClaimNote(Array(note.bytes[..<count])) == nil) }
    #expect(ClaimNote(note.bytes + note.bytes) == nil)
  }

  @Test func oneOfManyHasAClaim() throws {
    let place = try Place()
    for round in 0..<20 {
      let winners = Mutex<[Int]>([])
      let books = (0..<8).map { place.book($0) }
      DispatchQueue.concurrentPerform(iterations: 8) { number in
        if (try? books[number].take("\(round)")) == true { winners.withLock { $0.append(number) } }
      }
      let winner = try #require(winners.withLock { $0.count == 1 ? $0[0] : nil })
      #expect(try place.owner("\(round)") == winner.digits(16))
    }
    #expect(place.names().count == 20)
  }

  /// On its own machine a dead process is known to be dead at once; from another, in time only.
  @Test func aDeadWorkersClaimIsTaken() throws {
    let place = try Place()
    var dead: ClaimBook? = place.book(1)
    #expect(try dead?.take("a") == true)
    let near = place.book(2)
    let time = HandClock()
    let far = place.book(3, machine: 2, time.clock)
    #expect(try !near.take("a") && !far.take("a"))
    #expect(near.isClaimed("a") && far.isClaimed("a"))
    dead = nil
    #expect(!near.isClaimed("a") && far.isClaimed("a"))
    #expect(try !far.take("a"))
    time.advance(.seconds(59))
    #expect(try !far.take("a"))
    #expect(try near.take("a"))
    // What was seen of the first says nothing of the second.
    time.advance(.seconds(2))
    #expect(try !far.take("a"))
    #expect(near.hasTakenOver && !far.hasTakenOver)
    time.advance(.seconds(60))
    #expect(try far.take("a"))
    #expect(place.names() == ["a"])
  }

  /// The owner's clock is an hour behind, and its beats are late: nobody asks it for the time.
  @Test func clocksOfOthersDoNotMatter() throws {
    let place = try Place()
    let (late, time) = (HandClock(.seconds(-3600)), HandClock())
    let owner = place.book(1, machine: 1, late.clock)
    let observer = place.book(2, machine: 2, time.clock)
    #expect(try owner.take("a"))
    for _ in 0..<10 {
      #expect(try !observer.take("a"))
      time.advance(.seconds(59))
      late.advance(.seconds(1))
      owner.beat()
    }
    #expect(!owner.isLost("a"))
    #expect(try !observer.take("a"))
    time.advance(.seconds(60))
    #expect(try observer.take("a"))
  }

  /// A trial that waits is claimed again: who saw the earlier claim long ago does not take the new one for it.
  @Test func aClaimThatIsTakenAgainIsAnother() throws {
    let place = try Place()
    let time = HandClock()
    let (owner, observer) = (place.book(1), place.book(2, machine: 2, time.clock))
    for _ in 0..<3 {
      #expect(try owner.take("a"))
      #expect(try !observer.take("a"))
      owner.release("a")
      time.advance(.seconds(100))
    }
  }

  /// A stalled owner wakes up: it sees that it lost, and its successor's claim is untouched.
  @Test func aStalledOwnerLosesItsClaim() throws {
    let place = try Place()
    let time = HandClock()
    let (owner, successor) = (place.book(1), place.book(2, machine: 2, time.clock))
    #expect(try owner.take("a"))
    #expect(try !successor.take("a"))
    time.advance(.seconds(61))
    #expect(try successor.take("a"))
    #expect(!owner.isLost("a"))
    owner.beat()
    #expect(owner.isLost("a"))
    #expect(try place.owner("a") == 2.digits(16))
    owner.release("a")
    successor.beat()
    #expect(!successor.isLost("a"))
    #expect(try place.owner("a") == 2.digits(16))
    successor.release("a")
    #expect(place.names().isEmpty)
  }

  /// Missing for one look may be another worker's look at it; twice it is gone.
  @Test func aClaimThatIsGoneIsLost() throws {
    let place = try Place()
    let book = place.book(1)
    #expect(try book.take("a"))
    try FileManager.default.removeItem(atPath: place.path + "/a")
    book.beat()
    #expect(!book.isLost("a"))
    book.beat()
    #expect(book.isLost("a"))
    #expect(try book.take("b"))
    try FileManager.default.removeItem(atPath: place.path + "/b")
    #expect(book.isLostNow("b"))
  }

  /// The real files, but before a rename something happens.
  struct Disturbed: GridFiles {
    let base = SystemFiles()
    let before: @Sendable () -> Void

    func exists(_ path: String) -> Bool { base.exists(path) }
    func names(in folder: String) throws -> [String] { try base.names(in: folder) }
    func makeFolder(_ path: String) throws { try base.makeFolder(path) }
    func removeFolder(_ path: String) { base.removeFolder(path) }
    func publish(_ bytes: [UInt8], at path: String) throws -> (any HeldFile)? {
      try base.publish(bytes, at: path)
    }
    func rename(_ path: String, to other: String) throws -> Bool {
      before()
      return try base.rename(path, to: other)
    }
    func giveBack(_ path: String, as other: String) throws {
      try base.giveBack(path, as: other)
    }
    func read(_ path: String) throws -> [UInt8]? { try base.read(path) }
    func remove(_ path: String) { base.remove(path) }
    func isLetGo(_ path: String) -> Bool { base.isLetGo(path) }
    func removeStrays(in folder: String, where isTarget: (String) -> Bool) {
      base.removeStrays(in: folder, where: isTarget)
    }
    func append(_ entry: LedgerEntry, to path: String) throws { try base.append(entry, to: path) }
  }

  /// The owner wakes between the last look at its claim and the hand that takes it: the claim goes back.
  @Test func aClaimThatChangesWhileItIsTakenGoesBack() throws {
    let place = try Place()
    let owner = place.book(1)
    #expect(try owner.take("a"))
    let time = HandClock()
    let observer = place.book(2, machine: 2, time.clock, files: Disturbed { owner.beat() })
    #expect(try !observer.take("a"))
    time.advance(.seconds(61))
    #expect(try !observer.take("a"))
    owner.beat()
    #expect(!owner.isLost("a"))
    #expect(try place.owner("a") == 1.digits(16))
    #expect(place.names() == ["a"])
  }

  @Test func aSweepLeavesWhatMayBeNeeded() throws {
    let place = try Place()
    var dead: ClaimBook? = place.book(1)
    #expect(try dead?.take("dead") == true)
    let (far, book) = (place.book(2, machine: 2), place.book(3))
    #expect(try far.take("far") && far.take("done") && book.take("own"))
    try place.folder.write("x", to: "claims/notes")
    try place.folder.write("x", to: "claims/a.partial-0123456789xyz")
    dead = nil
    book.sweep { $0 != "done" }
    #expect(place.names() == ["far", "notes", "own"])
    far.release("far")
    book.release("own")
    try place.folder.remove("claims/notes")
    book.sweep { _ in true }
    #expect(!FileEntry.exists(place.path))
  }

  /// The folder may go away with another grid's end.
  @Test func theFolderIsMadeWhereItIsGone() throws {
    let place = try Place()
    OutputPlace.removeEmptyFolder(place.path)
    #expect(try place.book(1).take("a"))
    #expect(place.names() == ["a"])
  }
}
