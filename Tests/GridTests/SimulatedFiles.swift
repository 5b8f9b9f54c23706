import Experiment
import Files
import Text

@testable import Grid

/// The calls of one worker to a simulated disk.
struct SimulatedFiles: GridFiles {
  let disk: SimulatedDisk
  let worker: Int

  /// A call that cannot fail: a dead worker's does nothing.
  private func quietly<R>(_ other: R, _ body: () -> R) -> R {
    (try? disk.call(worker, canFail: false, body)) ?? other
  }

  func exists(_ path: String) -> Bool { quietly(false) { disk.file(path) != nil } }

  func names(in folder: String) throws -> [String] {
    try disk.call(worker) { disk.names(in: folder) }
  }

  func makeFolder(_ path: String) throws {}

  func removeFolder(_ path: String) {}

  /// Written under a name of its own first, and then linked: in between the worker may die.
  func publish(_ bytes: [UInt8], at path: String) throws -> (any HeldFile)? {
    let own = path + StrayFiles.suffix()
    let file = Held(disk: disk, worker: worker, file: .init(bytes, holder: worker))
    try disk.call(worker) { disk.put(file.file, at: own) }
    let isFree = try disk.call(worker) { () -> Bool in
      guard disk.file(path) == nil else { return false }
      disk.put(file.file, at: path)
      return true
    }
    quietly(()) { disk.put(nil, at: own) }
    if !isFree { file.close() }
    return isFree ? file : nil
  }

  final class Held: HeldFile, @unchecked Sendable {
    let disk: SimulatedDisk
    let worker: Int
    let file: SimulatedDisk.Inode

    init(disk: SimulatedDisk, worker: Int, file: SimulatedDisk.Inode) {
      self.disk = disk
      self.worker = worker
      self.file = file
    }

    func overwrite(_ bytes: [UInt8]) throws {
      try disk.call(worker) {
        file.bytes = bytes
        file.isDurable = true
      }
    }

    func close() { if file.holder == worker { file.holder = nil } }

    deinit { close() }
  }

  func rename(_ path: String, to other: String) throws -> Bool {
    try disk.call(worker) {
      guard let file = disk.file(path) else { return false }
      disk.put(file, at: other)
      disk.put(nil, at: path)
      return true
    }
  }

  func giveBack(_ path: String, as other: String) throws {
    try disk.call(worker) {
      if disk.file(other) == nil { disk.put(disk.file(path), at: other) }
    }
    quietly(()) { disk.put(nil, at: path) }
  }

  func read(_ path: String) throws -> [UInt8]? { try disk.call(worker) { disk.file(path)?.bytes } }

  func remove(_ path: String) { quietly(()) { disk.put(nil, at: path) } }

  func isLetGo(_ path: String) -> Bool {
    quietly(false) { disk.file(path).map { $0.holder == nil } ?? false }
  }

  func removeStrays(in folder: String, where isTarget: (String) -> Bool) {
    quietly(()) {
      for name in disk.names(in: folder) {
        guard StrayFiles.target(of: name) != nil, disk.file(folder + "/" + name)?.holder == nil
        else { continue }
        disk.put(nil, at: folder + "/" + name)
      }
    }
  }

  /// A line is brought to the disk at once; one that says that a trial is done must be true then.
  func append(_ entry: LedgerEntry, to path: String) throws {
    try disk.call(worker) {
      let file = disk.file(path) ?? .init([], holder: nil)
      file.isDurable = true
      file.bytes += Array((entry.json.canonical + "\n").utf8)
      disk.put(file, at: path)
      if [.completed, .stopped].contains(entry.event), let cell = entry.cell,
        disk.names(in: SimulatedGrid.trials).contains(cell.fileName) == false
      {
        disk.blame("\(cell) is said to be done and is not there")
      }
    }
  }

  /// Writes a golden as a trial does: under a name of its own, brought to the disk, then renamed.
  ///
  /// - Parameter isCareless: whether it is not brought to the disk, as a broken writer would do it.
  func writeGolden(_ bytes: [UInt8], at path: String, isCareless: Bool) throws {
    let own = path + StrayFiles.suffix()
    let file = SimulatedDisk.Inode([], holder: worker)
    try disk.call(worker) { disk.put(file, at: own) }
    for half in [bytes.prefix(bytes.count / 2), bytes.dropFirst(bytes.count / 2)] {
      try disk.call(worker) { file.bytes += half }
    }
    if !isCareless { try disk.call(worker) { file.isDurable = true } }
    guard try rename(own, to: path) else { throw InputError(file: path, "its file is gone") }
    // Closed.
    try disk.call(worker, canFail: false) { if isCareless == false { file.holder = nil } }
  }

  /// Leaves a journal as a trial at its rung does: whole, and on the disk before it has its name.
  func writeJournal(_ bytes: [UInt8], at path: String) throws {
    let own = path + StrayFiles.suffix()
    let file = SimulatedDisk.Inode(bytes, holder: worker)
    try disk.call(worker) { disk.put(file, at: own) }
    try disk.call(worker) { file.isDurable = true }
    guard try rename(own, to: path) else { throw InputError(file: path, "its file is gone") }
    try disk.call(worker, canFail: false) { file.holder = nil }
  }
}
