import Foundation
import Judgement
import Processes
import Synchronization

/// Runs variations and controls side by side, each once, the longest first.
enum BatteryRun {
  /// How many processes fit beside each other: one for each processor, in four fifths of the memory that is free.
  ///
  /// - Parameter peak: the most memory that the reference had.
  static func jobs(_ wanted: Int?, peakByteCount peak: Int) -> Int {
    let processors = max(1, Launch.ownProcessors.count)
    guard peak > 0, let free = freeByteCount else { return max(1, wanted ?? 1) }
    return max(1, min(wanted ?? processors, free / 5 * 4 / peak))
  }

  /// Memory that new processes can have; nil where the system does not tell.
  static var freeByteCount: Int? {
    guard let handle = FileHandle(forReadingAtPath: "/proc/meminfo"),
      let data = try? handle.readToEnd()
    else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// - Throws: `Interrupted`.
  static func results(
    _ variations: [Variation], _ controls: [ControlRun], jobs: Int, _ options: BatteryOptions
  ) throws -> ([VariationResult], [BatteryControl]) {
    let tasks =
      variations.indices.map { (cost: variations[$0].cost, isControl: false, index: $0) }
      + controls.indices.map { (cost: controls[$0].cost, isControl: true, index: $0) }
    let order = tasks.indices.sorted { (-tasks[$0].cost, $0) < (-tasks[$1].cost, $1) }
    let state = Mutex(State(variations.count, controls.count))
    TrialThreads.run(min(jobs, tasks.count)) { _ in
      while let place = state.withLock({ $0.begin(order, options.interruption) }) {
        let task = tasks[place]
        do {
          if task.isControl {
            let result = try controls[task.index].result()
            state.withLock { $0.controls[task.index] = result }
          } else {
            let result = try variations[task.index].result()
            state.withLock { $0.variations[task.index] = result }
          }
        } catch { options.interruption.request() }
        options.progress(state.withLock { $0.end() }, tasks.count)
      }
    }
    try options.interruption.check()
    return state.withLock { ($0.variations.compactMap(\.self), $0.controls.compactMap(\.self)) }
  }

  private struct State {
    var variations: [VariationResult?]
    var controls: [BatteryControl?]
    private var next = 0
    private var done = 0

    init(_ variationCount: Int, _ controlCount: Int) {
      variations = Array(repeating: nil, count: variationCount)
      controls = Array(repeating: nil, count: controlCount)
    }

    mutating func begin(_ order: [Int], _ interruption: Interruption) -> Int? {
      guard next < order.count, !interruption.isRequested else { return nil }
      next += 1
      return order[next - 1]
    }

    mutating func end() -> Int {
      done += 1
      return done
    }
  }
}
