import Foundation
import Testing
import Text

@testable import Report

@Suite("Escaping")
struct EscapingTests {
  /// Characters that no sink may pass on.
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }

  static let sinks: [(name: String, escape: @Sendable (String) -> String)] = [
    ("terminal", Escaping.terminal), ("html", Escaping.html), ("xml", Escaping.xml),
    ("markdown", Escaping.markdown), ("latex", Escaping.latex), ("csv", Escaping.csv),
  ]

  @Test("Hostile names are harmless in every sink", arguments: HandMade.hostileNames)
  func everySink(name: String) {
    for sink in Self.sinks {
      let shown = sink.escape(name)
      #expect(!shown.unicodeScalars.contains(where: Self.isUnsafe), "\(sink.name): \(shown)")
    }
    let html = Escaping.html(name)
    for forbidden in ["<", ">", "\"", "'"] { #expect(!html.contains(forbidden), "\(html)") }
    #expect(MarkupScanner("<p title=\"\(html)\">\(html)</p>").faults == [])
    #expect(!html.unicodeScalars.contains { $0.value & 0xfffe == 0xfffe })

    let markdown = Escaping.markdown(name)
    for forbidden in ["<", "|", "*", "[", "`", "!", "://", "@o", "www.", "\\"] {
      #expect(!markdown.contains(forbidden), "\(markdown)")
    }

    let csv = Escaping.csv(name)
    let field = csv.hasPrefix("\"") ? String(csv.dropFirst()) : csv
    let first = field.drop { $0 == " " }.unicodeScalars.first
    #expect(first.map { !"=+-@\u{ff1d}".unicodeScalars.contains($0) } ?? true, "\(csv)")
    if csv.contains(",") || csv.contains(";") {
      #expect(csv.hasPrefix("\"") && csv.hasSuffix("\""))
    }

    let latex = Escaping.latex(name)
    #expect(Self.bareLaTeX(latex) == [], "\(latex)")
  }

  /// Special characters of LaTeX that nothing protects, and commands that escaping does not write.
  static func bareLaTeX(_ text: String) -> [String] {
    let commands = [
      "textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar",
      "textquotedbl", "textasciigrave", "textquoteleft", "textminus", "texttimes",
      "textsuperscript",
    ]
    var rest = Substring(text)
    var depth = 0
    var faults: [String] = []
    while let first = rest.first {
      rest = rest.dropFirst()
      switch first {
      case "\\":
        if let next = rest.first, "{}$&#_%".contains(next) {
          rest = rest.dropFirst()
        } else if let command = commands.first(where: { rest.hasPrefix($0 + "{") }) {
          rest = rest.dropFirst(command.count)
        } else {
          faults.append("\\\(rest.prefix(8))")
        }
      case "{": depth += 1
      case "}": depth -= 1
      case "$", "&", "#", "_", "%", "^", "~": faults.append(String(first))
      case "[", "]", "*": if depth == 0 { faults.append(String(first)) }
      default: break
      }
      if depth < 0 { faults.append("}") }
    }
    return faults + (depth == 0 ? [] : ["unbalanced"])
  }

  @Test("Ordinary names stay readable")
  func ordinary() {
    for sink in Self.sinks where sink.name != "latex" {
      #expect(sink.escape("glue/SST-2") == "glue/SST-2", "\(sink.name)")
    }
    #expect(Escaping.markdown("Mean 0.5, of 3.") == "Mean 0.5, of 3.")
    #expect(Escaping.markdown("-0.25") == "-0.25")
    #expect(Escaping.latex("a_b 5%") == "a\\_b 5\\%")
    #expect(Escaping.csv("plain") == "plain")
  }

  @Test("Escapes say what they replaced")
  func visible() {
    #expect(Escaping.html("a\u{202e}b<") == "a\\u{202e}b&lt;")
    #expect(Escaping.terminal("\u{1b}[0m") == "\\u{1b}[0m")
    #expect(Escaping.csv("=1,2") == "\"'=1,2\"")
    #expect(Escaping.csv("a\"b") == "\"a\"\"b\"")
  }

  @Test("Hostile names leave the terminal, Markdown and LaTeX tables in shape")
  func tables() throws {
    let table = try HandMade.hostile()
    let result = HandMade.page(table).analysis
    for line in AnalysisText.terminal(result).split(separator: "\n") {
      #expect(TextWidth.columns(String(line)) <= 80, "\(line)")
      #expect(!line.unicodeScalars.contains(where: Self.isUnsafe))
    }
    var bars: Int?
    for line in AnalysisText.markdown(result).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      guard line.hasPrefix("|") else {
        bars = nil
        continue
      }
      let count = line.count { $0 == "|" }
      #expect(count == bars ?? count, "\(line)")
      bars = count
    }
    for line in AnalysisText.latex(result).split(separator: "\n") where line.hasSuffix("\\\\") {
      let cells = line.dropLast(2).split(separator: " & ").map(String.init)
      for cell in cells { #expect(Self.bareLaTeX(cell) == [], "\(cell)") }
    }
    let json = Data(AnalysisText.document(result).text.utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let tasks = try #require(document["tasks"] as? [[String: Any]])
    #expect(tasks.map { $0["task"] as? String } == HandMade.hostileNames)
  }
}
