import Statistics
import Text

/// An analysis as text: for a terminal, for a program, for a page on GitHub, for a paper.
public enum AnalysisText {
  /// The answers in as few lines as a screen has, at most `width` columns wide.
  ///
  /// - Parameter remarks: as below.
  public static func summary(
    _ result: AnalysisResult, remarks: [String] = [], width: Int = TextWrap.columnCount
  ) -> String {
    AnalysisSummary(result).text(remarks: remarks, width: width)
  }

  /// Compact tables, at most `width` columns wide, each with a sentence on what it means.
  ///
  /// - Parameter remarks: what a reader must know before the numbers. Foreign text; so it is in the other forms.
  public static func terminal(
    _ result: AnalysisResult, remarks: [String] = [], width: Int = TextWrap.columnCount
  ) -> String {
    let tables = AnalysisTables(result)
    // What to know first, line by line, and then the tables.
    let head = ([tables.heading] + remarks.map(Escaping.terminal)).map {
      TextWrap.lines($0, width: width).joined(separator: "\n") + "\n"
    }.joined()
    return ([head] + tables.all.map { $0.terminal(width: width) }).joined(separator: "\n")
  }

  /// The same tables in Markdown, as GitHub reads it.
  public static func markdown(_ result: AnalysisResult, remarks: [String] = []) -> String {
    let tables = AnalysisTables(result)
    let head = ([tables.heading] + remarks).map { Escaping.markdown($0) + "\n\n" }.joined()
    return head + tables.all.map(\.markdown).joined()
  }

  /// The same tables for a paper.
  public static func latex(_ result: AnalysisResult, remarks: [String] = []) -> String {
    let tables = AnalysisTables(result)
    return ([tables.heading] + remarks).map { "% \(Escaping.terminal($0))\n" }.joined()
      + ReportTable.latexPackages + ReportTable.latex(tables.all)
  }

  /// The analysis as a JSON document; `JSON.md` of the room seedproof describes its members.
  public static func document(_ result: AnalysisResult, remarks: [String] = []) -> JSONValue {
    AnalysisJSON(result: result, remarks: remarks).document
  }
}
