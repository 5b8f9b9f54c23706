import Testing
import Text

@testable import Fetch

/// Against what GLUE's own script makes of the same bytes.
@Suite struct ParaphraseSplitTests {
  private static let header = "\u{feff}Quality\t#1 ID\t#2 ID\t#1 String\t#2 String"

  private func split(_ pairs: [String], _ ids: String, end: String = "\n") throws -> [String] {
    let text = ([Self.header] + pairs).map { $0 + end }.joined()
    return try ParaphraseSplit.contents(pairs: Array(text.utf8), ids: Array(ids.utf8))
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func sets(end: String) throws {
    let pairs = ["1\t1\t2\ta\tb", "0\t3\t4\tc\td", "1\t2\t1\te\tf"]
    let sets = try split(pairs, "3\t4\r\n9\t9", end: end)
    #expect(sets[0] == Self.header + "\n" + pairs[0] + "\n" + pairs[2] + "\n")
    #expect(sets[1] == Self.header + "\n" + pairs[1] + "\n")
  }

  /// Python's `strip` takes away spaces of Unicode and separators of ASCII at both ends, and no others.
  @Test func spacesAtTheEnds() throws {
    let sets = try split(
      [" 1\t1\t2\ta  b\tc \u{a0}\u{1f}", "0\t3\t4\t\u{200b}\te\u{301}\u{200b}"], "1\t2")
    #expect(sets[1].hasSuffix("\n1\t1\t2\ta  b\tc\n"))
    #expect(
      sets[0].utf8.elementsEqual((Self.header + "\n0\t3\t4\t\u{200b}\te\u{301}\u{200b}\n").utf8))
  }

  @Test(arguments: [
    (["1\t1\t2\ta"], "1\t2", "line 2 has 4 columns"),
    (["1\t1\t2\ta\tb\tc"], "1\t2", "line 2 has 6 columns"),
    (["1\t1\t2\ta\tb", ""], "1\t2", "line 3 has 1 columns"),
    (["1\t1\t2\ta\tb"], "1\t3", "0 of 1 pairs"), (["1\t1\t2\ta\tb"], "1\t2", "1 of 1 pairs"),
    (["1\t1\t2\ta\tb"], "", "list of pairs is empty"),
  ])
  func refused(pairs: [String], ids: String, reason: String) throws {
    let error = try #require(throws: InputError.self) { try split(pairs, ids) }
    #expect(error.kind == .malformed && error.reason.contains(reason), "\(error)")
  }

  @Test func noUTF8() {
    #expect(throws: InputError.self) { try ParaphraseSplit.contents(pairs: [0xff], ids: []) }
    #expect(throws: InputError.self) { try ParaphraseSplit.contents(pairs: [0x61], ids: [0xff]) }
  }
}
