import Foundation
import Text

/// What of the machine this process may use: processors, by affinity mask and quota, and memory.
///
/// The number of processors that the system has is no answer: under `taskset`, a batch system or a container a process
/// may use fewer, and threads beyond those wait for each other.
public struct ProcessorShare: Sendable, Equatable {
  /// Why there are no more processors. The raw value is told to people.
  public enum Limit: String, Sendable {
    case machine = "all of the machine"
    case affinity = "by the affinity mask"
    case quota = "by the quota of the control group"
  }

  /// Processors that may be used at a time, at least 1.
  public let processorCount: Int
  /// Processors of the machine.
  public let machineCount: Int
  public let limit: Limit
  /// Bytes of memory that may be used; nil where that is not known.
  public let memoryByteCount: Int?

  /// Of this process, now.
  public static var current: ProcessorShare {
    ProcessorShare(
      affinityCount: Launch.ownProcessors.count,
      machineCount: ProcessInfo.processInfo.processorCount, files: Self.systemFile)
  }

  /// - Parameters:
  ///   - affinityCount: processors in the affinity mask; 0 where that is not known.
  ///   - files: the text of a file of the system; nil if there is none.
  init(affinityCount: Int, machineCount: Int, files: (_ path: String) -> String?) {
    let allowed = affinityCount > 0 ? affinityCount : max(1, machineCount)
    let group = ControlGroup(files)
    let quota = group.processors.map { max(1, Int($0)) }
    self.machineCount = max(machineCount, allowed)
    if let quota, quota < allowed {
      (processorCount, limit) = (quota, .quota)
    } else {
      (processorCount, limit) = (allowed, allowed < machineCount ? .affinity : .machine)
    }
    let free = files("/proc/meminfo").flatMap(Self.availableByteCount)
    memoryByteCount = [free, group.freeByteCount].compactMap { $0 }.min()
  }

  /// `2 processors of 64 are allowed (by the affinity mask)`
  public var reason: String {
    let all = machineCount.counted("processor")
    guard limit != .machine else { return "\(all), \(limit.rawValue)" }
    return "\(processorCount) of \(all) \(processorCount == 1 ? "is" : "are") allowed "
      + limit.rawValue
  }

  /// `MemAvailable` of `/proc/meminfo`.
  private static func availableByteCount(_ text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      let words = line.split(separator: " ")
      guard words.count == 3, words[2] == "kB", let count = Int(words[1]), count < 1 << 50 else {
        return nil
      }
      return count << 10
    }
    return nil
  }

  /// Files of the system have no size, so they are read to their end.
  private static func systemFile(_ path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd()
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}

/// The limits of the control groups that this process is in, the narrowest of each kind.
struct ControlGroup {
  /// Processors, as a number that need not be whole; nil without a quota.
  private(set) var processors: Double?
  /// Bytes that may still be used; nil without a limit.
  private(set) var freeByteCount: Int?

  private static let root = "/sys/fs/cgroup"

  init(_ files: (String) -> String?) {
    for line in (files("/proc/self/cgroup") ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let controllers = parts[1].split(separator: ",")
      let place = String(parts[2])
      if parts[0] == "0", controllers.isEmpty {
        // Beside the first version the second stands in a folder of its own.
        for root in [Self.root, Self.root + "/unified"] {
          Self.visit(place, in: root) { folder in
            note(quota: Self.quota(files(folder + "/cpu.max")))
            note(limit: files(folder + "/memory.max"), used: files(folder + "/memory.current"))
          }
        }
      }
      if controllers.contains("cpu") {
        Self.visit(place, in: Self.root + "/cpu") { folder in
          let quota = files(folder + "/cpu.cfs_quota_us").flatMap(Self.number)
          let period = files(folder + "/cpu.cfs_period_us").flatMap(Self.number)
          if let quota, let period, quota > 0, period > 0 {
            note(quota: Double(quota) / Double(period))
          }
        }
      }
      if controllers.contains("memory") {
        Self.visit(place, in: Self.root + "/memory") { folder in
          note(
            limit: files(folder + "/memory.limit_in_bytes"),
            used: files(folder + "/memory.usage_in_bytes"))
        }
      }
    }
  }

  /// Visits the folder of the group at `place` and those above it, up to the root. In a container the place may be one
  /// outside, and the limits stand at the root.
  private static func visit(_ place: String, in root: String, _ body: (String) -> Void) {
    var parts = place.split(separator: "/").filter { $0 != ".." && $0 != "." }
    while true {
      body(([Substring(root)] + parts).joined(separator: "/"))
      if parts.popLast() == nil { return }
    }
  }

  private mutating func note(quota: Double?) {
    guard let quota else { return }
    processors = min(processors ?? quota, quota)
  }

  private mutating func note(limit: String?, used: String?) {
    // Without a limit the first version says a number near 2^63, the second `max`.
    guard let limit = limit.flatMap(Self.number), limit < 1 << 60 else { return }
    let free = max(0, limit - (used.flatMap(Self.number) ?? 0))
    freeByteCount = min(freeByteCount ?? free, free)
  }

  /// `150000 100000` is one and a half; `max 100000` is none.
  private static func quota(_ text: String?) -> Double? {
    let words = (text ?? "").split(whereSeparator: \.isWhitespace).map { Int($0) }
    guard words.count == 2, let quota = words[0], let period = words[1], quota > 0, period > 0
    else { return nil }
    return Double(quota) / Double(period)
  }

  private static func number(_ text: String) -> Int? {
    text.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }
}
