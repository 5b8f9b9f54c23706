import Text

/// Writes the elements of a plot. Every text and title is escaped here.
struct SVGWriter {
  /// The elements so far.
  private(set) var text = ""

  /// Which part of a label stands at its point.
  enum Anchor: String { case start, middle, end }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    element("line", style, ["x1": x1, "y1": y1, "x2": x2, "y2": y2])
  }

  /// A box; `fill` overrides the style's colour, `offset` is the `--e` of a column that can move.
  mutating func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    fill: String? = nil, offset: Double? = nil, title: String? = nil
  ) {
    element(
      "rect", style, ["x": x, "y": y, "width": max(0, width), "height": max(0, height)],
      fill.map { " fill=\"\($0)\"" } ?? "", offset: offset, title: title)
  }

  mutating func path(_ path: PathText, _ style: String, offset: Double? = nil, title: String? = nil)
  {
    guard !path.text.isEmpty else { return }
    element("path", style, [:], " d=\"\(path.text)\"", offset: offset, title: title)
  }

  mutating func dot(
    _ x: Double, _ y: Double, radius: Double, _ style: String, title: String? = nil
  ) {
    element("circle", style, ["cx": x, "cy": y, "r": radius], title: title)
  }

  /// Words, with `y` at the middle of their height.
  mutating func label(
    _ words: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ style: String = "",
    offset: Double? = nil, title: String? = nil, rotated: Bool = false
  ) {
    text += "<text x=\"\(Coordinate.text(x))\" y=\"\(Coordinate.text(y))\" dy=\".35em\""
    if anchor != .start { text += " text-anchor=\"\(anchor.rawValue)\"" }
    if !style.isEmpty { text += " class=\"\(style)\"" }
    if rotated {
      text += " transform=\"rotate(-90 \(Coordinate.text(x)) \(Coordinate.text(y)))\""
    }
    if let offset { text += " style=\"--e:\(Coordinate.text(offset))px\"" }
    text += ">"
    if let title { text += "<title>\(Escaping.xml(title))</title>" }
    text += Escaping.xml(words) + "</text>\n"
  }

  /// Elements in a group that can move: `offset` is its `--d` (down), `sideways` its `--e`.
  mutating func group(
    _ style: String, offset: Double? = nil, sideways: Double? = nil,
    _ body: (inout SVGWriter) -> Void
  ) {
    text += "<g class=\"\(style)\""
    if let offset { text += " style=\"--d:\(Coordinate.text(offset))px\"" }
    if let sideways { text += " style=\"--e:\(Coordinate.text(sideways))px\"" }
    text += ">"
    body(&self)
    text += "</g>\n"
  }

  /// An element with coordinates, and other attributes as they are.
  private mutating func element(
    _ name: String, _ style: String, _ coordinates: KeyValuePairs<String, Double>,
    _ others: String = "", offset: Double? = nil, title: String? = nil
  ) {
    text += "<\(name) class=\"\(style)\""
    for (key, value) in coordinates { text += " \(key)=\"\(Coordinate.text(value))\"" }
    text += others
    if let offset { text += " style=\"--e:\(Coordinate.text(offset))px\"" }
    text += title.map { "><title>\(Escaping.xml($0))</title></\(name)>\n" } ?? "/>\n"
  }
}
