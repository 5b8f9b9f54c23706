import Foundation

/// The names in a folder.
public enum FolderNames {
  /// All of them, in no order; none where there is no folder, or none that can be read.
  public static func all(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
  }
}
