import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

/// `grid` and `verify` with another trainer's command, as a user runs them.
@Suite(.timeLimit(.minutes(20))) struct ExternalCommandTests {
  private static let trainer = Repository.fixture("External/trainer.py")
  static let plan = "name: f\ntask: external\nseeds: { wi: 1...2, do: 1 }\n"
  static let command = "python3 -S -E -B '\(trainer)' {wi} {do}"

  /// A folder with a plan, and the path of its grid.
  private func withPlan<R>(_ body: (_ plan: String, _ grid: String) throws -> R) throws -> R {
    try withFolder { folder in
      try body(folder.write(Self.plan, to: "plan.yaml"), folder.file("grid"))
    }
  }

  @Test func aGridIsRecordedAndVerified() throws {
    try withPlan { plan, grid in
      let recorded = try Executable.run(
        ["grid", plan, "--out", grid, "--jobs", "2", "--runner", Self.command])
      #expect(recorded.status == 0, "\(recorded.error)")
      #expect(recorded.prose.contains("2 run, 0 kept, 0 failed"))
      let verified = try Executable.run(["verify", grid, "--runner", Self.command])
      #expect(verified.status == 0, "\(verified.error)")
      #expect(verified.output.contains("reproduced: 2 of 2 compared"))
      #expect(verified.output.contains("controls 7/7 caught"))
      let diverged = try Executable.run(
        ["verify", grid, "--runner", Self.command + " loss=5", "--json"])
      #expect(diverged.status == 1)
      let report = try JSONParser.parse(diverged.output.utf8)
      #expect(report["verdict"] == "diverged")
      #expect(report["trainer"] == "external")
      #expect(report["trials"]?.array?[0]["firstDivergence"]?["step"]?.integer == 5)
      let near = try Executable.run(
        ["verify", grid, "--runner", Self.command + " loss=5", "--tolerance", "loss=1e-5"])
      #expect(near.status == 0)
      #expect(near.output.contains("agrees: 2 of 2 compared"))
      let without = try Executable.run(["verify", grid])
      #expect(without.status == 2)
      #expect(without.output.contains("--runner"))
    }
  }

  @Test func aFailedTrialIsNamedAndTheOthersGoOn() throws {
    try withPlan { plan, grid in
      let script =
        "if [ $1 = 1 ]; then echo broken \\#\\#[error]x >&2; exit 5; fi; exec \"$0\" -S \"$2\" $1 1"
      let result = try Executable.run([
        "grid", plan, "--out", grid, "--runner",
        "sh -c '\(script)' python3 {wi} '\(Self.trainer)'",
      ])
      #expect(result.status == 1)
      #expect(result.output.contains("failed wi=1,do=1: the trainer ended with status 5"))
      #expect(result.output.contains("broken ##\\u{5b}error]x"))
      #expect(!result.output.contains("##["))
      #expect(result.prose.contains("1 run, 0 kept, 1 failed"))
    }
  }

  /// As a parent may leave it: then an ended child is gone before anyone can ask for its status.
  @Test func ignoredEndsOfChildrenDoNotMatter() throws {
    try withPlan { plan, grid in
      let result = try Executable.run(
        ["grid", plan, "--out", grid, "--runner", Self.command, "--runner-timeout", "20"],
        script: """
          exec python3 -c 'import os, signal, sys
          signal.signal(signal.SIGCHLD, signal.SIG_IGN)
          os.execv(sys.argv[1], sys.argv[1:])' "$0" "$@"
          """)
      #expect(result.status == 0, "\(result.output)")
    }
  }

  /// What went wrong with every trial is not hidden by verdicts.
  @Test func trialsThatAreNotFiniteAreSaid() throws {
    try withPlan { plan, grid in
      let command = Self.command + " outcome=nonfinite"
      let recorded = try Executable.run(["grid", plan, "--out", grid, "--runner", command])
      #expect(recorded.prose.contains("2 run (2 nonfinite), 0 kept"))
      let verified = try Executable.run(["verify", grid, "--runner", command])
      #expect(verified.status == 0)
      #expect(verified.output.contains("73 values, nonfinite, external"))
      #expect(verified.output.contains("reproduced: 2 of 2 compared (2 nonfinite), "))
      for form in ["junit", "github", "json"] {
        let text = try Executable.run(["verify", grid, "--runner", command, "--format", form])
        #expect(text.output.contains("nonfinite"))
      }
    }
  }

  /// In CI the first trial stands for the others, unless the user says otherwise; trials that diverge do not.
  @Test func aTrainerThatCannotRunEndsTheGrid() throws {
    try withPlan { plan, grid in
      let command = ["--runner", Self.command + " crash=0"]
      let run = ["grid", plan, "--out", grid] + command
      for (arguments, ci, failures) in [
        (run, "1", 1), (run, "", 2), (run + ["--no-fail-fast"], "1", 2),
        (run + ["--fail-fast"], "", 1),
      ] {
        let result = try Executable.run(arguments, environment: ["CI": ci])
        #expect(result.status == 1)
        #expect(result.prose.contains("0 run, 0 kept, \(failures) failed, 2 of 2 missing"))
        #expect(result.output.contains("no other trial was begun") == (failures == 1))
      }
      let ledger = try String(contentsOfFile: grid + "/ledger.jsonl", encoding: .utf8)
      #expect(ledger.contains("ended with status 9 after line 1") && !ledger.contains("memory"))
      let later = try Executable.run(
        ["grid", plan, "--out", grid, "--runner", Self.command + " crash=4"],
        environment: ["CI": "1"])
      #expect(later.output.contains("2 failed"))
      let without = try Executable.run(["grid", plan, "--out", grid, "--fail-fast"])
      #expect(without.status == 64 && without.error.contains("--runner"))
    }
  }

  @Test func firstUpdatesAreVerified() throws {
    try withPlan { plan, grid in
      _ = try Executable.run(["grid", plan, "--out", grid, "--runner", Self.command])
      let verify = ["verify", grid, "--runner", Self.command + " loss=7"]
      let result = try Executable.run(verify + ["--updates", "7"])
      #expect(result.status == 0, "\(result.output)")
      #expect(result.output.contains("prefix agrees: the first 7 updates of 2 of 2 compared"))
      #expect(try Executable.run(verify + ["--updates", "8"]).status == 1)
      for wrong in [["0"], ["13"], ["3", "--segments", "1"], ["3", "--record", "all"]] {
        #expect(try Executable.run(verify + ["--updates"] + wrong).status == 64)
      }
    }
  }

  @Test func columnsThatAreNotRecordedAreNotShown() throws {
    try withPlan { plan, grid in
      let step = #"{"step":0,"loss":"0x1p-1""#
      for (columns, csv, row) in [
        ("", "step,0,0.5,,,,,", ["0", "0.5"]),
        (#","batchDigest":"0000abcd""#, "step,0,0.5,,0x0000abcd,,,", ["0", "0.5", "0000abcd"]),
        (#","gradientNorm":"0x0p+0""#, "step,0,0.5,0.0,,,,", ["0", "0.5", "0.0"]),
      ] {
        let script = "echo \(quoted(step + columns + "}")); echo \(quoted(#"{"end":{}}"#))"
        try? FileManager.default.removeItem(atPath: grid)
        let recorded = try Executable.run(
          ["grid", plan, "--out", grid, "--runner", "sh -c \(quoted(script)) sh {wi} {do}"])
        try #require(recorded.status == 0, "\(recorded.output) \(recorded.error)")
        let golden = grid + "/trials/wi=001,do=001.golden"
        let values = try Executable.run(["show", golden, "--csv"]).output.split(separator: "\n")
        #expect(values.last == csv[...])
        let lines = try Executable.run(["show", golden]).output.split(separator: "\n")
        let head = try #require(lines.first { $0.contains("gradient norm") })
        let line = try #require(lines.first { $0.split(separator: " ") == row.map { $0[...] } })
        // The batch stands under its title.
        #expect((line.count == head.count) == columns.contains("batch"))
      }
    }
  }

  /// One word for a shell, and for `--runner`.
  private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

  @Test func wrongUseIsRefused() throws {
    try withPlan { plan, grid in
      for (arguments, reason) in [
        (["grid", plan, "--out", grid], "whose command is not given"),
        (["grid", plan, "--out", grid, "--runner", "true"], "neither {wi} nor {do}"),
        (["grid", plan, "--out", grid, "--runner", "true {do}"], "lacks {wi}"),
        (["grid", plan, "--out", grid, "--runner", "true {wi} | cat"], "no shell"),
        (["grid", plan, "--out", grid, "--runner", "seedproof-none {wi}"], "cannot be started"),
        (["train", plan, "--wi", "1", "--do", "1"], "another trainer"),
        (["verify", plan, "--tolerance", "loss=1e-4"], "--runner"),
        (["verify", plan, "--runner", "true {wi}", "--tolerance", "loss=2"], "--tolerance"),
        (["verify", plan, "--runner", "true {wi}", "--runner-timeout", "0"], "--runner-timeout"),
        (["verify", plan, "--runner", "true {wi}", "--model", grid], "--runner excludes --data"),
        (["verify", plan, "--runner", "true {wi}", "--threads", "1"], "--runner excludes --data"),
        (
          ["grid", plan, "--out", grid, "--runner", "true {wi}", "--data", grid], "excludes --data"
        ),
        (
          ["grid", plan, "--out", grid, "--runner", "true {wi}", "--instruction-set", "generic"],
          "excludes --data"
        ),
      ] {
        let result = try Executable.run(arguments)
        #expect(result.status == 64, "\(arguments): \(result.error)")
        #expect(result.error.contains(reason), "\(result.error)")
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
      }
    }
  }
}
