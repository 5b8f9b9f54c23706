/// Reads a page as strict markup: every element closed in order, every attribute quoted, text without a bare `<` or `&`.
struct MarkupScanner {
  struct Element {
    let name: String
    let attributes: [String: String]
  }

  private(set) var elements: [Element] = []
  /// What is wrong, with the text around it.
  private(set) var faults: [String] = []
  /// Text outside of tags.
  private(set) var text = ""

  init(_ page: String) {
    var open: [String] = []
    var rest = Substring(page)
    while let start = rest.firstIndex(of: "<") {
      check(text: rest[..<start])
      rest = rest[start...]
      if rest.hasPrefix("<!DOCTYPE html>") || rest.hasPrefix("<?xml ") {
        rest = rest[rest.firstIndex(of: ">")!...].dropFirst()
        continue
      }
      guard let end = rest.firstIndex(of: ">") else {
        faults.append("no end: \(rest.prefix(60))")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[end...].dropFirst()
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        if open.popLast() != name { faults.append("</\(name)> closes another element") }
        continue
      }
      let isEmpty = tag.hasSuffix("/")
      guard let element = Self.element(isEmpty ? tag.dropLast() : tag) else {
        faults.append("not a tag: <\(tag.prefix(80))>")
        continue
      }
      elements.append(element)
      if !isEmpty { open.append(element.name) }
    }
    check(text: rest)
    if !open.isEmpty { faults.append("never closed: \(open)") }
  }

  private mutating func check(text: Substring) {
    self.text += text
    var rest = text
    while let ampersand = rest.firstIndex(of: "&") {
      rest = rest[ampersand...].dropFirst()
      let known = ["amp;", "lt;", "gt;", "quot;", "#39;"]
      if !known.contains(where: rest.hasPrefix) { faults.append("a bare &: \(rest.prefix(20))") }
    }
  }

  private static func element(_ tag: Substring) -> Element? {
    let name = tag.prefix { $0.isLetter || $0.isNumber }
    guard !name.isEmpty else { return nil }
    var attributes: [String: String] = [:]
    var rest = tag.dropFirst(name.count)
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
        continue
      }
      let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
      rest = rest.dropFirst(key.count)
      guard !key.isEmpty, rest.hasPrefix("=\"") else { return nil }
      rest = rest.dropFirst(2)
      guard let end = rest.firstIndex(of: "\"") else { return nil }
      guard attributes.updateValue(String(rest[..<end]), forKey: String(key)) == nil else {
        return nil
      }
      rest = rest[end...].dropFirst()
    }
    return Element(name: String(name), attributes: attributes)
  }
}
