import Foundation

/// The files that a running process group has in its memory, such as libraries.
package enum LoadedFiles {
  /// Their names, without folders, of all processes in the group that `leader` leads.
  ///
  /// - Returns: nil where the system does not tell.
  package static func names(ofGroup leader: Int32) -> Set<String>? {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc") else {
      return nil
    }
    var names: Set<String>?
    for process in entries.compactMap({ Int32($0) }) where getpgid(process) == leader {
      guard let text = text(of: "/proc/\(process)/maps") else { continue }
      names = names ?? []
      for line in text.split(separator: "\n") {
        guard let slash = line.lastIndex(of: "/") else { continue }
        names?.insert(String(line[line.index(after: slash)...]))
      }
    }
    return names
  }

  /// Files of /proc have no size, so they are read to their end.
  private static func text(of path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.readToEnd()
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
