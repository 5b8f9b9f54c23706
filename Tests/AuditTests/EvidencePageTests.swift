import Foundation
import TestSupport
import Testing
import Text

@testable import Audit

/// The page of this room against the rules.
@Suite struct EvidencePageTests {
  private let page: String

  init() throws {
    page = try String(
      contentsOfFile: Repository.path("Sources/Audit/README.md"), encoding: .utf8)
  }

  /// First cells of the table below `heading`, with the words in code of the cells after it.
  private func table(below heading: String) -> [String: [String]] {
    let part = page.components(separatedBy: "## \(heading)\n")[1].components(separatedBy: "\n## ")[
      0]
    var found: [String: [String]] = [:]
    for line in part.split(separator: "\n") where line.hasPrefix("| `") {
      let words = line.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
      found[words[1]] = stride(from: 3, to: words.count, by: 2).map { words[$0] }
    }
    return found
  }

  @Test func everyRuleStandsThere() {
    #expect(Set(table(below: "Rules").keys) == Set(AuditRule.allCases.map(\.rawValue)))
  }

  @Test func everyKeyStandsThere() {
    let part = page.components(separatedBy: "## A file of claims\n")[1]
      .components(separatedBy: "\n## ")[0]
    let cells = part.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .compactMap { $0.split(separator: "|").first.map(String.init) }
    let named = Set(
      cells.flatMap { $0.split(separator: "`").filter { $0.first?.isLetter ?? false } })
    let examples: Set<Substring> = ["positives", "negatives", "examples"]
    #expect(named.union(examples) == Set(ClaimReader.keys.map { Substring($0) }))
  }

  /// What the project's own claims and two small ones have as evidence is on the page.
  @Test func everyMemberStandsThere() throws {
    let members = table(below: "Evidence")
    var seen: Set<AuditRule> = []
    for name in ["glue-readmes", "dodge2020"] {
      let path = Repository.path("golden/claims/\(name).yaml")
      let file = try ClaimsFile(String(contentsOfFile: path, encoding: .utf8), path: path)
      let report = ClaimsAudit.report(
        file, in: EvidenceFolder(beside: path), goldens: { _ in [:] })
      for finding in report.claims.flatMap(\.findings) {
        seen.insert(finding.rule)
        let told = members[finding.rule.rawValue] ?? []
        for (key, _) in finding.evidence where !told.contains(key) {
          Issue.record("\(finding.rule.rawValue): \(key) is not on the page")
        }
      }
    }
    #expect(seen.count >= 10)
  }
}
