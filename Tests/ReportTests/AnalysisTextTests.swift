import Foundation
import Statistics
import Testing

@testable import Report

@Suite("An analysis as text")
struct AnalysisTextTests {
  private let result: AnalysisResult

  init() throws { result = HandMade.page(try HandMade.twoTasks()).analysis }

  /// The member at a path such as `tasks.0.variance.wi`.
  private func member(_ path: String) throws -> Any? {
    var value: Any? = try JSONSerialization.jsonObject(
      with: Data(AnalysisText.document(result).text.utf8))
    for key in path.split(separator: ".") {
      if let index = Int(key) {
        value = (value as? [Any])?[index]
      } else {
        value = (value as? [String: Any])?[String(key)]
      }
    }
    return value is NSNull ? nil : value
  }

  @Test("The promised fields of the JSON hold the numbers of the analysis")
  func jsonFields() throws {
    let task = result.tasks[0]
    #expect(try member("tasks.0.task") as? String == "glue/RTE")
    #expect(try member("tasks.0.trials") as? Int == 30)
    let variance = try #require(task.variance.value)
    let (wiTest, doTest) = (try #require(task.tests.wi.value), try #require(task.tests.do.value))
    let wiWorst = try #require(task.bestWorst.wi.value)
    let doWorst = try #require(task.bestWorst.do.value)
    let correlation = try #require(task.correlation.value)
    let spearman = try #require(correlation[1].spearman)
    let numbers: [(String, Double)] = [
      ("mean", task.mean), ("sd.overall", task.overallSD),
      ("sd.givenWI", try #require(task.sdGiven.wi.value)),
      ("sd.givenDO", try #require(task.sdGiven.do.value)), ("best.value", task.best.value),
      ("best.V.4", task.best.points[4].v), ("best.U.4", task.best.points[4].u),
      ("best.distinct.3", try #require(task.best.distinct.value).values[3]),
      ("best.bandLower.4", try #require(task.best.points[4].band).lower),
      ("variance.wi", variance.reml.wi), ("variance.do", variance.reml.do),
      ("variance.residual", variance.reml.residual),
      ("variance.moments.do", try #require(variance.sums).moments.do),
      ("variance.intervals.wi.1", try #require(variance.intervals).wi.upper),
      ("tests.wi.F", wiTest.f), ("tests.wi.p", wiTest.p),
      ("tests.wi.permutationP", wiTest.permutation.p), ("tests.do.F", doTest.f),
      ("tests.do.p", doTest.p), ("tests.do.permutationP", doTest.permutation.p),
      ("bestWorst.wi.F", wiWorst.f), ("bestWorst.wi.p", wiWorst.p),
      ("bestWorst.wi.falsePositiveRate", wiWorst.falsePositiveRate),
      ("bestWorst.do.F", doWorst.f), ("bestWorst.do.p", doWorst.p),
      ("bestWorst.do.selectionAware.p", doWorst.selectionAware.p),
      ("degenerate.rate", try #require(task.degenerate.value).rate),
      (
        "earlyStopping.budgets.2.best.value",
        try #require(task.earlyStopping.value).budgets[2].best.value
      ),
      ("correlation.spearman.1", spearman),
    ]
    for (path, value) in numbers {
      // Foundation's reader rounds the last digit of long numbers.
      let read = try #require(try member("tasks.0." + path) as? Double)
      #expect(abs(read - value) <= 1e-14 * abs(value), "\(path): \(read), \(value)")
    }
    #expect(try member("tasks.0.variance.method") as? String == "REML")
    #expect((try member("tasks.0.best.n") as? [Int])?.prefix(3) == [1, 2, 3])
    #expect(try member("tasks.0.testSetNoise") == nil)
    #expect(try member("tasks.0.refused.0.field") as? String == "testSetNoise")
    #expect(try member("agreement.wi.W") as? Double == result.agreement.wi.value?.concordance.w)
  }

  @Test("Terminal tables fit 80 columns and say what they mean")
  func terminal() {
    let text = AnalysisText.terminal(result)
    for line in text.split(separator: "\n") {
      #expect(TextWidth.columns(String(line)) <= 80, "\(line)")
    }
    let tables = AnalysisTables(result).all
    #expect(tables.count >= 12)
    for table in tables {
      #expect(table.meaning.hasSuffix("."), "\(table.title)")
      #expect(text.contains(table.title + "\n"), "\(table.title)")
    }
    #expect(HandMade.unwrapped(text).contains("random steps use seed 1."))
  }

  @Test("Headings break and columns go into blocks before a number is cut")
  func blocks() {
    let columns = (0..<8).map { ReportTable.Column.numbers("number \($0)") }
    let table = ReportTable(
      "T", meaning: "M.", columns: [.words("name")] + columns,
      rows: [["a long name that can be cut"] + (0..<8).map { "12345678.\($0)" }])
    let lines = table.terminal(width: 50).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 50 })
    for number in 0..<8 { #expect(table.terminal(width: 50).contains("12345678.\(number)")) }
    #expect(lines.count { $0.hasPrefix("a long") } > 1)
  }

  @Test("A table in each form")
  func forms() {
    let table = ReportTable(
      "Scores", meaning: "Means.", columns: [.words("task"), .numbers("mean")],
      rows: [["a_b", "0.5"], ["c", "-0.25"]], notes: ["Note."])
    #expect(
      table.terminal() == """
        Scores
        Means.
        task   mean
        ----  -----
        a_b     0.5
        c     -0.25
        * Note.

        """)
    #expect(
      table.markdown == """
        ### Scores

        Means.

        | task | mean |
        | --- | ---: |
        | a_b | 0.5 |
        | c | -0.25 |

        - Note.


        """)
    let latex = ReportTable.latex([table, table])
    #expect(latex.contains("    a\\_b & 0.5 \\\\\n    c & \\textminus{}0.25 \\\\\n"))
    #expect(latex.contains("\\begin{tabular}{lr}"))
    #expect(latex.contains("\\caption{Scores.}\\label{tab:scores}"))
    #expect(latex.contains("\\label{tab:scores-2}"))
    let odd = ReportTable(
      "Why?", meaning: "The 'least' of WI x DO.", columns: ["p", "cell", "share"],
      rows: [["-1.5e-05", "1:2", "-3.0%"]]
    ).latex(label: "why")
    #expect(
      odd.contains(
        "\\textminus{}1.5\\texttimes{}10\\textsuperscript{\\textminus{}5} & 1:2 & \\textminus{}3.0\\% "
      ))
    #expect(odd.contains("\\caption{Why?}") && odd.contains("WI \\texttimes{} DO"))
    #expect(odd.contains("The \\textquoteleft{}least' of"))
    #expect(MarkupScanner(table.html(.stacks)).faults == [])
    #expect(table.html(.scrolls).contains("<td>a_b</td><td class=\"n\">0.5</td>"))
  }
}
