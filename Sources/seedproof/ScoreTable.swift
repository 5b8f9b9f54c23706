import Experiment
import Text
import Training
import Trajectory

/// The last dev score of each trial of a grid: a row a WI seed, a column a DO seed.
struct ScoreTable {
  let text: String

  /// - Throws: `InputError` if a golden cannot be read.
  init(_ folder: ExperimentFolder) throws {
    var scores: [Cell: String] = [:]
    var metric = ""
    for cell in folder.finishedCells() {
      let golden = try Golden(folder.goldenPath(cell))
      let specification = try TrialSpecification(
        header: golden.header, file: folder.goldenPath(cell))
      metric = specification.metric
      scores[cell] = Self.score(golden, specification)
    }
    let cells = folder.plan.cells
    var lines = ["\(metric) after the last update; rows: WI seed, columns: DO seed"]
    lines.append("".right(9) + cells.do.map { "do=\($0)".right(9) }.joined())
    for wi in cells.wi {
      let row = cells.do.map { (scores[Cell(wi: wi, do: $0)] ?? "-").right(9) }
      lines.append("wi=\(wi)".right(9) + row.joined())
    }
    text = lines.joined(separator: "\n")
  }

  private static func score(_ golden: Golden, _ specification: TrialSpecification) -> String {
    guard golden.outcome == .completed, let score = golden.evaluations.last?.score(specification)
    else { return golden.outcome.rawValue }
    return score.decimals(4)
  }
}
