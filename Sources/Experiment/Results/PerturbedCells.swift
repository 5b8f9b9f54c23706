import Statistics
import Trajectory

/// Collects the perturbed trials of a folder, which come in the order of their cells, the plain one of each first.
struct PerturbedCells {
  private var trials: [PerturbedTrial] = []
  /// The plain trial that came last.
  private var plain: (cell: Statistics.Cell, golden: Golden)?

  /// - Parameter update: the one before which the state was changed.
  mutating func append(
    _ golden: Golden, _ cell: Experiment.Cell, _ seeds: Statistics.Cell, _ scores: [Double],
    _ status: TrialStatus, at update: Int
  ) {
    if cell.ulps == 0 { plain = (seeds, golden) }
    let parting =
      cell.ulps > 0 && plain?.cell == seeds
      ? plain.map { Parting(of: golden, from: $0.golden, at: update) } : nil
    trials.append(
      PerturbedTrial(
        cell: seeds, ulps: Int(cell.ulps), scores: scores, status: status, parting: parting))
  }

  func trials(_ planned: PlannedPerturbation, _ task: String) -> PerturbedTrials {
    PerturbedTrials(
      task: task, update: planned.update, parameter: planned.parameter, element: planned.element,
      trials: trials)
  }
}
