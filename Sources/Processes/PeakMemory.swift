import Foundation

/// How much memory this process has had at a time.
public enum PeakMemory {
  /// In bytes; nil where the system does not tell.
  public static var byteCount: Int? {
    guard let handle = FileHandle(forReadingAtPath: "/proc/self/status"),
      let data = try? handle.readToEnd()
    else { return nil }
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("VmHWM:") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        .map { $0 << 10 }
    }
    return nil
  }
}
