import Text

extension ReportTable {
  /// A heading, the meaning, a table as GitHub reads it, and the notes.
  var markdown: String {
    var text = "### \(Escaping.markdown(title))\n\n\(Escaping.markdown(meaning))\n\n"
    if !rows.isEmpty {
      text += markdownRow(columns.map { Escaping.markdown($0.heading) })
      text += markdownRow(columns.map { $0.isNumeric ? "---:" : "---" })
      for row in rows { text += markdownRow(row.map(Escaping.markdown)) }
      text += "\n"
    }
    for note in notes { text += "- \(Escaping.markdown(note))\n" }
    if !notes.isEmpty { text += "\n" }
    return text
  }

  private func markdownRow(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }
}
