import Files
import Judgement
import Sampling
import TestSupport
import Testing
import Text

@testable import Report

/// Lines for people have at most 80 columns.
@Suite struct TextWrapTests {
  /// What was broken, in one line.
  private func prose(_ text: String) -> String { text.replacing(/\n {4,}/, with: " ") }

  @Test func aLineThatFitsStaysAsItIs() {
    for line in ["", "short", "    why: a  b", String(repeating: "ab ", count: 26) + "ab"] {
      #expect(TextWrap.fitted(line) == line)
    }
  }

  @Test func aLongLineIsBrokenAtSpaces() {
    for (line, broken) in [
      ("aaa bbb ccc ddd", "aaa bbb ccc\n    ddd"), ("  aa bbb ccc d", "  aa bbb ccc\n      d"),
      // A word that is longer than a line stands alone, and of wide characters fewer fit.
      ("aa bbbbbbbbbbbbbbbbbb c", "aa\n    bbbbbbbbbbbbbbbbbb\n    c"),
      ("abcdefg \u{4e00}\u{4e00} a", "abcdefg \u{4e00}\u{4e00}\n    a"),
      ("abcdefgh \u{4e00}\u{4e00} a", "abcdefgh\n    \u{4e00}\u{4e00} a"),
      // Spaces stay, but for those at a break.
      ("aaaaaaaa b  cc", "aaaaaaaa b\n    cc"), ("a  b  c d e fff", "a  b  c d e\n    fff"),
      ("    aaaaaaaaaaaa", "    aaaaaaaaaaaa"),
    ] {
      #expect(TextWrap.fitted(line, width: 12) == broken, "\(line)")
    }
  }

  /// GitHub's runner would obey it, with whatever space before it.
  @Test func noLineBeginsWithACommand() {
    for command in ["::error::x", "##[error]x", "\u{a0}::error::x", "\u{3000}\u{a0}::error::x"] {
      let line = "    why: \(String(repeating: "x", count: 70)) \(command) \(command) y \(command)"
      let broken = TextWrap.fitted(line)
      #expect(prose(broken) == line)
      // A finding of a certificate that somebody else made, and the name of its experiment.
      for text in [broken, TextWrap.hanging("rerun     ", line), TextWrap.paragraph(line)] {
        #expect(text.contains("\n"))
        for part in text.split(separator: "\n").dropFirst() {
          let word = part.drop(while: \.isWhitespace)
          #expect(!word.hasPrefix("::") && !word.hasPrefix("##["), "\(part)")
        }
      }
    }
  }

  @Test func linesOfAReportFit() throws {
    let reason =
      "the plan's stop rule " + String(repeating: "says a thing and ", count: 20) + "ends"
    var diverged = TrialEvidence.made(.diverged, path: "b")
    diverged.diagnosis = Diagnosis(
      categories: [],
      pattern: {
        var pattern = DivergencePattern()
        pattern.append(Divergence(step: 1, column: .loss, expected: "1", actual: "2"))
        return pattern
      }(), notes: [String(repeating: "noted ", count: 30)])
    var report = VerificationReport()
    report.evidence.trials = [.made(.malformed, path: "a", reason: reason), diverged]
    report.evidence.controls = [.init(control: .oneULP, isCaught: true)]
    report.stopRule = VerificationReport.Remark(
      ["stop rule: not " + String(repeating: "shown ", count: 30)], .null)
    var coverage = Coverage(
      rule: "sample", plannedCount: 100,
      draw: Coverage.Draw(challenge: Challenge("x"), root: Digest(of: [])))
    coverage.missing = Coverage.Missing((0..<9).map { "trials/\($0).golden" })
    report.coverage = coverage
    let lines = report.table.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(report.table)")
    let told = prose(report.table)
    for text in ["why: " + reason, "likely cause: ", "stop rule: not shown", "power: none"] {
      #expect(told.contains(text), "\(text)")
    }
    // Documents have lines as they are.
    #expect(report.json["trials"]?.array?[0]["reason"]?.string == reason)
  }
}
