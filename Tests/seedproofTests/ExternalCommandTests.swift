import Files
import Foundation
import Testing

@testable import seedproof

/// `grid` and `verify` with another trainer's command, as a user runs them.
@Suite(.timeLimit(.minutes(20))) struct ExternalCommandTests {
  private static let trainer = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/External/trainer.py").path
  private static let command = "python3 -S -E -B '\(trainer)' {wi} {do}"

  /// A folder with a plan, and the path of its grid.
  private func withPlan<R>(_ body: (_ plan: String, _ grid: String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.path + "/seedproof-foreign-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.write(
      Array("name: f\ntask: external\nseeds: { wi: 1...2, do: 1 }\n".utf8),
      to: folder + "/plan.yaml")
    return try body(folder + "/plan.yaml", folder + "/grid")
  }

  @Test func aGridIsRecordedAndVerified() throws {
    try withPlan { plan, grid in
      let recorded = try Executable.run(
        ["grid", plan, "--out", grid, "--jobs", "2", "--runner", Self.command])
      #expect(recorded.status == 0, "\(recorded.error)")
      #expect(recorded.output.contains("2 run, 0 kept, 0 failed"))
      let verified = try Executable.run(["verify", grid, "--runner", Self.command])
      #expect(verified.status == 0, "\(verified.error)")
      #expect(verified.output.contains("reproduced: 2 of 2 compared"))
      #expect(verified.output.contains("controls 3/3 caught"))
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
      let script = "if [ $1 = 1 ]; then echo broken >&2; exit 5; fi; exec \"$0\" -S \"$2\" $1 1"
      let result = try Executable.run([
        "grid", plan, "--out", grid, "--runner",
        "sh -c '\(script)' python3 {wi} '\(Self.trainer)'",
      ])
      #expect(result.status == 1)
      #expect(result.output.contains("failed wi=1,do=1: the trainer ended with status 5"))
      #expect(result.output.contains("broken"))
      #expect(result.output.contains("1 run, 0 kept, 1 failed"))
    }
  }

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
      ] {
        let result = try Executable.run(arguments)
        #expect(result.status == 64, "\(arguments): \(result.error)")
        #expect(result.error.contains(reason), "\(result.error)")
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
      }
    }
  }
}
