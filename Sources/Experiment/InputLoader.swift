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
public final class InputLoader: Sendable {
  private let loaded = Mutex<[(source: InputSource, length: Int, inputs: TrialInputs)]>([])

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
      if let known = loaded.first(where: { $0.source == source && $0.length == maximumLength }) {
        return known.inputs
      }
      let model =
        switch source.model {
        case .embedded(let model): try model.open()
        case .folder(let path): try ModelFolder.open(path)
        }
      let inputs = try TrialInputs(
        model: model, data: try Tasks.load(source.task, dataFolder: source.data),
        maximumLength: maximumLength)
      loaded.append((source, maximumLength, inputs))
      return inputs
    }
  }
}
