import Files
import Scores
import Statistics
import Text

/// The rows of a published table that a claim is about.
struct PublishedTable {
  struct Row {
    let line: Int
    /// Texts of the columns of seeds, in their order.
    let seeds: [String]
    /// The score as a share, or as it is.
    let score: PrintedNumber
    /// Texts of the columns of the configuration.
    let configuration: [String]

    /// In what the score is known, as shares.
    let values: ClosedRange<Double>
  }

  let rows: [Row]
  let seedColumns: [String]
  let configurationColumns: [String]
  /// What the scores are printed in.
  let divisor: Double

  /// - Parameter rounding: how the digits of its scores were cut.
  /// - Throws: `InputError` with file and line: a column that is not there, a score that is no number.
  init(
    _ place: TablePlace, configuration: [String], rounding: ReportedScore.Rounding,
    in folder: EvidenceFolder
  ) throws {
    let file = try folder.file(place.file)
    func failure(_ line: Int?, _ reason: String, advice: String? = nil) -> InputError {
      InputError(file: file.path, place: line.map(String.init), reason, advice: advice)
    }
    do {
      var text = try DelimitedText(Array(file.data))
      let header = text.header
      func column(_ name: String) throws -> Int {
        let found = header.indices.filter { header[$0] == name }
        guard found.count == 1 else {
          throw failure(
            1, "\(found.isEmpty ? "no column" : "several columns") '\(name.prefix(40))'",
            advice: "the columns are "
              + header.prefix(12).map { String($0.prefix(40)) }.joined(separator: ", "))
        }
        return found[0]
      }
      let score = try column(place.score)
      let seeds = try place.seeds.map(column)
      let settings = try configuration.map(column)
      let wanted = try place.rows.map { (try column($0.column), $0.text) }
      var rows: [Row] = []
      while let fields = try text.next() {
        if fields.allSatisfy(\.isEmpty) { continue }
        if seeds.contains(where: { SummaryRow.isNamed(fields[$0]) }) { continue }
        guard wanted.allSatisfy({ fields[$0.0] == $0.1 }) else { continue }
        guard text.faults[score] == nil, let number = PrintedNumber(fields[score]) else {
          throw failure(
            text.line,
            "column '\(place.score.prefix(40))': '\(fields[score].prefix(40))' is no number")
        }
        let digits = number.values(rounding)
        let reach = place.precision ?? 0
        let values =
          min(
            digits.lowerBound, number.value - reach)...max(digits.upperBound, number.value + reach)
        rows.append(
          Row(
            line: text.line, seeds: seeds.map { fields[$0] }, score: number,
            configuration: settings.map { fields[$0] },
            values: values.lowerBound / place.unit.divisor...values.upperBound
              / place.unit.divisor))
      }
      guard !rows.isEmpty else {
        throw failure(nil, "no row of the table is the claim's", advice: "see 'table.rows'")
      }
      (self.rows, seedColumns, configurationColumns) = (rows, place.seeds, configuration)
      divisor = place.unit.divisor
    } catch let error as TableError {
      throw failure(error.line, error.reason, advice: error.advice)
    }
  }

  /// The first row of each run; all rows where no column of seeds is named.
  var runs: [Row] {
    guard !seedColumns.isEmpty else { return rows }
    var seen: Set<[String]> = []
    return rows.filter { seen.insert($0.seeds).inserted }
  }

  /// Scores of `rows` as shares, or as they are.
  func scores(_ rows: [Row]) -> [Double] { rows.map { $0.score.value / divisor } }
}
