import Text

/// Writes the elements of a plot. Every text and title is escaped here.
struct SVGWriter {
  /// The elements so far.
  private(set) var text = ""

  /// Which part of a label stands at its point.
  enum Anchor: String { case start, middle, end }

  /// A straight line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    text += "<line class=\"\(style)\" x1=\"\(Coordinate.text(x1))\" y1=\"\(Coordinate.text(y1))\""
    text += " x2=\"\(Coordinate.text(x2))\" y2=\"\(Coordinate.text(y2))\"/>\n"
  }

  /// A box; `fill` overrides the style's colour, `offset` is the `--e` of a column that can move.
  mutating func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    fill: String? = nil, offset: Double? = nil, title: String? = nil
  ) {
    text += "<rect class=\"\(style)\" x=\"\(Coordinate.text(x))\" y=\"\(Coordinate.text(y))\""
    text += " width=\"\(Coordinate.text(max(0, width)))\""
    text += " height=\"\(Coordinate.text(max(0, height)))\""
    if let fill { text += " fill=\"\(fill)\"" }
    if let offset { text += " style=\"--e:\(Coordinate.text(offset))px\"" }
    end("rect", title)
  }

  /// A path.
  mutating func path(_ path: PathText, _ style: String, offset: Double? = nil, title: String? = nil)
  {
    guard !path.text.isEmpty else { return }
    text += "<path class=\"\(style)\" d=\"\(path.text)\""
    if let offset { text += " style=\"--e:\(Coordinate.text(offset))px\"" }
    end("path", title)
  }

  /// A disc.
  mutating func dot(
    _ x: Double, _ y: Double, radius: Double, _ style: String, title: String? = nil
  ) {
    text += "<circle class=\"\(style)\" cx=\"\(Coordinate.text(x))\" cy=\"\(Coordinate.text(y))\""
    text += " r=\"\(Coordinate.text(radius))\""
    end("circle", title)
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

  private mutating func end(_ element: String, _ title: String?) {
    if let title {
      text += "><title>\(Escaping.xml(title))</title></\(element)>\n"
    } else {
      text += "/>\n"
    }
  }
}
