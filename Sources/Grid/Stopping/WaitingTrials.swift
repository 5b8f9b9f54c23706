import Experiment

/// The trials of a grid that wait at a rung for the others of their group, by what this process has seen.
///
/// A trial of the grid is open (not begun, running, or another process's), waiting, ready to be looked at again, or done
/// with. Those that wait are worth waiting for as long as one of their group is open, or none of it has failed: groups
/// are whole, so what one waits for is done elsewhere then.
struct WaitingTrials {
  private struct Group {
    var waiting: [Cell] = []
    var openCount = 0
    var failedCount = 0
    /// Counts what happened.
    var epoch = 0
  }

  private let group: @Sendable (Cell) -> Int?
  private var groups: [Int: Group] = [:]
  /// In the order in which they are looked at.
  private var ready: [Cell] = []
  /// The share that is done of each trial that stands at a rung.
  private var shares: [Cell: Double] = [:]

  /// - Parameters:
  ///   - cells: the trials that are to run; all are open.
  ///   - group: nil for each where no rule stops trials.
  init(_ cells: [Cell], by group: @escaping @Sendable (Cell) -> Int?) {
    self.group = group
    guard let first = cells.first, group(first) != nil else { return }
    for cell in cells { change(cell) { $0.openCount += 1 } }
  }

  /// Trials that wait.
  private(set) var count = 0
  /// The sum of the shares of trials that stand at a rung.
  var share: Double { shares.values.reduce(0, +) }
  /// Whether a trial waits that another one of its group, which is open, may decide on.
  var mayGoOn: Bool { groups.values.contains { !$0.waiting.isEmpty && $0.openCount > 0 } }

  /// Takes out a trial that waits though none of its group is open or has failed, to be looked at again.
  mutating func takeForgotten() -> Cell? {
    let group = groups.values.first {
      !$0.waiting.isEmpty && $0.openCount == 0 && $0.failedCount == 0
    }
    guard let cell = group?.waiting.first else { return nil }
    change(cell) { group in
      group.waiting.removeFirst()
      group.openCount += 1
    }
    count -= 1
    return cell
  }

  func epoch(of cell: Cell) -> Int { group(cell).flatMap { groups[$0]?.epoch } ?? 0 }

  private mutating func change(_ cell: Cell, _ body: (inout Group) -> Void) {
    guard let group = group(cell) else { return }
    body(&groups[group, default: Group()])
  }

  mutating func takeReady() -> Cell? { ready.isEmpty ? nil : ready.removeFirst() }

  mutating func await(_ cell: Cell, seenAt epoch: Int) {
    guard self.epoch(of: cell) == epoch else { return ready.append(cell) }
    count += 1
    change(cell) { group in
      group.waiting.append(cell)
      group.openCount -= 1
    }
  }

  mutating func reach(_ cell: Cell, done: Double) {
    shares[cell] = done
    change(cell) { $0.epoch += 1 }
  }

  /// Those of the group that wait are open again, and looked at next.
  mutating func wake(_ cell: Cell) {
    var woken: [Cell] = []
    change(cell) { group in
      group.epoch += 1
      (woken, group.waiting) = (group.waiting, [])
      group.openCount += woken.count
    }
    ready += woken
    count -= woken.count
  }

  /// The trial is begun, or goes on.
  ///
  /// - Returns: the share that is done.
  mutating func takeUp(_ cell: Cell) -> Double { shares.removeValue(forKey: cell) ?? 0 }

  /// The trial has its golden, which may decide on others.
  mutating func end(_ cell: Cell) {
    shares[cell] = nil
    change(cell) { $0.openCount -= 1 }
    wake(cell)
  }

  /// The trial has none, and does not run again here.
  mutating func fail(_ cell: Cell) {
    shares[cell] = nil
    change(cell) { group in
      group.openCount -= 1
      group.failedCount += 1
    }
  }
}
