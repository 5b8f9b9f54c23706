import Experiment
import Processes

/// What a trial needs to know of the grid.
public struct TrialRequest: Sendable {
  public let cell: Cell
  /// Which of the runner's threads runs it, from 0.
  public let slot: Int
  /// Where the golden is to be.
  public let path: String
  /// Where it grows; there from an earlier attempt if `continues`.
  public let partialPath: String
  /// Whether a file of an earlier attempt is there.
  public let continues: Bool
  /// How far it is to be trained.
  public let horizon: TrialHorizon
  /// Asks for an end by the user.
  public let interruption: Interruption
  /// Tells the grid which share of the trial is done, from 0 to 1.
  public let report: @Sendable (Double) -> Void
  /// Tells the grid the trial's last score.
  public let score: @Sendable (TrialScore) -> Void
  /// Tells the grid what was seen of another trainer.
  public let environment: @Sendable (TrainerEnvironment) -> Void
  /// Whether another process has taken the trial over, since this one was taken for dead.
  let isLost: @Sendable () -> Bool

  /// Throws once another process has taken the trial over.
  public func checkClaim() throws(LostClaim) { if isLost() { throw LostClaim() } }
}

/// Thrown by a trial that has reached the rung to which it was to run, and left what it needs to go on.
public struct AtRung: Error, Sendable { public init() {} }

/// Thrown by a trial that another process has taken over.
public struct LostClaim: Error, Sendable, CustomStringConvertible {
  public var description: String { "another process has taken the trial over" }
}
