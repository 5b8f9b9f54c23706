import Text

/// A plot on a page, with what it means and the numbers behind it.
struct FigureCard {
  let figure: Figure
  /// Anchor of the part of the page; with the figure's name it is unique.
  let prefix: String

  var html: String {
    let id = "\(prefix)-\(figure.name)"
    var text = "<figure class=\"card\" id=\"\(id)\">\n"
    text += "<figcaption><h3>\(Escaping.html(figure.title))</h3>"
    text += "<p class=\"meaning\">\(Escaping.html(figure.meaning))</p></figcaption>\n"
    if figure.isSortable { text += toggles(id) }
    text += figure.inline(id: id)
    text += details
    return text + "</figure>\n"
  }

  /// Boxes to tick; the style sheet moves rows and columns where they are not.
  private func toggles(_ id: String) -> String {
    let kinds = [("rows", "sort WI by mean"), ("columns", "sort DO by mean")]
    return kinds.map { kind, label in
      """
      <input type="checkbox" class="sort sort-\(kind)" id="\(id)-\(kind)" checked="checked"/>\
      <label for="\(id)-\(kind)">\(label)</label>

      """
    }.joined()
  }

  private var details: String {
    guard !figure.tables.isEmpty || figure.csv != nil else { return "" }
    var text = "<details><summary>Data</summary>\n"
    for table in figure.tables { text += table.html(.scrolls, showsMeaning: true) }
    if let csv = figure.csv {
      text += "<p class=\"note\">Every evaluation, comma-separated:</p>"
      text += "<pre class=\"scroll\" role=\"region\" tabindex=\"0\" "
      text += "aria-label=\"Every evaluation as CSV\">"
      // The line ends are ours; each line is escaped by itself.
      for line in csv.split(separator: "\n") { text += Escaping.html(String(line)) + "\n" }
      text += "</pre>\n"
    }
    return text + "</details>\n"
  }
}
