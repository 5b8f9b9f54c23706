import Testing
import Text

@testable import seedproof

/// The page that describes every `--json`, and what the commands print.
@Suite(.timeLimit(.minutes(20))) struct OutputPageTests {
  @Test func thePageCanBeRead() throws {
    let page = try OutputPage()
    #expect(page.faults == [])
    #expect(
      Set(page.sections.values.compactMap(\.schema)) == Set(OutputSchema.allCases.map(\.rawValue)))
  }

  /// What is printed stands on the page, and what stands there is printed.
  @Test func thePageIsWhatIsPrinted() throws {
    var check = OutputCheck(try OutputPage())
    for (section, document, hasSchema) in try OutputRuns().documents {
      check.take(document, section, hasSchema: hasSchema)
    }
    let faults = Set(check.faults).sorted()
    #expect(faults == [], "\(faults.joined(separator: "\n"))")
    let unseen = check.page.promised.subtracting(check.seen).sorted()
    #expect(unseen == [], "never printed: \(unseen.joined(separator: "\n"))")
    let sections = Set(check.page.sections.keys)
    #expect(sections.isSubset(of: Set(check.seen.map { String($0.prefix { $0 != "." }) })))
  }

  /// The check sees what is not on the page, what is missing, and what is of another type.
  @Test func theCheckFails() throws {
    let page = try OutputPage()
    func faults(_ document: JSONValue, hasSchema: Bool = true) -> [String] {
      var check = OutputCheck(page)
      check.take(document, "export", hasSchema: hasSchema)
      return check.faults.sorted()
    }
    let good: [String: JSONValue] = ["schema": "seedproof-export/1", "written": "a", "rows": 1]
    func changed(_ name: String, _ value: JSONValue?) -> JSONValue {
      var members = good
      members[name] = value
      return .object(members)
    }
    #expect(faults(.object(good)) == [])
    #expect(faults(changed("schema", nil)) == ["export: schema none"])
    #expect(faults(changed("schema", "seedproof-export/2")).count == 1)
    #expect(faults(.object(good), hasSchema: false).count == 1)
    #expect(faults(changed("rows", nil)) == ["export.rows: is on the page and missing"])
    #expect(faults(changed("more", 1)) == ["export.more: is not on the page"])
    #expect(faults(changed("rows", "1")) == ["export.rows: \"1\" is no integer"])
  }

  /// A document says what it is before it is printed, wherever its members are in order.
  @Test func aDocumentSaysWhatItIs() {
    #expect(OutputSchema.diff.text(of: ["z": 1]) == #"{"schema":"seedproof-diff/1","z":1}"#)
    #expect(
      OutputSchema.analyze.text(of: .ordered(["z": 1, "a": 2]))
        == #"{"schema":"seedproof-analyze/1","z":1,"a":2}"#)
  }
}
