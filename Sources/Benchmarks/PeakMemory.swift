import Foundation

/// The most memory that this process held at once.
enum PeakMemory {
  /// Resident set size at its peak, in KiB; nil where the kernel does not tell.
  /// `getrusage` would count what the process was before `exec`.
  static func kibibytes() -> Int? {
    guard let status = FileManager.default.contents(atPath: "/proc/self/status"),
      let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
        .first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return Int(line.split(whereSeparator: { $0 == " " || $0 == "\t" })[1])
  }
}
