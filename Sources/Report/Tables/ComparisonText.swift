import Statistics
import Text

/// A comparison of recipes as text: for a terminal, for a program, for a page on GitHub, for a paper.
public enum ComparisonText {
  /// The answer in as few lines as a screen has, at most `width` columns wide.
  ///
  /// - Parameter remarks: as below.
  public static func summary(
    _ tasks: [TaskComparison], score: ScoreKind, remarks: [String] = [], width: Int = 80
  ) -> String {
    ComparisonSummary(tables: ComparisonTables(tasks, score: score), tasks: tasks)
      .text(remarks: remarks, width: width)
  }

  /// Compact tables, at most `width` columns wide.
  ///
  /// - Parameter remarks: what a reader must know before the numbers. Foreign text; so it is in the other forms.
  public static func terminal(
    _ tasks: [TaskComparison], score: ScoreKind, remarks: [String] = [], width: Int = 80
  ) -> String {
    let tables = ComparisonTables(tasks, score: score)
    let head = ([tables.heading] + remarks.map(Escaping.terminal)).map {
      TextWrap.lines($0, width: width).joined(separator: "\n") + "\n"
    }.joined()
    return ([head] + tables.all.map { $0.terminal(width: width) }).joined(separator: "\n")
  }

  /// The same tables in Markdown, as GitHub reads it.
  public static func markdown(
    _ tasks: [TaskComparison], score: ScoreKind, remarks: [String] = []
  ) -> String {
    let tables = ComparisonTables(tasks, score: score)
    let head = ([tables.heading] + remarks).map { Escaping.markdown($0) + "\n\n" }.joined()
    return head + tables.all.map(\.markdown).joined()
  }

  /// The same tables for a paper.
  public static func latex(
    _ tasks: [TaskComparison], score: ScoreKind, remarks: [String] = []
  ) -> String {
    let tables = ComparisonTables(tasks, score: score)
    return ([tables.heading] + remarks).map { "% \(Escaping.terminal($0))\n" }.joined()
      + ReportTable.latexPackages + ReportTable.latex(tables.all)
  }

  /// The comparison as a JSON document; `JSON.md` of the room seedproof describes its members.
  public static func document(
    _ tasks: [TaskComparison], score: ScoreKind, remarks: [String] = []
  ) -> JSONValue {
    ComparisonJSON(tasks: tasks, score: score, remarks: remarks).document
  }
}
