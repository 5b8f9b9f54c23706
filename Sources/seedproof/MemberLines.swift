import Text

/// The members of a JSON document for people, in lines of at most 80 columns.
enum MemberLines {
  static let width = 79

  /// A line a member, with the names of those that hold it; long ones go on in further lines.
  static func lines(_ document: JSONValue) -> [String] {
    JSONValue.sideBySide(document, document).flatMap { place, value, _ in
      let name = "  " + place.printable
      let text = (value?.string ?? value?.canonical ?? "").printable
      let whole = name + "  " + text
      if whole.count <= width { return [whole] }
      return pieces(name, width, indent: "") + pieces(text, width - 4, indent: "    ")
    }
  }

  private static func pieces(_ text: String, _ width: Int, indent: String) -> [String] {
    stride(from: 0, to: text.count, by: width).map { indent + text.dropFirst($0).prefix(width) }
  }
}
