import Experiment

/// A plan that many goldens share: it is large, and each of them has it.
final class SharedPlan: Sendable {
  let plan: ExperimentPlan
  /// How much its goldens can hold.
  let bounds: RecordBounds
  /// What its stop rule says of them; nil without one.
  let stops: StopGroups?

  init(_ plan: ExperimentPlan) {
    self.plan = plan
    bounds = RecordBounds(task: plan.task, dataFolder: plan.data?.path)
    stops = StopGroups(plan, bounds)
  }
}

/// `--data`, `--model` and `--lane`.
public struct FolderOverrides: Sendable, Equatable {
  public var data: String?
  public var model: String?
  /// The lane of another trainer's trials that is looked at.
  public var lane: LaneName?

  public init(data: String? = nil, model: String? = nil, lane: LaneName? = nil) {
    self.data = data
    self.model = model
    self.lane = lane
  }
}
