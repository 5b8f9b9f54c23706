/// Coordinates in a plot, in tenths of a unit: finer than a screen shows, and short to write.
enum Coordinate {
  /// `value` with at most one decimal.
  static func text(_ value: Double) -> String {
    tenths(rounded(value))
  }

  /// `value` in tenths. Values off any page are brought back to its edge.
  static func rounded(_ value: Double) -> Int {
    Int((min(max(value, -10_000), 10_000) * 10).rounded())
  }

  /// A whole number of tenths as text.
  static func tenths(_ value: Int) -> String {
    let (whole, tenth) = (abs(value) / 10, abs(value) % 10)
    let sign = value < 0 ? "-" : ""
    if tenth == 0 { return sign + String(whole) }
    return sign + (whole == 0 ? "." : "\(whole).") + String(tenth)
  }
}

/// The `d` of an SVG path: lines between points, relative to the last point, so that long curves stay small.
struct PathText {
  private(set) var text = ""
  private var x = 0
  private var y = 0

  /// A broken line through `points`.
  init(_ points: some Sequence<(x: Double, y: Double)>) {
    var isFirst = true
    for point in points {
      if isFirst { move(point.x, point.y) } else { line(point.x, point.y) }
      isFirst = false
    }
  }

  init() {}

  /// Starts a new line at a point.
  mutating func move(_ newX: Double, _ newY: Double) {
    (x, y) = (Coordinate.rounded(newX), Coordinate.rounded(newY))
    text += "M" + Coordinate.tenths(x) + Self.following(y)
  }

  /// A line to a point; nothing where it is the same tenth.
  mutating func line(_ newX: Double, _ newY: Double) {
    let (endX, endY) = (Coordinate.rounded(newX), Coordinate.rounded(newY))
    let (dx, dy) = (endX - x, endY - y)
    (x, y) = (endX, endY)
    if dx == 0, dy == 0 { return }
    if dy == 0 {
      text += "h" + Coordinate.tenths(dx)
    } else if dx == 0 {
      text += "v" + Coordinate.tenths(dy)
    } else {
      text += "l" + Coordinate.tenths(dx) + Self.following(dy)
    }
  }

  /// Back to the start of the line.
  mutating func close() { text += "z" }

  private static func following(_ value: Int) -> String {
    value < 0 ? Coordinate.tenths(value) : " " + Coordinate.tenths(value)
  }
}
