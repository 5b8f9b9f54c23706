import Foundation

/// Files of this repository, by their paths in it.
package enum Repository {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  package static func path(_ name: String) -> String { root + "/" + name }

  /// A file or a folder of `Tests/Fixtures`.
  package static func fixture(_ name: String) -> String { path("Tests/Fixtures/" + name) }
}
