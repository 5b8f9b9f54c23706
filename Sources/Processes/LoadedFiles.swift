import Foundation

/// The files that a running process group has in its memory, such as libraries.
package enum LoadedFiles {
  /// Their names, without folders, of all processes in the group that `leader` leads.
  ///
  /// - Returns: nil where the system does not tell.
  package static func names(ofGroup leader: Int32) -> Set<String>? {
    paths(ofGroup: leader).map { Set($0.map { String($0[$0.lastIndex(of: "/")!...].dropFirst()) }) }
  }

  /// Their whole paths.
  ///
  /// - Returns: as `names`.
  package static func paths(ofGroup leader: Int32) -> Set<String>? {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc") else {
      return nil
    }
    var paths: Set<String>?
    for process in entries.compactMap({ Int32($0) }) where getpgid(process) == leader {
      guard let text = text(of: "/proc/\(process)/maps") else { continue }
      paths = paths ?? []
      for line in text.split(separator: "\n") {
        // Address, rights, offset, device and number come before; none of them holds a slash.
        guard let slash = line.firstIndex(of: "/") else { continue }
        paths?.insert(String(line[slash...]))
      }
    }
    return paths
  }

  /// Files of /proc have no size, so they are read to their end.
  private static func text(of path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.readToEnd()
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
