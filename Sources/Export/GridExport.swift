import Experiment
import Files
import Text

/// The goldens of an experiment folder as tables, for programs that analyze them.
///
/// Trials come in the order of the plan; a trial without golden has no row. The result is a function of the goldens,
/// and of SQLite's version where that writes it.
public struct GridExport {
  public let folder: ExperimentFolder
  private let cells: [Cell]
  private let bounds: RecordBounds

  /// What a reader must know first; nil where every trial is there.
  public var remark: String? {
    let missingCount = folder.plan.cells.count - cells.count
    return missingCount == 0
      ? nil
      : "\(folder.path): \(missingCount) of \(folder.plan.cells.count) planned trials have no golden "
        + "and are left out"
  }

  /// - Parameters:
  ///   - data: `--data`, in the place of the plan's.
  ///   - lane: the lane whose goldens are exported; without one the only lane, where there are any.
  /// - Throws: `InputError` if there is no experiment folder, or no golden in it.
  public init(_ path: String, data: String? = nil, lane: LaneName? = nil) throws {
    folder = try ExperimentFolder.open(path, data: data, lane: lane)
    cells = folder.finishedCells()
    guard !cells.isEmpty else {
      throw InputError(file: path, "holds no finished trial", advice: "run seedproof grid first")
    }
    bounds = RecordBounds(task: folder.plan.task, dataFolder: folder.plan.data?.path)
  }

  private func table(_ rows: ExportRows) -> ExportTable {
    ExportTable(rows, isPerturbed: folder.plan.perturbation != nil)
  }

  /// Hands on every row of the chosen tables.
  ///
  /// - Returns: how many there were.
  private func visit(
    _ chosen: Set<ExportRows>, _ body: (ExportRows, [ExportValue]) throws -> Void
  ) throws -> Int {
    var count = 0
    for cell in cells {
      try ExportedTrial(folder, cell, bounds).visit(chosen) { rows, row in
        count += 1
        try body(rows, row)
      }
    }
    return count
  }

  /// Writes one table as lines of text.
  ///
  /// - Parameter write: gets each line, without its end.
  /// - Returns: the number of rows.
  /// - Throws: `InputError` for a golden that is corrupt or of another trial; what `write` throws.
  /// - Precondition: `format` is one of text.
  public func writeLines(
    _ rows: ExportRows, _ format: ExportFormat, _ write: (String) throws -> Void
  ) throws -> Int {
    let table = table(rows)
    switch format {
    case .csv:
      try write(CSVLines.head(table))
      return try visit([rows]) { try write(CSVLines.line($1, table)) }
    case .jsonl: return try visit([rows]) { try write(JSONLines.line($1, table)) }
    case .sqlite: preconditionFailure("a database is no text")
    }
  }

  /// Writes the chosen tables to a file, which appears when it is whole.
  ///
  /// - Parameter rows: one kind for a file of text; for a database all kinds without it.
  /// - Returns: the number of rows.
  /// - Throws: `InputError` where the file cannot be written or would take the place of another kind of file.
  public func write(_ rows: ExportRows?, _ format: ExportFormat, to path: String) throws -> Int {
    try OutputPlace.check(path, what: "exported \(format.rawValue)", beginning: format.beginning)
    StrayFiles.remove(of: path)
    let file = try NewFile(for: path)
    var count = 0
    if format == .sqlite {
      let chosen = rows.map { [$0] } ?? ExportRows.allCases
      try SQLiteFile.write(to: file.path, target: path, chosen.map(table)) { database in
        count = try visit(Set(chosen)) { try database.append($1, to: $0) }
      }
    } else {
      count = try writeLines(rows ?? .trials, format) { try file.append(($0 + "\n").utf8) }
    }
    try file.place()
    return count
  }
}
