import Foundation
import TestSupport
import Testing

@Suite("seedproof compare") struct CompareCommandTests {
  private static let head = "task,wi,do,score\n"
  private static let a = head + "t,1,1,0.5\nt,1,2,0.6\nt,2,1,0.7\nt,2,2,0.8\n"
  private static let b = head + "t,1,1,0.4\nt,1,2,0.4\nt,2,1,0.7\nt,2,2,0.6\n"

  private func withTables(_ body: (_ a: String, _ b: String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try body(folder.write(Self.a, to: "a.csv"), folder.write(Self.b, to: "b.csv"))
  }

  /// The differences of the four pairs are 0.1, 0.2, 0 and 0.2.
  @Test func twoTables() throws {
    try withTables { a, b in
      let result = try Executable.run(["compare", a, b, "--json"])
      #expect(result.status == 0, "\(result.error)")
      let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      let tasks = try #require((document as? [String: Any])?["tasks"] as? [[String: Any]])
      let recipes = try #require(tasks.first?["recipes"] as? [[String: Any]])
      #expect(recipes.compactMap { $0["name"] as? String } == ["a.csv", "b.csv"])
      let pair = try #require((tasks.first?["pairs"] as? [[String: Any]])?.first)
      #expect(pair["paired"] as? Bool == true && pair["probability"] as? Double == 0.75)
      let difference = try #require(pair["difference"] as? [String: Any])
      #expect(abs(try #require(difference["value"] as? Double) - 0.125) < 1e-12)
      // Of 16 arrangements of signs the four with all of one sign, as one difference is 0.
      let permutation = try #require(pair["permutation"] as? [String: Any])
      #expect(permutation["p"] as? Double == 0.25 && permutation["arrangements"] as? Int == 16)
      for form in [[], ["--details"]] {
        let text = try Executable.run(["compare", a, b] + form).output
        #expect(text.contains("do not tell which of a.csv and b.csv is better"), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
      }
    }
  }

  /// A recipe against itself in a larger grid: the nine goldens are among the 625, and nothing is claimed.
  @Test func twoFolders() throws {
    let folders = ["golden/acceptability", "golden/study"].map(Repository.path)
    let result = try Executable.run(["compare"] + folders)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.output.contains("do not tell which of acceptability and study is better"),
      "\(result.output)")
  }

  @Test func wrongUseIsRefused() throws {
    try withTables { a, b in
      for (words, reason) in [
        ([a], "name two recipes"), ([a, a], "stands there twice"), ([a, a + "x"], "no such file"),
        ([a, b, "--score-column", "loss"], "loss"), ([a, b, "--format", "junit"], "text, json"),
      ] {
        let result = try Executable.run(["compare"] + words)
        #expect(result.status == 64, "\(words)")
        #expect(result.error.contains(reason), "\(words): \(result.error)")
        #expect(result.output.isEmpty)
      }
    }
  }
}
