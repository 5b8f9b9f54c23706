import Foundation
import TestSupport
import Testing
import Text

/// `certify` of this program and of another trainer, as a user runs it.
@Suite(.timeLimit(.minutes(20))) struct CertifyCommandTests {
  static let plan = EmbeddedPlan.text(
    name: "short",
    ["epochs": "1", "learning_rate": "1e-3", "max_length": "32", "anchors_per_epoch": "60"],
    wi: "3...4", do: "1")

  private func certify(
    _ plan: String, _ arguments: [String]
  ) throws -> (status: Int32, document: JSONValue) {
    let result = try Executable.run(["certify", plan, "--challenge", "dice", "--json"] + arguments)
    guard !result.output.isEmpty else {
      Issue.record("\(result.error)")
      return (result.status, .null)
    }
    return (result.status, try JSONParser.parse(Array(result.output.utf8.dropLast())))
  }

  /// All but the instruction set that computes fma in software, which takes its time.
  /// Whether there must be a device here.
  private static let needsDevice =
    ProcessInfo.processInfo.environment["SEEDPROOF_NEEDS_OPENCL"] != nil

  @Test func thisProgramIsIdentical() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan, to: "plan.yaml")
      let (status, document) = try certify(
        plan, ["--max-steps", "40", "--skip", "instruction-set-generic,debug-build"])
      #expect(status == 0, "\(document.canonical)")
      #expect(document["verdict"] == "identical" && document["trainer"] == "own")
      #expect(document["wi"]?.integer == 3 && document["do"]?.integer == 1)
      #expect(document["steps"]?.integer == 40)
      let variations = document["variations"]?.array ?? []
      let ran = variations.filter { $0["verdict"] == "identical" }
      #expect(ran.count >= 18 && Int64(ran.count) == document["ran"]?.integer)
      for variation in variations where variation["verdict"] != "identical" {
        #expect(variation["verdict"] == "not run", "\(variation.canonical)")
        let name = variation["name"]?.string ?? ""
        #expect(
          name.hasPrefix("instruction-set-") || name.hasPrefix("locale")
            || name == "processor-affinity" || name == "device" && !Self.needsDevice)
      }
      for name in ["kill-1", "kill-2"] {
        let kill = variations.first { $0["name"]?.string == name }
        #expect(
          kill?["detail"]?.string?.contains("taken up at update ") ?? false,
          "\(kill?.canonical ?? name)")
      }
      #expect(document["controls"]?["missed"]?.array == [])
      #expect(document["controls"]?["caught"]?.array?.count ?? 0 >= 4)
      // The plan's folder is as it was.
      #expect(try folder.names() == ["plan.yaml"])
    }
  }

  @Test func whatIsNotRunIsNamed() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan.replacing("60", with: "1"), to: "plan.yaml")
      let result = try Executable.run([
        "certify", plan, "--max-steps", "20", "--only", "rerun,umask,kill-1", "--jobs", "1",
      ])
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("not run    kill-1"))
      #expect(
        result.output.contains("before its first checkpoint; raise the plan's anchors_per_epoch"))
      #expect(
        result.output.contains(
          "identical: 2 of 2 variations that ran gave the same bits, 1 not run"))
      #expect(
        result.output.contains("none of the 2 variations that ran changed a bit of this program"))
    }
  }

  /// A build that computes something else, here a script that trains with another rate.
  @Test func anotherBuildThatDiffersIsSeen() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan, to: "plan.yaml")
      let script = """
        #!/bin/sh
        plan=$2
        shift 2
        sed 's/"epochs": 1/"epochs": 1, "dropout": 0.2/' "$plan" > "$plan.other"
        exec \(Executable.path) train "$plan.other" "$@"

        """
      let other = try folder.write(script, to: "other")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other)
      let (status, document) = try certify(
        plan, ["--max-steps", "9", "--only", "rerun,program-1", "--program", other, "--jobs", "1"])
      #expect(status == 1)
      let found = document["variations"]?.array?[1]
      #expect(found?["verdict"] == "differs" && found?["factor"] == "the build")
      #expect(found?["firstDivergence"]?["column"] == "loss")
    }
  }

  @Test func anotherTrainerIsTried() throws {
    let trainer = Repository.fixture("External/resuming.py")
    let command = "python3 -S -B '\(trainer)' {wi} {do} {resume}"
    try withFolder { folder in
      let plan = try folder.write(ExternalCommandTests.plan, to: "plan.yaml")
      func run(_ options: String, _ more: [String]) throws -> (Int32, JSONValue) {
        try certify(plan, ["--runner", command + options] + more)
      }
      let good = try run("", ["--only", "rerun,umask,kill-1"])
      #expect(good.0 == 0 && good.1["trainer"] == "external")
      let bad = try run(" forgets=1", ["--only", "rerun,kill-1"])
      #expect(bad.0 == 1 && bad.1["verdict"] == "differs")
      let blind = try run(" blind=do", ["--only", "rerun,umask"])
      #expect(blind.0 == 2 && blind.1["verdict"] == "unproven")
      let one = try run("", ["--only", "rerun"])
      #expect(one.0 == 2)
      let table = try folder.write(
        "ceilings:\n  - { name: mine, variable: MINE, value: none }\n", to: "more.yaml")
      let mine = try run(" reads=MINE", ["--only", "rerun,ceiling-mine", "--ceilings", table])
      #expect(mine.0 == 1)
      #expect(mine.1["conclusion"]?.string?.contains("the processor's instruction set") ?? false)
    }
  }

  @Test(arguments: [
    (["--only", "nothing"], "there is no variation 'nothing'"),
    (
      ["--only", "rerun", "--skip", "rerun"],
      "no variation is chosen: what is not run proves nothing"
    ),
    (["--only", ""], "a name is empty"), (["--jobs", "0"], "--jobs must be 1...256"),
    (["--max-steps", "0"], "--max-steps must be at least 1"),
    (["--challenge", ""], "--challenge is empty"),
    (["--ceilings", "x"], "--ceilings is for --runner"),
    (["--runner", "a {wi}"], "is for Seedproof's own trainer, but --runner names another"),
    (["--runner", "a {wi}", "--max-steps", "3"], "--runner excludes --program and --max-steps"),
    (["--runner", "a {wi}", "--data", "x"], "--runner excludes --data and --model"),
  ])
  func wrongUseIsRefused(_ arguments: [String], _ reason: String) throws {
    let result = try Executable.run(
      ["certify", "golden/acceptability/experiment.yaml"] + arguments)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains(reason), "\(result.error)")
  }
}
