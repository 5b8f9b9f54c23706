import Files
import Foundation
import Text

/// Where a model lies: the folder that was named, or the snapshot in the top of a Hugging Face cache.
enum ModelPlace {
  /// The folder with `config.json`.
  ///
  /// In a cache, `refs/main` names the snapshot, as for transformers; without it there must be one only.
  ///
  /// - Throws: `InputError` where no folder, or more than one, could be meant.
  static func resolve(_ path: String) throws -> String {
    guard !FileEntry.exists(path + "/config.json") else { return path }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    if names.contains("snapshots") { return try snapshot(path) }
    let missing = { (advice: String) in
      InputError(file: path + "/config.json", "no such file", advice: advice)
    }
    if names.contains("adapter_config.json") {
      throw missing("this is an adapter (PEFT): merge it into its model and name that folder")
    }
    let folders = names.filter {
      FileEntry.exists("\(path)/\($0)/config.json") || $0.hasPrefix("models--")
    }
    if !folders.isEmpty {
      let shown = folders.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      throw missing("did you mean its folder \(shown)\(folders.count > 3 ? ", ..." : "")?")
    }
    return path
  }

  private static func snapshot(_ path: String) throws -> String {
    let snapshots = path + "/snapshots"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: snapshots)) ?? []).sorted()
    let reference = path + "/refs/main"
    if FileEntry.exists(reference) {
      let text = try InputFile(reference, limit: 1 << 10).text()
      let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
      guard names.contains(name) else {
        throw InputError(
          file: reference, "names the snapshot '\(name.prefix(60))', which is not there",
          advice: "download the model again")
      }
      return snapshots + "/" + name
    }
    guard names.count == 1 else {
      throw InputError(
        file: path,
        "is the top of a Hugging Face cache with \(names.count) snapshots and no refs/main",
        advice: names.isEmpty ? "download the model again" : "name one of the folders in snapshots")
    }
    return snapshots + "/" + names[0]
  }
}
