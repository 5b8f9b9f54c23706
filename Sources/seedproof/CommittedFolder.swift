import Files
import Foundation
import Processes
import Text

/// A folder in which goldens are committed with a work tree of git.
///
/// In CI goldens are compared with, and not made: a grid that fills gaps there makes each later `verify` compare trials
/// with themselves.
enum CommittedFolder {
  /// Refuses, where CI is set, to make goldens in a folder of a work tree that git does not ignore.
  ///
  /// - Parameter missingCount: how many would be made.
  /// - Throws: `InputError`, which is wrong use.
  static func refuse(_ path: String, missingCount: Int) throws {
    guard ContinuousIntegration.isRunning, missingCount > 0, isCommitted(path) else { return }
    throw InputError(
      file: path,
      "is in a work tree of git, and CI is set: \(missingCount.counted("new golden")) would be made here, and "
        + "verified against themselves",
      advice: "make goldens elsewhere and commit them, or say --make-goldens")
  }

  /// Whether git would take up new files in `path`, which need not be there.
  static func isCommitted(_ path: String) -> Bool {
    let whole = URL(filePath: path).standardizedFileURL.path
    var place = whole
    while !FileEntry.exists(place), place != "/", !place.isEmpty {
      place = FilePlace.folder(of: place)
    }
    let rest = whole.dropFirst(place.count)
    let real = URL(filePath: place).resolvingSymlinksInPath().path + rest
    var above = real
    while !FileEntry.exists(above + "/.git") {
      guard above != "/", !above.isEmpty else { return false }
      above = FilePlace.folder(of: above)
    }
    return !isIgnored(real, in: above)
  }

  /// Whether git ignores the path; not where git cannot be asked.
  private static func isIgnored(_ path: String, in workTree: String) -> Bool {
    let words = ["git", "-C", workTree, "check-ignore", "--quiet", "--", path]
    guard let child = try? ChildProcess(words) else { return false }
    for output in ChildProcess.Output.allCases {
      while child.isOpen(output) { _ = child.read(output) }
    }
    while !child.hasEnded { _ = child.wait(atMost: 1) }
    return child.finish() == .exited(0)
  }
}
