import Arithmetic
import Encoder
import Files
import Foundation
import Text

extension Trial {
  /// Writes the classifier as it is now to a new folder in Hugging Face's layout, which transformers
  /// and this project read.
  ///
  /// - Throws: `InputError` naming `folder` if something is there already or it cannot be written; `ArithmeticError` if
  ///   the device that has the parameters failed.
  public func saveModel(to folder: String) throws {
    try SavedModel.checkPlace(folder)
    // From a device they come as a whole, now.
    parameters.arena.withBytes { _ in }
    try arithmetic.check()
    let partial = try SavedModel(growingInto: folder)
    let tensors = parameters.layout.tensors.map { tensor in
      let prefix = tensor.name.hasPrefix("classifier.") ? "" : "bert."
      return StoredTensor(
        prefix + tensor.name, shape: tensor.shape, values: parameters[tensor.name])
    }
    try TensorFile.write(tensors, to: partial.file(.weights))
    let configuration = inputs.configuration.json(labels: specification.labels)
    try AtomicFile.write(Array(configuration.utf8), to: partial.file(.configuration))
    try AtomicFile.write(inputs.model.vocabulary.text, to: partial.file(.vocabulary))
    let tokenizer = inputs.model.normalization.tokenizerConfiguration
    try AtomicFile.write(Array(tokenizer.utf8), to: partial.file(.tokenizer))
    try partial.place()
  }
}

/// The folder of a model that grows under a random name and takes its place when it is whole, as a `NewFile` does.
public final class SavedModel {
  enum Name: String, CaseIterable {
    case weights = "model.safetensors"
    case configuration = "config.json"
    case vocabulary = "vocab.txt"
    case tokenizer = "tokenizer_config.json"
  }

  private let target: String
  private var path: String?
  /// Locked as long as the folder grows.
  private let lock: OpenFile?

  /// Sees, before any work, that nothing has the folder's place; removes what killed runs left of it.
  ///
  /// - Throws: `InputError` of kind usage.
  public static func checkPlace(_ folder: String) throws {
    guard FileEntry(at: folder) == nil else {
      throw InputError(file: folder, "is there already", advice: "name a new folder")
    }
    let path = trimmed(folder)
    let (above, name) = (FilePlace.folder(of: path), FilePlace.name(of: path))
    let place = above.isEmpty ? "." : above
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    where StrayFiles.target(of: entry) == name { removeIfDead(place + "/" + entry) }
  }

  init(growingInto target: String) throws {
    let folder = Self.trimmed(target)
    let above = FilePlace.folder(of: folder)
    if !above.isEmpty { try OutputPlace.makeFolder(above) }
    let path = folder + StrayFiles.suffix()
    guard mkdir(path, 0o777) == 0 else {
      throw InputError(file: folder, "cannot be made: \(InputFile.reason(errno))")
    }
    self.target = folder
    self.path = path
    lock = try? OpenFile(path, .folder)
    _ = try? lock?.lock()
  }

  /// The same folder without slashes at its end.
  private static func trimmed(_ folder: String) -> String {
    var path = folder[...]
    while path.utf8.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    return String(path)
  }

  deinit { if let path { Self.remove(path) } }

  func file(_ name: Name) -> String { (path ?? target) + "/" + name.rawValue }

  /// Gives the whole folder its name.
  func place() throws {
    guard let path else { preconditionFailure("a folder that is in its place") }
    guard FileEntry(at: target) == nil, rename(path, target) == 0 else {
      throw InputError(file: target, "cannot be written: something is there by now")
    }
    self.path = nil
    OutputPlace.synchronizeFolder(of: target)
  }

  /// Removes a folder that a killed run left, if no process holds it.
  private static func removeIfDead(_ path: String) {
    guard let folder = try? OpenFile(path, .folder) else { return }
    withExtendedLifetime(folder) { if (try? folder.lock()) == true { remove(path) } }
  }

  /// Removes a folder with the files that a model has; nothing of it if anything else is in it.
  private static func remove(_ path: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard names.allSatisfy({ Name(rawValue: StrayFiles.target(of: $0) ?? $0) != nil }) else {
      return
    }
    StrayFiles.remove(from: path) { Name(rawValue: $0) != nil }
    for name in Name.allCases { StrayFiles.removeIfDead(path + "/" + name.rawValue) }
    rmdir(path)
  }
}
