import Experiment
import Files
import Synchronization

/// The claims of one process on the trials of a folder, and what it has seen of those of others.
///
/// A claim is a file of `claims/` that says who its owner is. It gets its name by `link`, of which one succeeds; its
/// owner keeps it open and counts in it as long as it lives. A claim is dead if its writer ran on this machine and
/// nobody holds it any more, or if it did not change for `ClaimTimes.stale` by the clock of who looks. A dead claim
/// is taken away by a rename to a name of one's own, of which one succeeds, and then claimed anew.
///
/// A stalled owner that wakes finds its claim gone, or another's in its place, and ends its trial. It cannot touch the
/// claim of its successor: it writes to its own file, whatever has the name by now.
///
/// Safe to use from several threads.
final class ClaimBook: Sendable {
  /// A claim of this process.
  private struct Own {
    let file: any HeldFile
    /// Tells a claim from a later one of the same name.
    let serial: Int
    var note: ClaimNote
    var isMissing = false
    var isLost = false
  }

  private struct Shared {
    var own: [String: Own] = [:]
    /// What other claims said, and since when.
    var seen: [String: (bytes: [UInt8], since: Duration)] = [:]
    var serial = 0
    /// Grows with every writing of any claim: one that is taken again is never what somebody saw before.
    var beat = 0
    var hasTakenOver = false

    mutating func nextBeat() -> Int {
      beat += 1
      return beat
    }
  }

  let owner: String
  private let folder: String
  private let machine: String
  private let files: any GridFiles
  private let clock: GridClock
  private let times: ClaimTimes
  private let shared = Mutex(Shared())

  /// - Parameters:
  ///   - folder: where claims lie.
  ///   - owner: a name of this process that no other has.
  ///   - machine: a name of this machine; writers of the same name share its locks.
  init(
    _ folder: String, owner: String, machine: String, files: any GridFiles, clock: GridClock,
    times: ClaimTimes
  ) {
    self.folder = folder
    self.owner = owner
    self.machine = machine
    self.files = files
    self.clock = clock
    self.times = times
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  /// Whether a dead claim of another was taken over.
  var hasTakenOver: Bool { shared.withLock { $0.hasTakenOver } }

  // MARK: Taking

  /// Claims `name`, unless a living worker has it.
  ///
  /// - Returns: whether it is this process's now.
  /// - Throws: `InputError` if the folder cannot be written.
  func take(_ name: String) throws -> Bool {
    // Each turn somebody else was faster; after so many, somebody else may have it.
    for _ in 0..<16 {
      let beat = shared.withLock { $0.nextBeat() }
      let note = ClaimNote(owner: owner, machine: machine, beat: beat)
      if let file = try files.publish(note.bytes, at: path(name)) {
        shared.withLock { shared in
          shared.serial += 1
          shared.own[name] = Own(file: file, serial: shared.serial, note: note)
          shared.seen[name] = nil
        }
        return true
      }
      guard let bytes = try files.read(path(name)) else { continue }
      guard isDead(name, bytes) else { return false }
      if try withdraw(name, where: { $0 == bytes }) { shared.withLock { $0.hasTakenOver = true } }
    }
    return false
  }

  /// Whether the claim that was read belongs to nobody who lives; if that cannot be told yet, it is remembered.
  private func isDead(_ name: String, _ bytes: [UInt8]) -> Bool {
    if ClaimNote(bytes)?.machine == machine, files.isLetGo(path(name)) { return true }
    let now = clock.now()
    return shared.withLock { shared in
      if let seen = shared.seen[name], seen.bytes == bytes {
        return now - seen.since >= times.stale
      }
      shared.seen[name] = (bytes, now)
      return false
    }
  }

  /// Whether a worker has `name` that may live, this one included.
  func isClaimed(_ name: String) -> Bool {
    guard let bytes = try? files.read(path(name)) else { return false }
    return ClaimNote(bytes)?.machine != machine || !files.isLetGo(path(name))
  }

  /// Takes a claim away if it says what is expected.
  ///
  /// It is moved aside first: what was read before may have been replaced since. What is not expected goes back.
  private func withdraw(_ name: String, where isExpected: ([UInt8]) -> Bool) throws -> Bool {
    let aside = path(name) + StrayFiles.suffix()
    guard try files.rename(path(name), to: aside) else { return false }
    if let bytes = try files.read(aside), isExpected(bytes) {
      files.remove(aside)
      return true
    }
    try files.giveBack(aside, as: path(name))
    return false
  }

  // MARK: Having

  /// Notes how far the trial of a claim is, for the next beat.
  func report(_ name: String, done fraction: Double) {
    let done = Int(min(1, max(0, fraction)) * Double(ClaimNote.whole))
    shared.withLock { shared in
      guard shared.own[name] != nil else { return }
      shared.own[name]?.note.done = done
    }
  }

  /// Whether a claim of this process was taken by another.
  func isLost(_ name: String) -> Bool { shared.withLock { $0.own[name]?.isLost ?? true } }

  /// Says of each claim that its owner lives, and sees whether it still is this process's.
  func beat() {
    let own = shared.withLock { shared in
      for name in shared.own.keys {
        let beat = shared.nextBeat()
        shared.own[name]?.note.beat = beat
      }
      return shared.own
    }
    for (name, claim) in own.sorted(by: { $0.key < $1.key }) where !claim.isLost {
      // What cannot be written is not lost; others will take it for a dead one's in time.
      try? claim.file.overwrite(claim.note.bytes)
      look(name, claim.serial)
    }
  }

  /// Sees whether a claim is still this process's.
  private func look(_ name: String, _ serial: Int) {
    guard let bytes = try? files.read(path(name)) else { return note(name, serial, isThere: false) }
    // A half written one says nothing.
    guard let found = ClaimNote(bytes) else { return }
    if found.owner == owner { note(name, serial, isThere: true) } else { lose(name, serial) }
  }

  /// It may be missing for a moment while another worker looks at it.
  private func note(_ name: String, _ serial: Int, isThere: Bool) {
    shared.withLock { shared in
      guard var own = shared.own[name], own.serial == serial else { return }
      if !isThere, own.isMissing { own.isLost = true }
      own.isMissing = !isThere
      shared.own[name] = own
    }
  }

  private func lose(_ name: String, _ serial: Int) {
    shared.withLock { shared in
      if shared.own[name]?.serial == serial { shared.own[name]?.isLost = true }
    }
  }

  /// Sees now, and not at the next beat, whether a claim is still this process's.
  func isLostNow(_ name: String) -> Bool {
    guard let serial = shared.withLock({ $0.own[name]?.serial }) else { return true }
    look(name, serial)
    if shared.withLock({ $0.own[name]?.isMissing == true }) {
      clock.sleep(.milliseconds(100))
      look(name, serial)
    }
    return isLost(name)
  }

  // MARK: Giving up

  /// Gives up a claim; another's of the same name stays.
  func release(_ name: String) {
    shared.withLock { $0.own[name] = nil }
    func isOwn(_ bytes: [UInt8]) -> Bool { ClaimNote(bytes)?.owner == owner }
    guard let bytes = try? files.read(path(name)), isOwn(bytes) else { return }
    _ = try? withdraw(name, where: isOwn)
  }

  /// Removes what nobody needs: dead claims, unfinished files of dead processes, and the folder if it is empty then.
  ///
  /// - Parameter isNeeded: whether a claim of this name can be of use to who has it.
  func sweep(where isNeeded: (String) -> Bool) {
    for name in (try? files.names(in: folder)) ?? [] where StrayFiles.target(of: name) == nil {
      guard shared.withLock({ $0.own[name] == nil }), let bytes = try? files.read(path(name)) else {
        continue
      }
      if !isNeeded(name) || isDead(name, bytes) { _ = try? withdraw(name, where: { $0 == bytes }) }
    }
    files.removeStrays(in: folder) { _ in true }
    files.removeFolder(folder)
  }
}
