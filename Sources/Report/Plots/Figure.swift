import Text

/// A finished plot with all that a page says about it.
struct Figure: Sendable {
  /// Short name for files and anchors: lower-case letters and hyphens.
  let name: String
  let title: String
  /// What the plot means, in full sentences; says of each interval what was resampled.
  let meaning: String
  /// The plot in words, with its main numbers, for those who do not see it.
  let description: String
  let height: Double
  /// The SVG elements.
  let body: String
  /// The numbers behind the plot.
  let tables: [ReportTable]
  /// Rows and columns of the plot can be put in order of seeds instead of means.
  var isSortable = false
  /// All numbers in a form for spreadsheets, where a table would be too long.
  var csv: String? = nil

  /// The plot for a page whose style sheet has `PlotStyle.rules`. `id` is unique on the page.
  func inline(id: String) -> String { svg(id: id, attributes: "", style: "") }

  /// The plot as a file of its own, with a style sheet.
  var file: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + svg(
        id: name, attributes: " xmlns=\"http://www.w3.org/2000/svg\"",
        style: "<style>\n\(PlotStyle.standalone)</style>\n")
  }

  private func svg(id: String, attributes: String, style: String) -> String {
    let (width, height) = (Coordinate.text(PlotStyle.width), Coordinate.text(height))
    return """
      <svg\(attributes) class="plot" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img" aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">\(Escaping.xml(title))</title>
      <desc id="\(id)-desc">\(Escaping.xml(description))</desc>
      \(style)\(body)</svg>

      """
  }
}
