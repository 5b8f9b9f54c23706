import Experiment
import Files
import Foundation
import Report
import Statistics
import Text

/// Trials to analyze, and where they come from.
struct AnalysisInput {
  /// The name of the one input, or how many there are.
  let title: String
  let table: TrialTable
  /// What each input is: one group of facts for each.
  let origins: [FactGroup]
  /// What a reader must know before the numbers: planned trials that are not there, earlier plans, what looks like a
  /// mistake in a table.
  let remarks: [String]
  /// Goldens only: they show that trials of a task differ in their seeds alone.
  let isGoldensOnly: Bool
  /// The folders among the inputs.
  let goldens: [ExperimentTrials]
  /// Which scores are better.
  let direction: ScoreDirection
  /// Trials whose state was changed by some units in the last place.
  let perturbed: [PerturbedTrials]

  /// Reads experiment folders and tables, and joins them.
  ///
  /// - Parameter lane: the lane of the folders that is read.
  /// - Throws: `InputError` that names the file, and the line and column of a table; also where two folders hold trials
  ///   of one task under different conditions, or nothing says which scores are better.
  init(
    _ paths: [String], columns: TableColumns, scores: ScoreOptions, lane: LaneName? = nil
  ) throws {
    var columns = columns
    columns.allowsNoScore = scores.diverged == .degenerate
    var parts: [TaskTrials] = []
    var seedsAreRanks = false
    var origins: [FactGroup] = []
    var remarks: [String] = []
    var folders: [ExperimentTrials] = []
    var perturbed = PerturbedInput()
    for path in paths {
      if FileEntry.isFolder(path) {
        let trials = try ExperimentTrials(
          path, metric: columns.metricName, lane: lane, task: columns.taskName, others: folders)
        if let fault = folders.lazy.compactMap({ $0.reasonNotToJoin(trials) }).first {
          throw InputError(file: path, fault.reason, advice: fault.advice)
        }
        folders.append(trials)
        parts.append(perturbed.take(trials))
        origins.append(trials.facts)
        remarks += trials.remarks
      } else {
        let file = try InputFile(path, limit: TrialTable.byteLimit)
        let table = try Self.parse(file, columns)[0].table
        parts += table.tasks
        seedsAreRanks = seedsAreRanks || table.seedsAreRanks
        origins.append(Self.facts(file, table))
        remarks += table.remarks.map { paths.count > 1 ? "\(path): \($0)" : $0 }
      }
    }
    if columns.taskName != nil, folders.count == paths.count, folders.allSatisfy(\.hasKnownTask) {
      throw InputError(
        "--task names the task of a table, or of one's own data; that of these goldens is known",
        advice: "leave it out")
    }
    let only = paths.count == 1 ? paths[0] : nil
    parts = perturbed.completed(parts)
    self.perturbed = perturbed.trials
    remarks += perturbed.remarks
    do {
      let joined = try Self.scored(parts, scores, seedsAreRanks: seedsAreRanks, file: only)
      direction = try scores.direction(of: joined)
      table = joined
    } catch let error as TableError {
      throw InputError(file: only, error.reason, advice: error.advice)
    }
    title = paths.count == 1 ? URL(filePath: paths[0]).lastPathComponent : "\(paths.count) inputs"
    self.origins = origins
    // The scores of goldens are what they are.
    self.remarks =
      remarks + (folders.isEmpty ? table.doubts(direction) : [])
    isGoldensOnly = folders.count == paths.count
    goldens = folders
  }

  /// The recipes of one table, what a reader must know of them, and which scores are better.
  ///
  /// - Throws: as `init`.
  static func recipes(
    _ path: String, columns: TableColumns, scores: ScoreOptions
  ) throws -> (
    recipes: [(name: String, table: TrialTable)], remarks: [String], direction: ScoreDirection
  ) {
    var columns = columns
    columns.allowsNoScore = scores.diverged == .degenerate
    let file = try InputFile(path, limit: TrialTable.byteLimit)
    var remarks: [String] = []
    var found: [(name: String, table: TrialTable)] = []
    var direction = ScoreDirection.higher
    for (name, table) in try parse(file, columns) {
      do {
        let whole = try scored(
          table.tasks, scores, seedsAreRanks: table.seedsAreRanks, file: path)
        direction = try scores.direction(of: whole)
        found.append((name, whole))
        remarks += (table.remarks + whole.doubts(direction)).map {
          "\(name): \($0)"
        }
      } catch let error as TableError {
        throw InputError(file: path, "\(name): \(error.reason)", advice: error.advice)
      }
    }
    return (found, remarks, direction)
  }

  /// One table of all, in which trials that were not finite have a score if that was asked for.
  private static func scored(
    _ parts: [TaskTrials], _ scores: ScoreOptions, seedsAreRanks: Bool, file: String?
  ) throws -> TrialTable {
    try scores.checkThresholds(parts.map(\.name))
    guard scores.diverged == .degenerate else {
      return try TrialTable(joining: parts, seedsAreRanks: seedsAreRanks)
    }
    let thresholds = scores.thresholds
    let counted = try parts.map { task -> TaskTrials in
      guard task.hasNonfinite else { return task }
      let known = scores.minimize ? nil : task.majorityBaseline
      guard let score = thresholds[task.name] ?? known else {
        throw InputError(
          file: file,
          "no score is known at which trials of the task '\(task.name.printable)' are degenerate",
          advice: "name it, such as --degenerate \(Escaping.shell(task.name) ?? "TASK")=0.5")
      }
      return task.replacingNonfinite(with: score)
    }
    return try TrialTable(joining: counted, seedsAreRanks: seedsAreRanks)
  }

  private static func parse(
    _ file: InputFile, _ columns: TableColumns
  ) throws -> [(name: String, table: TrialTable)] {
    do {
      return try TrialTable.recipes(reading: Array(file.data), columns: columns)
    } catch {
      let column = error.column.map { "column '\($0.printable)': " } ?? ""
      throw InputError(
        file: file.path, place: error.line.map(String.init), column + error.reason,
        advice: error.advice)
    }
  }

  private static func facts(_ file: InputFile, _ table: TrialTable) -> FactGroup {
    FactGroup(
      "Table \(file.path)",
      [
        Fact("SHA-256", file.digest.description), Fact("Bytes", String(file.data.count)),
        Fact("Trials", String(table.tasks.reduce(0) { $0 + $1.trials.count })),
        Fact("Environment of the trials", "not recorded in a table"),
      ])
  }
}
