import Files
import Foundation
import Statistics
import Streams
import Tasks
import Text
import Training

extension ExperimentPlan {
  static let keys =
    [
      "name", "task", "data", "model", "protocol", "seeds", "streams", "numerics", "stop",
      "perturbation",
    ]
    + tsvKeys

  /// Reads an experiment file.
  ///
  /// - Parameters:
  ///   - searchesFoldersAbove: for the copy in an experiment folder: relative paths that do not
  ///     exist beside it are looked for in the folders above.
  ///   - data: `--data`, which takes the place of the file's folder of data.
  ///   - model: `--model`, which takes the place of the file's model.
  ///   - stop: `--stop`, which takes the place of the file's stop rule; nil for what the file says.
  /// - Throws: `InputError` that names the file, the line and the key.
  public static func read(
    _ path: String, searchesFoldersAbove: Bool = false, data: String? = nil, model: String? = nil,
    stop: StopOption? = nil
  ) throws -> ExperimentPlan {
    guard !FileEntry.isFolder(path) else {
      let name = ExperimentFolder.planName
      throw InputError(
        file: path, "is a folder, not an experiment file",
        advice: "name its plan: \(FilePlace.path(of: name, in: path))")
    }
    return try read(
      InputFile(path, limit: YAMLDocument.byteLimit), searchesFoldersAbove: searchesFoldersAbove,
      data: data, model: model, stop: stop)
  }

  /// The experiment file whose bytes are in memory.
  ///
  /// - Throws: `InputError` as `read` of a path.
  static func read(
    _ file: InputFile, searchesFoldersAbove: Bool, data: String? = nil, model: String? = nil,
    stop: StopOption? = nil
  ) throws -> ExperimentPlan {
    let path = file.path
    let text = try file.text()
    do {
      let plan = try read(
        file, text, searchesFoldersAbove: searchesFoldersAbove, data: data, model: model)
      guard let stop, stop.rule != plan.stop else { return plan }
      let ruled = try ruledText(text, by: stop.rule, path: path)
      return try read(
        InputFile(name: path, content: Data(ruled.utf8)), ruled,
        searchesFoldersAbove: searchesFoldersAbove, data: data, model: model)
    } catch let error as InputError {
      throw EditorCharacter.explained(error, in: text, at: path)
    }
  }

  private static func read(
    _ file: InputFile, _ text: String, searchesFoldersAbove: Bool, data: String?, model: String?
  ) throws -> ExperimentPlan {
    let path = file.path
    let top = try YAMLMapping(YAMLDocument(text, path: path).root, path: path, keys: keys)
    func folder(_ key: String, option: String?) throws -> PlannedFolder? {
      try PlannedFolder(key, in: top, option: option, searchesFoldersAbove: searchesFoldersAbove)
    }
    func lacks(_ key: String) -> InputError {
      top.failure(
        top.line, "lacks the key '\(key)'", advice: "add '\(key): FOLDER' or pass --\(key)")
    }
    let name = try readName(top)
    let task = try readTask(top)
    if task == .external { try refuseOwnKeys(top) }
    let dataFolder = try folder("data", option: data)
    if dataFolder == nil, task.needsDataFolder { throw lacks("data") }
    let modelFolder = try folder("model", option: model)
    let reference = try modelFolder.map { try readModel($0, top) }
    if reference == nil, task != .external { throw lacks("model") }
    let (stop, perturbation) = (try readStop(top), try PlannedPerturbation(top))
    if stop != nil, perturbation != nil {
      throw top.failure(
        top.line(of: "perturbation"), "'perturbation' and 'stop' exclude each other",
        advice: "a stop rule compares seeds, and perturbed trials are the same seeds again")
    }
    return ExperimentPlan(
      path: path, bytes: file.data, digest: file.digest, name: name, task: task,
      data: dataFolder, model: reference, protocol: try readProtocol(top),
      cells: try readCells(top, perturbation),
      streams: try readStreams(top),
      numerics: try readChoice("numerics", in: top, default: .exact), stop: stop,
      perturbation: perturbation,
      modelFolder: reference?.isEmbedded == true ? nil : modelFolder)
  }

  /// What only Seedproof's own trainer reads would look, in a plan for another one, as if it were checked.
  private static func refuseOwnKeys(_ top: YAMLMapping) throws {
    for key in ["data", "model", "protocol", "streams", "numerics", "stop", "perturbation"]
    where top.value(key) != nil {
      throw top.failure(
        top.line(of: key), "the key '\(key)' is for Seedproof's own trainer, not 'task: external'",
        advice: "give settings in the command of --runner")
    }
  }

  private static func readName(_ top: YAMLMapping) throws -> String {
    let name = try top.requiredText("name", example: "rte-minilm")
    let characters = Array(name.utf8)
    let isPlain = characters.allSatisfy {
      $0.isSmallLetter || $0.isDigit || $0 == UInt8(ascii: "-")
    }
    guard isPlain, characters.count <= 64, characters[0] != UInt8(ascii: "-") else {
      throw top.failure(
        top.line(of: "name"), "the name '\(name.prefix(64))' is not accepted",
        advice: "use a-z, 0-9 and '-', at most 64, not beginning with '-'")
    }
    return name
  }

  /// The rule under `stop`.
  static func readStop(_ top: YAMLMapping) throws -> StopRule? {
    guard let text = try top.text("stop") else { return nil }
    do { return try StopRule(text) } catch let error as InputError {
      throw top.failure(top.line(of: "stop"), error.reason, advice: error.advice)
    }
  }

  private static func readModel(_ folder: PlannedFolder, _ top: YAMLMapping) throws
    -> ModelReference
  {
    guard folder.text.hasPrefix("embedded/") else { return .folder(folder.path) }
    guard let model = EmbeddedModel(rawValue: folder.text) else {
      throw top.failure(
        top.line(of: "model"), "unknown model '\(folder.text.prefix(60))'",
        advice: "did you mean 'embedded/tiny'?")
    }
    return .embedded(model)
  }

  static func readChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, in top: YAMLMapping, default standard: Choice
  ) throws -> Choice {
    guard let text = try top.text(key) else { return standard }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw top.failure(
        top.line(of: key), "unknown \(key) '\(text.prefix(60))'",
        advice: didYouMean(text, among: names)
          ?? "use \(names.map { "'\($0)'" }.joined(separator: " or "))")
    }
    return choice
  }
}
