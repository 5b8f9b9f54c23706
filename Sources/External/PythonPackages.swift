import Files
import Foundation
import Text

/// The installed packages of Python that own files, with their versions.
///
/// A package says both in the name of a folder beside it, `NAME-VERSION.dist-info`, and which files are its own in the list
/// `RECORD` in that (the "recording installed projects" of packaging.python.org).
enum PythonPackages {
  /// The longest list that is read.
  private static let recordByteLimit = 1 << 25

  /// The versions of the packages that own the files at `paths`, by name, and that of Python itself.
  static func versions(ofLoaded paths: Set<String>) -> [String: String] {
    var versions: [String: String] = [:]
    // Of each entry of a folder of packages one file is enough.
    var samples: [String: [String: String]] = [:]
    for path in paths.sorted() {
      let parts = path.split(separator: "/")
      guard
        let place = parts.lastIndex(where: { ["site-packages", "dist-packages"].contains($0) }),
        place + 1 < parts.count
      else { continue }
      let folder = "/" + parts[...place].joined(separator: "/")
      samples[folder, default: [:]][String(parts[place + 1])] = parts[(place + 1)...]
        .joined(separator: "/")
      if place > 0, parts[place - 1].hasPrefix("python"), parts[place - 1].contains(".") {
        versions["python"] = String(parts[place - 1].dropFirst("python".count))
      }
    }
    for (folder, files) in samples { versions.merge(owners(of: files, in: folder)) { $1 } }
    return versions
  }

  /// - Parameter files: by the entry of `folder` in which each is.
  private static func owners(
    of files: [String: String], in folder: String
  ) -> [String: String] {
    let packages = FolderNames.all(in: folder).compactMap(Package.init)
    var versions: [String: String] = [:]
    var unknown = files
    for package in packages {
      let own = unknown.keys.filter { package.hasName($0) }
      for entry in own { unknown[entry] = nil }
      if !own.isEmpty { versions[package.name] = package.version }
    }
    // Some packages have another name than their folder.
    for package in packages where !unknown.isEmpty {
      let path = "\(folder)/\(package.folder)/RECORD"
      guard let list = try? InputFile(path, limit: recordByteLimit).data else { continue }
      let own = unknown.filter { list.lists($0.value) }
      for entry in own.keys { unknown[entry] = nil }
      if !own.isEmpty { versions[package.name] = package.version }
    }
    return versions
  }

  /// What the name of a package's folder says.
  private struct Package {
    let folder: String
    let name: String
    let version: String

    init?(_ folder: String) {
      let ending = ".dist-info"
      guard folder.hasSuffix(ending) else { return nil }
      let parts = folder.dropLast(ending.count).split(separator: "-")
      guard parts.count == 2 else { return nil }
      (self.folder, name, version) = (folder, String(parts[0]), String(parts[1]))
    }

    /// Whether an entry of the folder of packages has the package's name: its own folder, or that of its libraries.
    func hasName(_ entry: String) -> Bool {
      let own = entry.hasSuffix(".libs") ? String(entry.dropLast(5)) : entry
      return own.lowercased() == name.lowercased()
    }
  }
}

extension Data {
  /// Whether a line of this `RECORD` is of the file at `path`.
  fileprivate func lists(_ path: String) -> Bool {
    let entry = Data((path + ",").utf8)
    return starts(with: entry) || range(of: Data([0x0a]) + entry) != nil
  }
}
