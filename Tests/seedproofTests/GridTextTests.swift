import Foundation
import TestSupport
import Testing

/// What `grid` prints for people: every line fits a terminal of 80 columns.
@Suite struct GridTextTests {
  private static let rule = "start 4, keep 3 at 0.3, keep 1 at 0.6"

  /// Runs the program in `folder`, so that no path is long.
  private static func run(
    in folder: TemporaryFolder, _ words: String...
  ) throws -> Executable.Result {
    try Executable.run(words, script: "cd '\(folder.path)' && exec \"$0\" \"$@\"")
  }

  private static func wideLines(_ result: Executable.Result) -> [Substring] {
    result.wideLines + result.error.split(separator: "\n").filter { $0.count > 80 }
  }

  @Test func linesAreNotWide() throws {
    try withFolder { folder in
      let settings: KeyValuePairs = [
        "epochs": "1", "learning_rate": "1e-3", "max_length": "32", "max_steps": "13",
        "evaluations_per_epoch": "20", "anchors_per_epoch": "10",
      ]
      try folder.write(
        EmbeddedPlan.text(settings, wi: "1...3", do: "1...2", stop: Self.rule), to: "plan.yaml")
      let dry = try Self.run(in: folder, "grid", "plan.yaml", "--out", "a-grid", "--dry-run")
      #expect(dry.status == 0 && dry.prose.contains("stop rule: \(Self.rule)"))
      // A trial that fails lets its group wait: the longest summary there is.
      _ = try Self.run(in: folder, "grid", "plan.yaml", "--out", "a-grid", "--engine", "list")
      try folder.write("not a journal", to: "a-grid/trials/wi=001,do=002.golden.partial")
      let failed = try Self.run(
        in: folder, "grid", "plan.yaml", "--out", "a-grid", "--keep-going", "--jobs", "1")
      #expect(failed.status == 1 && failed.prose.contains("wait for the decision"))
      let status = try Self.run(in: folder, "grid", "--status", "a-grid")
      #expect(status.status == 0 && status.prose.contains("3 waiting"))
      try folder.remove("a-grid/trials/wi=001,do=002.golden.partial")
      let whole = try Self.run(in: folder, "grid", "plan.yaml", "--out", "a-grid")
      #expect(whole.status == 0 && whole.prose.contains("a-grid: 4 run, 2 kept"))
      try folder.write("x", to: "a-grid/trials/wi=001,do=002.golden")
      let cut = try Self.run(in: folder, "grid", "--status", "a-grid")
      #expect(cut.prose.contains("1 malformed"))
      for result in [dry, failed, status, whole, cut] {
        #expect(Self.wideLines(result) == [], "\(result.output)\(result.error)")
      }
    }
  }
}
