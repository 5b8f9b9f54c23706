import Text

extension ReportTable {
  /// How a table behaves where it is wider than the page.
  enum Narrow {
    /// It scrolls sideways in a box.
    case scrolls
    /// Its rows become blocks in which each value stands below its heading.
    case stacks
  }

  /// The table and its notes.
  ///
  /// - Parameter showsMeaning: whether the caption has the meaning as well as the title.
  func html(_ narrow: Narrow, showsMeaning: Bool = false) -> String {
    let label = Escaping.html(title)
    var text = ""
    if !rows.isEmpty {
      text += "<div class=\"\(narrow == .stacks ? "scroll stack" : "scroll")\" role=\"region\" "
      text += "tabindex=\"0\" aria-label=\"\(label)\"><table\(role("table", narrow))>"
      text += "<caption>\(label)"
      if showsMeaning { text += "<span>\(Escaping.html(meaning))</span>" }
      text += "</caption><thead><tr\(role("row", narrow))>"
      for column in columns {
        text += "<th scope=\"col\"\(column.isNumeric ? " class=\"n\"" : "")"
        text += "\(role("columnheader", narrow))>\(Escaping.html(column.heading))</th>"
      }
      text += "</tr></thead><tbody>\n"
      for row in rows {
        text += "<tr\(role("row", narrow))>"
        for (column, cell) in zip(columns, row) {
          text += "<td\(column.isNumeric ? " class=\"n\"" : "")\(role("cell", narrow))"
          if narrow == .stacks { text += " data-h=\"\(Escaping.html(column.heading))\"" }
          text += ">\(Escaping.html(cell))</td>"
        }
        text += "</tr>\n"
      }
      text += "</tbody></table></div>\n"
    }
    for note in notes { text += "<p class=\"note\">\(Escaping.html(note))</p>\n" }
    return text
  }

  /// Cells that are laid out as blocks are a table to assistive technology only if they say so.
  private func role(_ name: String, _ narrow: Narrow) -> String {
    narrow == .stacks ? " role=\"\(name)\"" : ""
  }
}
