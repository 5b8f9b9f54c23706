import Text

/// How much room text takes, on a terminal and in a plot.
enum TextWidth {
  /// Columns on a terminal: wide East Asian characters and pictographs take two, combining marks none.
  static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    return switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      2
    default: 1
    }
  }

  /// `text`, made printable, cut to at most `limit` columns, with an ellipsis where something was cut.
  static func shortened(_ text: String, columns limit: Int) -> String {
    // Enough to decide: each scalar that takes no column is bounded too.
    let printable = String(text.unicodeScalars.prefix(8 * limit)).printable
    if columns(printable) <= limit, printable.unicodeScalars.count <= 4 * limit {
      return printable
    }
    var result = ""
    var width = 0
    for scalar in printable.unicodeScalars.prefix(4 * limit) {
      width += columns(scalar)
      if width > limit - 1 { break }
      result.unicodeScalars.append(scalar)
    }
    return result + "…"
  }

  /// Advance widths of ASCII from space to tilde in hundredths of the font size, in DejaVu Sans, the widest of the
  /// usual sans-serif fonts: what fits in it fits in the others.
  private static let advances: [UInt8] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
  ]

  /// Width of `text` in a plot.
  static func units(_ text: String) -> Double {
    var hundredths = 0
    for scalar in text.unicodeScalars {
      let index = Int(scalar.value) - 32
      if advances.indices.contains(index) {
        hundredths += Int(advances[index])
      } else {
        hundredths += columns(scalar) == 2 ? 105 : columns(scalar) * 84
      }
    }
    return Double(hundredths) / 100 * PlotStyle.layoutSize
  }

  static func widest(_ texts: [String]) -> Double { texts.map(units).max() ?? 0 }
}
