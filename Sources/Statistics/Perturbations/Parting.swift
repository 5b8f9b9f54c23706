/// What tells that two trajectories have parted.
public enum PartingMeasure: String, Sendable, CaseIterable {
  /// A loss or a gradient norm has another bit.
  case bit
  /// Two losses are apart by more than 1e-6 of the greater one.
  case lossBy1e6
  /// The same by 1e-3.
  case lossBy1e3
  /// An evaluation gives an example another class.
  case prediction
}

/// Where the trajectory of a perturbed trial parts from that of its plain trial.
public struct Parting: Sendable, Equatable {
  /// Updates from the change to the first record that is apart, by measure; none where no record is.
  public let updates: [PartingMeasure: Int]
  /// How far the losses of each update from the change on are apart, as a share of the greater magnitude; infinite where
  /// one of two is not finite.
  public let gaps: [Double]

  public init(updates: [PartingMeasure: Int], gaps: [Double]) {
    self.updates = updates
    self.gaps = gaps
  }

  /// How far two losses are apart, as in `gaps`.
  public static func gap(_ a: Double, _ b: Double) -> Double {
    if a.bitPattern == b.bitPattern { return 0 }
    guard a.isFinite, b.isFinite else { return .infinity }
    let scale = max(a.magnitude, b.magnitude)
    return scale > 0 ? (a - b).magnitude / scale : 0
  }
}

/// One trial of a cell whose state was changed before one update, or the plain trial beside it.
public struct PerturbedTrial: Sendable {
  public let cell: Cell
  /// Units in the last place; 0 is the plain trial.
  public let ulps: Int
  /// One score for each evaluation.
  public let scores: [Double]
  public let status: TrialStatus
  /// Nil of the plain trial, and where that is not at hand.
  public let parting: Parting?

  public init(
    cell: Cell, ulps: Int, scores: [Double], status: TrialStatus = .completed,
    parting: Parting? = nil
  ) {
    (self.cell, self.ulps, self.scores) = (cell, ulps, scores)
    (self.status, self.parting) = (status, parting)
  }
}

/// The trials of one task with one change of the state, by several numbers of units in the last place.
public struct PerturbedTrials: Sendable {
  public let task: String
  /// Updates done before the change.
  public let update: Int
  /// The tensor and the element that were changed.
  public let parameter: String
  public let element: Int
  /// The plain trials of the same cells among them, where they are at hand.
  public let trials: [PerturbedTrial]

  public init(
    task: String, update: Int, parameter: String, element: Int, trials: [PerturbedTrial]
  ) {
    (self.task, self.update, self.parameter) = (task, update, parameter)
    (self.element, self.trials) = (element, trials)
  }
}
