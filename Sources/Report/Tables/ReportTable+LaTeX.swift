import Text

extension ReportTable {
  /// A `table` environment for a paper, with `booktabs` rules; the meaning is its caption.
  var latex: String {
    let alignment = columns.map { $0.isNumeric ? "r" : "l" }.joined()
    var text = "\\begin{table}\n  \\centering\n"
    text += "  \\caption{\\textbf{\(Escaping.latex(title)).} \(Escaping.latex(meaning))}\n"
    if !rows.isEmpty {
      text += "  \\begin{tabular}{\(alignment)}\n    \\toprule\n"
      text += latexRow(columns.map { Escaping.latex($0.heading) })
      text += "    \\midrule\n"
      for row in rows { text += latexRow(row.map(Escaping.latex)) }
      text += "    \\bottomrule\n  \\end{tabular}\n"
    }
    for note in notes { text += "  \\par\\smallskip\\footnotesize \(Escaping.latex(note))\n" }
    return text + "\\end{table}\n"
  }

  private func latexRow(_ cells: [String]) -> String {
    "    " + cells.joined(separator: " & ") + " \\\\\n"
  }
}
