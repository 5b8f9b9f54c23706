import Experiment
import Judgement
import Sampling

extension ExperimentFolder {
  /// What the goldens of the folder's other lanes are to those of this one.
  ///
  /// - Parameter chosen: the goldens of this lane that are compared, by their paths.
  /// - Throws: `InputError` if a folder cannot be looked into.
  func laneComparisons(of chosen: Set<String>) throws -> [LaneComparison] {
    guard let lane else { return [] }
    let cells = plan.cells.filter { chosen.contains(goldenPath($0)) && holdsGolden($0) }
    return try lanes().filter { $0 != lane }.map { name in
      let other = ExperimentFolder(path: path, plan: plan, lane: name)
      var comparison = LaneComparison(lane.description, with: name.description)
      for cell in cells {
        guard other.holdsGolden(cell) else {
          comparison.missingCount += 1
          continue
        }
        comparison.compare(
          goldenPath(cell), with: other.goldenPath(cell), TrialSeeds(cell))
      }
      return comparison
    }
  }
}
