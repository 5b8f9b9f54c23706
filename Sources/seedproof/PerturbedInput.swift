import Experiment
import Files
import Statistics
import Text

/// The perturbed trials among the folders of an analysis, and what they make of the plain ones.
struct PerturbedInput {
  /// One for each folder whose plan perturbs trials.
  private(set) var trials: [PerturbedTrials] = []
  private(set) var remarks: [String] = []
  /// What the goldens of plain trials hold that came so far.
  private var known: Set<Digest> = []

  /// Takes the trials of a folder.
  ///
  /// Several folders may perturb one trial, and each has its plain golden: it counts once.
  ///
  /// - Returns: its plain trials, without those that came before.
  mutating func take(_ folder: ExperimentTrials) -> TaskTrials {
    trials += folder.perturbed.map { [$0] } ?? []
    let again = folder.contents.filter { known.contains($0.value) }
    known.formUnion(folder.contents.values)
    guard !again.isEmpty, !trials.isEmpty else { return folder.trials }
    remarks.append(
      "\(folder.path): \(again.count.counted("plain trial")) came with a folder before and counts once"
    )
    return folder.trials.replacingTrials(folder.trials.trials.filter { again[$0.cell] == nil })
  }

  /// The plain trials; where a task has but one, and all perturbed trials are of its cell, these stand as its runs.
  mutating func completed(_ parts: [TaskTrials]) -> [TaskTrials] {
    var completed = parts
    for task in Set(trials.map(\.task)).sorted() {
      let places = parts.indices.filter { parts[$0].name == task }
      let own = trials.filter { $0.task == task }
      let cells = Set(own.flatMap(\.trials).map(\.cell))
      guard places.reduce(0, { $0 + parts[$1].trials.count }) < 2, cells.count == 1,
        let place = places.first, let cell = cells.first
      else { continue }
      let runs = Self.runs(own)
      completed[place] = parts[place].replacingTrials(runs, hasOneSeed: true)
      for other in places.dropFirst() {
        completed[other] = completed[other].replacingTrials([], hasOneSeed: true)
      }
      remarks.append(
        "\(task): the trial wi=\(cell.wi), do=\(cell.do) alone, perturbed: runs 0 to \(runs.count - 1) are the plain "
          + "trial and its perturbed ones, so that they spread by rounding alone")
    }
    return completed
  }

  /// The plain trial, once, and the perturbed ones, in the order of updates and units.
  private static func runs(_ perturbed: [PerturbedTrials]) -> [Trial] {
    let ordered = perturbed.sorted { $0.update < $1.update }
    let all = ordered.flatMap { $0.trials.sorted { $0.ulps < $1.ulps } }
    let kept = all.filter { $0.ulps == 0 }.prefix(1) + all.filter { $0.ulps > 0 }
    return kept.enumerated().map { number, trial in
      Trial(
        cell: Statistics.Cell(wi: number, do: number), scores: trial.scores, status: trial.status)
    }
  }
}
