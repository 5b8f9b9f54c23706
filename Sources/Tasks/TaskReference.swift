import Text

/// A task as an experiment file names it.
public enum TaskReference: Sendable, Equatable {
  /// `embedded/acceptability`: the generated task that needs no files.
  case embeddedAcceptability
  /// `embedded/syntax`: the generated task on which `embedded/tiny` was trained.
  case embeddedSyntax
  /// `glue/RTE` and so on.
  case glue(GLUETask)
  /// `tsv`: one's own data.
  case tsv(TSVDescription)
  /// `external`: cells run by another trainer; there is nothing to load.
  case external

  /// The names that `init(named:)` knows, in the order of the documentation.
  public static var names: [String] { described.map(\.name) + ["tsv", "external"] }

  /// The tasks whose data the name says.
  private static let described: [TaskReference] =
    [.embeddedAcceptability, .embeddedSyntax] + GLUETask.allCases.map { .glue($0) }

  /// The task of that name.
  ///
  /// - Parameter tsv: the description that the task `tsv` needs, and others ignore.
  /// - Throws: `InputError` if there is no such task; it lists those that there are.
  public init(named name: String, tsv: TSVDescription? = nil) throws {
    if name == "tsv", tsv == nil {
      throw InputError(.usage, "task tsv needs a description of its files, columns and labels")
    }
    let known = TaskReference.described + [.external] + (tsv.map { [.tsv($0)] } ?? [])
    guard let task = known.first(where: { $0.name == name }) else {
      throw InputError(
        .usage, "unknown task '\(name.prefix(80))'",
        advice: "known are \(TaskReference.names.joined(separator: ", "))")
    }
    self = task
  }

  /// The name in an experiment file.
  public var name: String {
    switch self {
    case .embeddedAcceptability: "embedded/acceptability"
    case .embeddedSyntax: "embedded/syntax"
    case .glue(let task): "glue/" + task.rawValue
    case .tsv: "tsv"
    case .external: "external"
    }
  }

  /// Whether `load` needs a data folder.
  public var needsDataFolder: Bool {
    switch self {
    case .glue, .tsv: true
    case .embeddedAcceptability, .embeddedSyntax, .external: false
    }
  }
}

/// Reads or generates the data of a task.
///
/// - Parameter dataFolder: for GLUE, the folder that holds `RTE/train.tsv` and so on; for `tsv`, the folder of
///   its two files; not needed for embedded tasks.
/// - Throws: `InputError` naming the file and the line.
public func load(_ reference: TaskReference, dataFolder: String?) throws -> TaskData {
  func folder() throws -> String {
    guard let dataFolder else {
      throw InputError(
        .usage, "task \(reference.name) needs its data",
        advice: "name their folder as 'data' or by --data")
    }
    return dataFolder
  }
  return switch reference {
  case .embeddedAcceptability: EmbeddedTask.acceptability()
  case .embeddedSyntax: EmbeddedTask.syntax()
  case .glue(let task): try task.load(folder: folder())
  case .tsv(let description): try description.load(folder: folder())
  case .external:
    throw InputError(.usage, "task external is run by another trainer: it has no data to load")
  }
}
