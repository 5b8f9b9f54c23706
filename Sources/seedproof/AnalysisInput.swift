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
  /// What a reader must know before the numbers: planned trials that are not there, earlier plans.
  let remarks: [String]
  /// Goldens only: they show that trials of a task differ in their seeds alone.
  let isGoldensOnly: Bool

  /// Reads experiment folders and tables, and joins them.
  ///
  /// - Throws: `InputError` that names the file, and the line and column of a table; also where two folders hold trials
  ///   of one task under different conditions.
  init(_ paths: [String], columns: TableColumns) throws {
    var parts: [TaskTrials] = []
    var seedsAreRanks = false
    var origins: [FactGroup] = []
    var remarks: [String] = []
    var folders: [ExperimentTrials] = []
    for path in paths {
      if FileEntry.isFolder(path) {
        let trials = try ExperimentTrials(path)
        if let other = folders.first(where: { !$0.canJoin(trials) }) {
          throw InputError(
            file: path, "differs from \(other.path) in more than the seeds, for the same task",
            advice: "analyse them apart")
        }
        folders.append(trials)
        parts.append(trials.trials)
        origins.append(trials.facts)
        remarks += trials.remarks
      } else {
        let file = try InputFile(path, limit: TrialTable.byteLimit)
        let table = try Self.parse(file, columns)
        parts += table.tasks
        seedsAreRanks = seedsAreRanks || table.seedsAreRanks
        origins.append(Self.facts(file, table))
      }
    }
    do {
      table = try TrialTable(joining: parts, seedsAreRanks: seedsAreRanks)
    } catch {
      let only = paths.count == 1 ? paths[0] : nil
      throw InputError(file: only, error.reason, advice: error.advice)
    }
    title = paths.count == 1 ? URL(filePath: paths[0]).lastPathComponent : "\(paths.count) inputs"
    self.origins = origins
    self.remarks = remarks
    isGoldensOnly = folders.count == paths.count
  }

  private static func parse(_ file: InputFile, _ columns: TableColumns) throws -> TrialTable {
    do {
      return try TrialTable(reading: Array(file.data), columns: columns)
    } catch {
      let column = error.column.map { "column '\($0)': " } ?? ""
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
