/// A character that editors and web pages put in place of a plain one, and that YAML does not take for it.
package struct EditorCharacter {
  /// `U+00A0, a no-break space`
  package let name: String
  /// What to write in its place.
  package let plain: String

  private static let spaces: [Unicode.Scalar: String] = [
    "\u{a0}": "a no-break space", "\u{1680}": "an Ogham space", "\u{2007}": "a figure space",
    "\u{202f}": "a narrow no-break space", "\u{205f}": "a mathematical space",
    "\u{3000}": "an ideographic space", "\u{200b}": "a zero-width space",
    "\u{200c}": "a zero-width non-joiner", "\u{200d}": "a zero-width joiner",
    "\u{2060}": "a word joiner", "\u{feff}": "a byte-order mark", "\u{85}": "a next-line character",
    "\u{2028}": "a line separator", "\u{2029}": "a paragraph separator",
  ]
  private static let marks: [Unicode.Scalar: (name: String, plain: String)] = [
    "\u{201c}": ("a curly quotation mark", "\""), "\u{201d}": ("a curly quotation mark", "\""),
    "\u{201e}": ("a low quotation mark", "\""), "\u{2018}": ("a curly apostrophe", "'"),
    "\u{2019}": ("a curly apostrophe", "'"), "\u{2010}": ("a hyphen", "'-'"),
    "\u{2011}": ("a no-break hyphen", "'-'"), "\u{2013}": ("an en dash", "'-'"),
    "\u{2014}": ("an em dash", "'-'"), "\u{2212}": ("a minus sign", "'-'"),
    "\u{2026}": ("an ellipsis", "three dots"), "\u{ff1a}": ("a full-width colon", "':'"),
    "\u{ff0c}": ("a full-width comma", "','"), "\t": ("a tab", "spaces"),
  ]

  /// Nil for a scalar that can be seen, and for a plain space.
  package init?(space scalar: Unicode.Scalar) {
    guard
      let name = Self.spaces[scalar]
        ?? ((0x2000...0x200a).contains(scalar.value) ? "a typographic space" : nil)
    else { return nil }
    self.init(scalar, name, plain: "a plain space, or nothing")
  }

  package init?(_ scalar: Unicode.Scalar) {
    if let mark = Self.marks[scalar] {
      self.init(scalar, mark.name, plain: mark.plain)
    } else {
      self.init(space: scalar)
    }
  }

  private init(_ scalar: Unicode.Scalar, _ name: String, plain: String) {
    self.name = "U+\(scalar.value.digits(4, radix: 16).uppercased()), \(name)"
    self.plain = plain
  }

  /// The same error, whose advice names such a character on its line or next to it, if there is one.
  package static func explained(_ error: InputError, in text: String, at path: String) -> InputError
  {
    guard error.file == path, let place = error.place.flatMap({ Int($0) }) else { return error }
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    // A parser may see on the next line only that one was wrong.
    for line in [place, place - 1, place + 1] where lines.indices.contains(line - 1) {
      let scalars = lines[line - 1].drop(while: { line == 1 && $0 == "\u{feff}" })
      for (column, scalar) in scalars.enumerated() {
        guard let found = EditorCharacter(scalar) else { continue }
        return InputError(
          error.kind, file: error.file, place: error.place, error.reason,
          advice: "line \(line), column \(column + 1) holds \(found.name): write \(found.plain)")
      }
    }
    return error
  }
}
