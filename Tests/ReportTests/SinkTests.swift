import Files
import Foundation
import FoundationXML
import Sampling
import TestSupport
import Testing
import Text

@testable import Judgement
@testable import Report

/// What a strict parser finds in a JUnit file.
private final class JUnitReader: NSObject, XMLParserDelegate {
  var suites: [[String: String]] = []
  var cases: [[String: String]] = []
  var failures: [[String: String]] = []
  var texts: [String] = []
  var error: (any Error)?

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.shouldResolveExternalEntities = false
    parser.delegate = self
    if !parser.parse() { error = parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    switch name {
    case "testsuite": suites.append(attributes)
    case "testcase": cases.append(attributes)
    case "failure":
      failures.append(attributes)
      texts.append("")
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !texts.isEmpty { texts[texts.count - 1] += text }
  }
}

/// One set of hostile names goes to every place where a report ends up.
@Suite struct SinkTests {
  static let hostile = [
    "a\u{1b}[2J\u{7}\u{0}b", "c\r\n::error::forged", "::error::forged", "##[add-mask]x",
    "]]><failure/>&amp;<!--\"'", "| a | b |\n|---|---|", "[x](javascript:alert(1))",
    "<script>alert(1)</script>", "@everyone #1 www.example.com https://example.com", "%0A::x::",
    "\u{202e}txt.exe\u{2066}", "a,b:c%d", "\u{fffe}\u{ffff}\u{10ffff}", "`code` **bold** ~~x~~",
    "=cmd|' /C calc'!A0", "\u{2028}line\u{85}next",
    String(repeating: "x", count: 78) + " ::error::forged \u{a0}::error::forged",
  ]

  private func report(_ names: [String] = hostile) -> VerificationReport {
    var report = VerificationReport()
    for (index, name) in names.enumerated() {
      var trial = TrialEvidence.made(
        index % 2 == 0 ? .malformed : .diverged, path: name, reason: name)
      trial.milliseconds = 1234
      if index % 2 == 1 {
        trial.reason = nil
        trial.firstDivergence = Divergence(
          step: 3, column: .anchor, element: name, expected: name, actual: name)
      }
      trial.keptPath = name
      trial.diagnosis = Diagnosis(
        settings: [SettingDifference(name: name, expected: name, actual: name)])
      report.evidence.trials.append(trial)
    }
    report.evidence.controls = NegativeControl.allCases.map {
      .init(control: $0, isCaught: $0 != .oneULP)
    }
    report.coverage = Coverage(
      rule: "sample", plannedCount: 100,
      draw: .init(challenge: Challenge(names.joined()), root: Digest(of: [])))
    return report
  }

  /// No control character reaches a terminal, but our own line ends.
  private func expectPlain(_ text: String) {
    for scalar in text.unicodeScalars where scalar != "\n" {
      let category = scalar.properties.generalCategory
      #expect(
        category != .control && category != .format && category != .lineSeparator
          && category != .paragraphSeparator, "\(scalar.value)")
    }
  }

  @Test func table() {
    let text = report().table
    expectPlain(text)
    #expect(!text.contains("##["))
    for line in text.split(separator: "\n") {
      // A runner obeys a command at the beginning of a line, after spaces.
      #expect(!line.drop(while: \.isWhitespace).hasPrefix("::"), "\(line)")
    }
  }

  @Test func junitIsWellFormed() throws {
    let report = report()
    let document = JUnitReader(report.junit)
    #expect(document.error == nil, "\(String(describing: document.error))")
    expectPlain(report.junit)
    #expect(document.cases.count == Self.hostile.count + NegativeControl.allCases.count)
    #expect(document.failures.count == Self.hostile.count + 1)
    #expect(document.suites[0]["tests"] == "\(Self.hostile.count + NegativeControl.allCases.count)")
    #expect(document.suites[0]["failures"] == "\(Self.hostile.count + 1)")
    #expect(!report.junit.contains("skipped"))
    // The parser reads back what was meant: the name with its invisible characters spelt out.
    let third = try #require(document.cases.first { $0["classname"]?.hasPrefix("]]>") == true })
    #expect(third["classname"] == Self.hostile[4])
    #expect(third["time"] == "1.234")
    #expect(document.failures[4]["type"] == "malformed")
    #expect(document.texts[4].hasPrefix(Self.hostile[4]))
    #expect(document.failures.last?["type"] == "unverifiable")
  }

  @Test func unverifiableIsAFailure() {
    var report = VerificationReport()
    report.evidence.trials = [.made(.unverifiable, path: "a", reason: "no model")]
    let document = JUnitReader(report.junit)
    #expect(document.failures.map { $0["type"] } == ["unverifiable", "unverifiable"])
    #expect(document.failures[0]["message"] == "no model")
    #expect(document.failures[1]["message"] == "no negative control could be run")
  }

  @Test func annotationsAreOneCommandEach() throws {
    // The controls, those that are malformed, and one for those that differ alike.
    let lines = report().annotations
    #expect(lines.count == 2 + Self.hostile.count / 2)
    for line in lines {
      expectPlain(line)
      #expect(!line.contains("\n"))
      #expect(!line.contains("##["))
      #expect(line.hasPrefix("::error "))
      // Within the parameters no ':' or ',' but ours, and every '%' begins an escape.
      let parameters = try #require(line.dropFirst(8).components(separatedBy: "::").first)
      let names = parameters.split(separator: ",").map { $0.split(separator: "=")[0] }
      #expect(names == ["file", "line", "title"] || names == ["title"], "\(line)")
      for part in line.components(separatedBy: "%").dropFirst() {
        #expect(["25", "3A", "2C", "0A"].contains(String(part.prefix(2))), "\(line)")
      }
    }
  }

  @Test func workflowTextIsEscapedAsDocumented() {
    #expect(Escaping.workflowMessage(["50% a,b:c", "next"]) == "50%25 a,b:c%0Anext")
    #expect(Escaping.workflowParameter("a%:,b") == "a%25%3A%2Cb")
    #expect(Escaping.workflowParameter("a\r\nb") == "a\\u{d}\\u{a}b")
  }

  @Test func manyAnnotationsAreRolledUp() {
    let lines = report((0..<40).map { "golden \($0)" }).annotations
    #expect(lines.count == 10)
    // 20 trials, one for 20 that differ alike, and the controls are 22; nine are shown.
    #expect(lines[9] == "::error title=malformed::and 13 more")
    #expect(lines[0].contains("not caught: one ULP in one loss"))
  }

  @Test func reproducedRunHasNoAnnotation() {
    var report = VerificationReport()
    report.evidence.trials = [.made(.reproduced, path: "a")]
    report.evidence.controls = [.init(control: .oneULP, isCaught: true)]
    #expect(report.annotations.isEmpty)
  }

  @Test func shortReportHasNoForeignMarkup() {
    let text = report().markdown
    expectNoForeignMarkup(text)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    // One of what differs alike, and one of what is malformed, as the reasons are the files themselves.
    #expect(rows.count == 4)
    for row in rows { #expect(row.filter { $0 == "|" }.count == 6, "\(row)") }
  }

  private func expectNoForeignMarkup(_ text: String) {
    expectPlain(text)
    let ours = "### seedproof verify: malformed\n"
    #expect(text.hasPrefix(ours))
    for mark in ["<", ">", "](", "](", "**", "`", "@", "www.", "https:", "~~", "##["] {
      #expect(!text.dropFirst(ours.count).contains(mark), "\(mark)")
    }
    // An indented line would be code, which shows references as they are.
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix(" ") })
  }

  @Test func summaryHasNoForeignMarkup() {
    let text = report().summary
    expectNoForeignMarkup(text)
    // Every row of the table has our five bars.
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == Self.hostile.count + 2)
    for row in rows { #expect(row.filter { $0 == "|" }.count == 5, "\(row)") }
  }

  @Test func summaryIsBounded() {
    let text = report((0..<30_000).map { "golden \($0)" }).summary
    #expect(text.utf8.count < 1 << 20)
    #expect(text.contains("more are not shown."))
  }

  @Test func noncharactersHaveNoPlaceInXML() {
    #expect(Escaping.xml("\u{fffe}\u{1b}") == "\\u{fffe}\\u{1b}")
  }
}
