import Experiment
import Files
import Foundation
import TestSupport
import Text

@testable import Grid

/// A disk that several workers share, in memory, with a will of its own.
///
/// Every call is one turn. Who has the next turn is drawn by lot, and so is whether the call fails, whether its worker
/// dies before or after it, and whether the worker's machine dies with it, so that what was not brought to the disk is cut
/// short. All draws come from one seed: a schedule is the same each time.
final class SimulatedDisk: @unchecked Sendable {
  /// What a dead worker's calls throw.
  struct Death: Error {}

  /// How often something goes wrong, in thousandths of the calls.
  struct Mishaps: Sendable {
    var error = 0
    var death = 0
    var stall = 0
  }

  final class Inode {
    var bytes: [UInt8]
    var isDurable = false
    /// The worker that has it open and locked.
    var holder: Int?

    init(_ bytes: [UInt8], holder: Int?) {
      self.bytes = bytes
      self.holder = holder
    }
  }

  /// One worker: a process on a machine.
  struct Worker {
    let number: Int
    let machine: Int
    var isAlive = true
    var isWaiting = false
  }

  private let condition = NSCondition()
  private var dice: Dice
  private var workers: [Int: Worker] = [:]
  private var turn: Int?
  private var files: [String: Inode] = [:]
  private var mishaps: Mishaps
  private(set) var deathCount = 0
  private(set) var errorCount = 0
  private(set) var stallCount = 0
  /// Since some moment, the same for all; clocks of workers show it with an error of their own.
  private var time = Duration.zero
  /// What went wrong that must not, by what the disk sees itself.
  private(set) var faults: [String] = []

  init(seed: UInt64, _ mishaps: Mishaps) {
    dice = Dice(seed)
    self.mishaps = mishaps
  }

  func number(below limit: Int) -> Int { Int(dice.next() % UInt64(limit)) }

  /// From now on nothing goes wrong.
  func calm() { condition.withLock { mishaps = Mishaps() } }

  /// Adds workers before any of them has a turn.
  func add(_ more: [Worker]) {
    condition.withLock { for worker in more { workers[worker.number] = worker } }
  }

  /// The worker has no more turns.
  func leave(_ number: Int) {
    condition.withLock {
      letGo(number)
      workers[number] = nil
      draw()
    }
  }

  // MARK: Turns

  /// One call of a worker: waits for its turn, and lets something go wrong.
  func call<R>(_ number: Int, canFail: Bool = true, _ body: () throws -> R) throws -> R {
    try condition.withLock {
      workers[number]?.isWaiting = true
      if turn == nil { draw() }
      while turn != number { condition.wait() }
      defer {
        workers[number]?.isWaiting = false
        turn = nil
      }
      guard workers[number]?.isAlive == true else { throw Death() }
      time += .milliseconds(1 + self.number(below: 2000))
      let lot = self.number(below: 1000)
      if lot < mishaps.death { return try die(number, body) }
      if canFail, lot < mishaps.death + mishaps.error {
        errorCount += 1
        throw InputError("the disk said no")
      }
      return try body()
    }
  }

  /// A turn goes to one of the workers once all of them wait.
  private func draw() {
    guard turn == nil, !workers.isEmpty, workers.values.allSatisfy(\.isWaiting) else { return }
    let numbers = workers.keys.sorted()
    turn = numbers[number(below: numbers.count)]
    condition.broadcast()
  }

  /// The worker dies before or after the call, alone or with its machine.
  private func die<R>(_ number: Int, _ body: () throws -> R) throws -> R {
    deathCount += 1
    if self.number(below: 2) == 0 { _ = try? body() }
    let machine = workers[number]?.machine
    let isPower = self.number(below: 4) == 0
    for other in workers.keys.sorted()
    where other == number || isPower && workers[other]?.machine == machine {
      workers[other]?.isAlive = false
      if isPower { cut(other) }
      letGo(other)
    }
    throw Death()
  }

  /// What a worker did not bring to the disk loses its end.
  private func cut(_ number: Int) {
    for name in files.keys.sorted() {
      guard let file = files[name], file.holder == number, !file.isDurable else { continue }
      file.bytes = Array(file.bytes.prefix(self.number(below: file.bytes.count + 1)))
    }
  }

  private func letGo(_ number: Int) {
    for file in files.values where file.holder == number { file.holder = nil }
  }

  func isAlive(_ number: Int) -> Bool {
    condition.withLock { workers[number]?.isAlive == true }
  }

  /// Whether the worker stalls now, by lot; then a minute and more goes by.
  func stalls(_ number: Int) -> Bool {
    let stalls = try? call(number, canFail: false) {
      guard self.number(below: 1000) < mishaps.stall else { return false }
      stallCount += 1
      time += .seconds(61 + self.number(below: 100))
      return true
    }
    return stalls == true
  }

  // MARK: What calls do; only within one

  var now: Duration { time }

  func pass(_ duration: Duration) { time += duration }

  func file(_ path: String) -> Inode? { files[path] }

  func put(_ file: Inode?, at path: String) { files[path] = file }

  func names(in folder: String) -> [String] {
    files.keys.filter {
      $0.hasPrefix(folder + "/") && !$0.dropFirst(folder.count + 1).contains("/")
    }
    .map { String($0.dropFirst(folder.count + 1)) }.sorted()
  }

  func blame(_ fault: String) { faults.append(fault) }

  // MARK: What is looked at when nobody has a turn

  var content: [String: [UInt8]] { files.mapValues(\.bytes) }
}
