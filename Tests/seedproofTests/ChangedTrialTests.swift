import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

/// `verify --only-changed` in a work tree of git.
@Suite(.timeLimit(.minutes(20))) struct ChangedTrialTests {
  private func git(_ folder: String, _ words: String) throws {
    let result = try Executable.run(
      [], script: "cd \"\(folder)\" && git -c user.name=a -c user.email=a@b \(words)")
    try #require(result.status == 0, "\(words): \(result.error)\(result.output)")
  }

  @Test func whatABranchTouchedIsVerified() throws {
    try withFolder { place in
      let plan = try place.write(ShortPlan.text(seeds: "{ wi: 1...3, do: 1 }"), to: "plan.yaml")
      let grid = place.file("golden/g")
      #expect(try Executable.run(["grid", plan, "--out", grid, "--quiet"]).status == 0)
      let trials = grid + "/trials/"
      // A trial that no commit has ever had.
      try FileManager.default.removeItem(atPath: trials + "wi=003,do=001.golden")
      try git(place.path, "init --quiet --initial-branch=main")
      try git(place.path, "add .")
      try git(place.path, "commit --quiet -m first")
      func verify(_ revision: String = "main") throws -> Executable.Result {
        try Executable.run(["verify", grid, "--quiet", "--only-changed", revision])
      }
      func names(_ result: Executable.Result) -> [Substring] {
        result.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.compactMap { line in
          line.split(separator: " ").first { $0.hasPrefix("wi=") }
        }
      }
      let none = try verify()
      #expect(none.status == 64 && none.error.contains("nothing compared proves nothing"))
      // Gone, and exchanged on a branch; the main branch goes on meanwhile.
      try git(place.path, "checkout --quiet -b branch")
      try FileManager.default.removeItem(atPath: trials + "wi=001,do=001.golden")
      try git(place.path, "commit --quiet -am second")
      try git(place.path, "checkout --quiet main")
      try place.write("more", to: "golden/g/report.html")
      try git(place.path, "add .")
      try git(place.path, "commit --quiet -m other")
      try git(place.path, "checkout --quiet branch")
      let gone = try verify()
      #expect(gone.status == 2 && names(gone) == ["wi=1,do=1"], "\(gone.output) \(gone.error)")
      #expect(
        gone.output.contains("coverage: 1 of 3 planned trials (33.3%), whose goldens changed"))
      // Not yet committed, and unknown to git.
      #expect(try Executable.run(["grid", plan, "--out", grid, "--quiet"]).status == 0)
      let again = try verify()
      #expect(again.status == 0 && names(again) == ["wi=1,do=1", "wi=3,do=1"], "\(again.output)")
      try FileManager.default.removeItem(atPath: trials + "wi=002,do=001.golden")
      try FileManager.default.copyItem(
        atPath: trials + "wi=003,do=001.golden", toPath: trials + "wi=002,do=001.golden")
      let exchanged = try verify()
      #expect(exchanged.status == 3, "\(exchanged.output)")
      #expect(names(exchanged) == ["wi=1,do=1", "wi=2,do=1", "wi=3,do=1"])
      for wrong in ["nothing", "--all", ""] { #expect(try verify(wrong).status == 64) }
      let both = try Executable.run(["verify", grid, "--only-changed", "main", "--sample", "1"])
      #expect(both.status == 64)
    }
  }

  /// Another plan is another experiment.
  @Test func anotherPlanChangesEveryTrial() throws {
    try withFolder { place in
      let plan = try place.write(ShortPlan.text(seeds: "{ wi: 1...2, do: 1 }"), to: "plan.yaml")
      #expect(try Executable.run(["grid", plan, "--out", place.file("g"), "--quiet"]).status == 0)
      try git(place.path, "init --quiet --initial-branch=main")
      try git(place.path, "add .")
      try git(place.path, "commit --quiet -m first")
      let text = try String(contentsOfFile: place.file("g/experiment.yaml"), encoding: .utf8)
      try place.write("# other\n" + text, to: "g/experiment.yaml")
      let result = try Executable.run(
        ["verify", place.file("g"), "--quiet", "--only-changed", "main", "--json"])
      #expect(try JSONParser.parse(result.output.utf8)["trials"]?.array?.count == 2)
    }
  }
}
