import Foundation

/// What the kernel tells in files of lines such as `name: value`.
enum KernelFile {
  /// The first value of that name; nil where the kernel does not tell.
  static func value(_ name: String, in path: String) -> String? {
    FileManager.default.contents(atPath: path).flatMap {
      String(decoding: $0, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }?
        .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    }
  }

  /// The most memory that this process held at once. `getrusage` would count what the process was before `exec`.
  static var peakMemoryKiB: Int? {
    value("VmHWM", in: "/proc/self/status")?.split(separator: " ").first.flatMap { Int($0) }
  }
}
