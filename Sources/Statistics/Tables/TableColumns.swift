/// Which columns of a table hold what.
///
/// A column that is named must be there. One that is not has its usual name.
public struct TableColumns: Sendable, Equatable {
  /// Several together name the task: `bert, rte`.
  public var task: [String] = []
  public var wi: String?
  public var `do`: String?
  /// The one column of seeds of a table that has no WI and DO.
  public var seed: String?
  public var score: String?
  /// A table without the usual column has one score for each trial.
  public var step: String?
  /// The column that says which metric a row has, in a table of one metric a row.
  public var metric: String?
  /// The metric whose rows count there; nil: there is only one.
  public var metricName: String?
  /// The column that says which recipe a row belongs to.
  public var recipe: String?
  /// Name of the one task in a table without a task column; nil: the column must be there.
  public var taskName: String?
  /// Of each trial the last evaluation counts, so that trials may differ in their evaluations.
  public var onlyLast = false

  /// Trials without a score are to get one, so that none needs to have any yet.
  public var allowsNoScore = false

  static let usual = (
    task: "task", wi: "wi", do: "do", seed: "seed", score: "score", step: "step",
    value: "value", metrics: ["metric", "key"]
  )

  public init() {}
}
