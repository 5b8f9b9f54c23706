import Files
import Statistics

/// An analysis as text: for a terminal, for a program, for a page on GitHub, for a paper.
public enum AnalysisText {
  /// Compact tables, at most `width` columns wide, each with a sentence on what it means.
  public static func terminal(_ result: AnalysisResult, width: Int = 80) -> String {
    let tables = AnalysisTables(result)
    let parts = [TextWrap.lines(tables.heading, width: width).joined(separator: "\n") + "\n"]
    return (parts + tables.all.map { $0.terminal(width: width) }).joined(separator: "\n")
  }

  /// The same tables in Markdown, as GitHub reads it.
  public static func markdown(_ result: AnalysisResult) -> String {
    let tables = AnalysisTables(result)
    return Escaping.markdown(tables.heading) + "\n\n" + tables.all.map(\.markdown).joined()
  }

  /// The same tables for a paper.
  public static func latex(_ result: AnalysisResult) -> String {
    let tables = AnalysisTables(result)
    return "% \(Escaping.terminal(tables.heading))\n"
      + "% Needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}.\n"
      + tables.all.map { "\n" + $0.latex }.joined()
  }

  /// One JSON document; `README.md` of this room describes its fields.
  public static func json(_ result: AnalysisResult) -> String {
    AnalysisJSON(result).document.text + "\n"
  }
}
