import Files
import Testing
import Text

@testable import Trajectory

@Suite struct FooterTests {
  private let footer = Footer(
    outcome: .completed, stepCount: 3, evaluationCount: 2, anchorCount: 1, chain: Digest(of: [1]),
    contentDigest: Digest(of: [2]),
    entries: [.init(kind: 1, firstRow: 0, rows: 3, offset: 100)], pageChains: [Digest(of: [3])])

  private func read(_ bytes: [UInt8], allowsMore: Bool = false) throws -> Footer {
    var cursor = ByteCursor(bytes[...], base: 0, name: "f")
    return try Footer(&cursor, allowsMore: allowsMore)
  }

  private func refusal(_ bytes: [UInt8]) throws -> String {
    try #require(throws: InputError.self) { try read(bytes) }.reason
  }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try read(footer.bytes) == footer)
    #expect(try read(footer.bytes + [0], allowsMore: true) == footer)
    #expect(try refusal(footer.bytes + [0]).contains("1 bytes too many"))
  }

  /// Counts at the limit are read, one beyond it is refused, for each kind of record.
  @Test(arguments: [\Footer.stepCount, \.evaluationCount, \.anchorCount])
  func recordsAreLimited(_ count: WritableKeyPath<Footer, Int> & Sendable) throws {
    var greatest = footer
    greatest[keyPath: count] = GoldenFormat.rowLimit
    #expect(try read(greatest.bytes) == greatest)
    greatest[keyPath: count] += 1
    #expect(try refusal(greatest.bytes).contains("more than 1073741824 records"))
  }

  @Test func pagesAreLimited() throws {
    var crowded = footer
    crowded.pageChains = []
    crowded.entries = Array(
      repeating: .init(kind: 128, firstRow: 0, rows: 0, offset: 0), count: GoldenFormat.pageLimit)
    #expect(try read(crowded.bytes).entries.count == GoldenFormat.pageLimit)
    crowded.entries.append(crowded.entries[0])
    #expect(try refusal(crowded.bytes).contains("an index of 1048577 pages does not fit"))
    // A number of pages for which there is no room.
    var bytes = footer.bytes
    bytes[GoldenFormat.footerByteCount - 4] = 4
    #expect(try refusal(bytes).contains("an index of 4 pages does not fit"))
  }
}
