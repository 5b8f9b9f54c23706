import Files
import Foundation
import Text
import Trajectory

extension ExperimentFolder {
  /// Sees that the file at `path`, which is to be a golden, is not a plan, as its name would say.
  ///
  /// - Throws: `InputError` of kind usage that says what to name.
  public static func refusePlan(asGolden path: String) throws {
    let name = FilePlace.name(of: path).lowercased()
    guard name.hasSuffix(".yaml") || name.hasSuffix(".yml"),
      let file = try? InputFile(path, limit: YAMLDocument.byteLimit),
      !file.data.starts(with: GoldenReader.magic)
    else { return }
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
