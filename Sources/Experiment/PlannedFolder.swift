import Files
import Foundation
import Text

/// A folder that a plan, or an option in its place, names.
public struct PlannedFolder: Sendable {
  /// Where it is, from the working directory.
  public let path: String
  /// As it is written.
  let text: String
  /// `data` or `model`.
  let key: String
  /// Where it is written; nil for an option.
  let place: (file: String, line: Int)?

  /// The folder under `key`, or of the option; nil where there is neither.
  ///
  /// A relative path starts at the folder of the file; that of an option at the working directory.
  init?(
    _ key: String, in top: YAMLMapping, option: String?, searchesFoldersAbove: Bool
  ) throws {
    let written = try top.text(key)
    self.key = key
    if let option {
      text = option
      path = option
      place = nil
    } else if let written {
      text = written
      path = Self.resolve(written, from: top.path, searchesFoldersAbove: searchesFoldersAbove)
      place = (top.path, top.line(of: key))
    } else {
      return nil
    }
  }

  private static func resolve(
    _ text: String, from plan: String, searchesFoldersAbove: Bool
  ) -> String {
    guard !text.hasPrefix("/") else { return text }
    var folder = FilePlace.folder(of: plan)
    let beside = FilePlace.path(of: text, in: folder)
    guard searchesFoldersAbove else { return beside }
    folder =
      URL(filePath: folder.isEmpty ? "." : folder, directoryHint: .isDirectory)
      .standardizedFileURL.path
    var candidate = beside
    while !FileManager.default.fileExists(atPath: candidate) {
      let above = FilePlace.folder(of: folder)
      guard above != folder else { return beside }
      folder = above
      candidate = FilePlace.path(of: text, in: folder)
    }
    return candidate
  }

  /// Checks that the folder is there.
  ///
  /// - Throws: `InputError` that names the file, the line and the key, or the option.
  func check() throws {
    let entry = FileEntry(at: path, followsLinks: true)
    guard entry?.kind != .folder else { return }
    throw InputError(
      file: place?.file, place: place.map { String($0.line) },
      "\(place == nil ? "--" : "")\(key): '\(path)' \(entry == nil ? "does not exist" : "is not a folder")",
      advice: key == "model"
        ? "name a folder with config.json, the weights and the vocabulary by --model"
        : "name the folder of the data by --data")
  }
}
