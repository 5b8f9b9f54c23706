import Foundation

@testable import Experiment

/// A folder that is removed when the last reference to it goes.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "experiment-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: file))
    return file
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  /// The names of everything in the folder, sorted.
  func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
  }
}

extension ExperimentPlan {
  /// A plan of the embedded task with these seeds, in `folder`.
  static func embedded(
    in folder: TemporaryFolder, wi: String = "1...2", do dataOrder: String = "1...3",
    name: String = "plan.yaml"
  ) throws -> ExperimentPlan {
    let text = """
      name: small
      task: embedded/acceptability
      model: embedded/tiny
      seeds: { wi: \(wi), do: \(dataOrder) }

      """
    return try .read(try folder.write(text, to: name))
  }
}
