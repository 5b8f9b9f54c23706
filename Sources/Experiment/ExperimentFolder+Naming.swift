import Files
import Foundation
import Text
import Trajectory

extension ExperimentFolder {
  /// Whether the file at `path` is a plan: by its name, and as it is no golden under that name.
  public static func isPlan(_ path: String) -> Bool {
    let name = FilePlace.name(of: path).lowercased()
    guard name.hasSuffix(".yaml") || name.hasSuffix(".yml"),
      let file = try? InputFile(path, limit: YAMLDocument.byteLimit)
    else { return false }
    return !file.data.starts(with: GoldenReader.magic)
  }

  /// Sees that the file at `path`, which is to be a golden, is not a plan, as its name would say.
  ///
  /// - Throws: `InputError` of kind usage that says what to name.
  public static func refusePlan(asGolden path: String) throws {
    guard isPlan(path) else { return }
    let folder = FilePlace.folder(of: path)
    let place = folder.isEmpty ? "." : folder
    let isOfFolder =
      FilePlace.name(of: path) == planName
      && FileEntry.isFolder(FilePlace.path(of: "trials", in: folder))
    throw InputError(
      file: path, "is a plan, not a golden",
      advice: isOfFolder
        ? "name the folder of its goldens, '\(place)'"
        : "run 'seedproof grid' with it, and name the folder that this writes")
  }
}
