import Encoder
import Synchronization
import Tasks
import Text
import Training

/// Where the model and the data of trials are.
public struct InputSource: Sendable, Equatable {
  public var task: TaskReference
  public var data: String?
  public var model: ModelReference

  public init(task: TaskReference, data: String? = nil, model: ModelReference) {
    self.task = task
    self.data = data
    self.model = model
  }

  /// What a plan names.
  ///
  /// - Throws: `InputError` if the plan is for another trainer, or a folder is not there.
  public init(_ plan: ExperimentPlan) throws {
    try plan.checkFolders()
    guard let model = plan.model else {
      throw InputError(
        file: plan.path, "names no model: its trials are another trainer's",
        advice: "run and verify them by 'grid' and 'verify' with --runner")
    }
    self.init(task: plan.task, data: plan.data?.path, model: model)
  }
}

/// Reads models and data once, however many trials ask for them. Safe to use from several threads.
///
/// A model is opened once for all data and lengths, and its weights are in memory once for all trials.
public final class InputLoader: Sendable {
  private struct Loaded {
    let source: InputSource
    let length: Int
    let inputs: TrialInputs
  }

  /// The weights of as many models stay in memory; those of others are read again when a trial begins.
  static let heldModelCount = 2

  /// The last that were asked for stand last.
  private let loaded = Mutex<[Loaded]>([])

  public init() {}

  /// The inputs of a plan's trials.
  ///
  /// - Throws: `InputError` as `InputSource` of a plan, or that names the file.
  public func load(_ plan: ExperimentPlan) throws -> TrialInputs {
    try load(InputSource(plan), maximumLength: plan.protocol.maximumLength)
  }

  /// The inputs of trials with sequences of at most `maximumLength` tokens.
  ///
  /// - Throws: `InputError` that names the file.
  public func load(_ source: InputSource, maximumLength: Int) throws -> TrialInputs {
    try loaded.withLock { loaded in
      let known = loaded.firstIndex { $0.source == source && $0.length == maximumLength }
      let inputs =
        try known.map { loaded.remove(at: $0).inputs }
        ?? TrialInputs(
          model: try Self.model(source.model, among: loaded),
          data: try Tasks.load(source.task, dataFolder: source.data), maximumLength: maximumLength)
      loaded.append(Loaded(source: source, length: maximumLength, inputs: inputs))
      Self.forgetWeights(of: loaded)
      return inputs
    }
  }

  /// The model, opened unless it is one of those that are.
  private static func model(
    _ reference: ModelReference, among loaded: [Loaded]
  ) throws -> ModelFolder {
    if let known = loaded.first(where: { $0.source.model == reference }) {
      return known.inputs.model
    }
    return switch reference {
    case .embedded(let model): try model.open()
    case .folder(let path): try ModelFolder.open(path)
    }
  }

  /// Keeps the weights of the models that were asked for last.
  private static func forgetWeights(of loaded: [Loaded]) {
    var models: [ModelReference] = []
    for known in loaded.reversed() where !models.contains(known.source.model) {
      models.append(known.source.model)
      if models.count > heldModelCount { known.inputs.model.forgetWeights() }
    }
  }
}
