/// Which columns of a table hold what.
public struct TableColumns: Sendable, Equatable {
  public var task = "task"
  public var wi = "wi"
  public var `do` = "do"
  public var score = "score"
  /// A table without the default column has one score for each trial; a column named here must be there.
  public var step: String?
  /// Name of the one task in a table without a task column; nil: the column must be there.
  public var taskName: String?

  static let defaultStep = "step"

  public init() {}
}
