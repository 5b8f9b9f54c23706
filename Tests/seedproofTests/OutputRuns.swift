import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import Benchmarks
@testable import seedproof

/// Every command that has `--json`, run on small inputs, so that each member of its documents is printed.
final class OutputRuns {
  /// What was printed, by the sections of the page.
  private(set) var documents: [(section: String, document: JSONValue, hasSchema: Bool)] = []

  let place: TemporaryFolder
  /// Four trials that kept checkpoints.
  private let grid: RecordedGrid
  /// Two trials of another trainer.
  let external: String

  private static let short = try? ShortPlan.text(seeds: "{ wi: 1...2, do: 1...2 }", steps: 9)
  static let trainer =
    "python3 -S -E -B '\(Repository.fixture("External/trainer.py"))' {wi} {do}"
  /// Which round it is of is not checked.
  private static let round = "29000000:" + String(repeating: "ab", count: 48)

  init() throws {
    place = try TemporaryFolder()
    grid = try RecordedGrid(seeds: "{ wi: 1...2, do: 1...2 }", keptCheckpoints: 3)
    external = place.file("external")
    try runGrids()
    try runVerifications()
    try runGoldens()
    try runCertificates()
    try runTables()
    try runOthers()
  }

  // MARK: Running

  /// Runs the program and takes the one document that it prints.
  func run(
    _ section: String, _ words: [String], environment: [String: String] = [:]
  ) throws {
    let result = try Executable.run(words + ["--json"], environment: environment)
    try take(result.output, section, words)
  }

  private func take(_ text: String, _ section: String, _ words: [String]) throws {
    guard !text.isEmpty, let value = try? JSONParser.parse(text.utf8, dialect: .foreign) else {
      Issue.record("\(words) printed no document: \(text.prefix(300))")
      return
    }
    documents.append((section, value, true))
  }

  /// Takes lines, of which the first, or each, has a schema.
  private func take(_ lines: [Substring], _ section: String, eachHasSchema: Bool) throws {
    for (index, line) in lines.enumerated() {
      let value = try JSONParser.parse(line.utf8, dialect: .foreign)
      documents.append((section, value, eachHasSchema || index == 0))
    }
    if lines.isEmpty { Issue.record("\(section): nothing was printed") }
  }

  /// A step of the way, which has no document of its own.
  @discardableResult
  func prepare(_ words: [String]) throws -> Executable.Result {
    let result = try Executable.run(words)
    if result.status != 0 { Issue.record("\(words): \(result.output) \(result.error)") }
    return result
  }

  private func copy(_ name: String) throws -> String {
    try FileManager.default.copyItem(atPath: grid.folder, toPath: place.file(name))
    return place.file(name)
  }

  func forge(_ path: String, _ change: (inout Golden) -> Void) throws {
    var golden = try Golden(path)
    change(&golden)
    try golden.write(to: path)
  }

  private func plan(_ name: String = "plan.yaml") throws -> String {
    try place.write(try #require(Self.short), to: name)
  }

  // MARK: Grids

  private func runGrids() throws {
    let plan = try plan()
    try run("grid", ["grid", plan, "--out", place.file("own"), "--stop", "start 2, keep 1 at 0.5"])
    let other = try place.write(
      "name: f\ntask: external\nseeds: { wi: 1...2, do: 1 }\n", to: "external.yaml")
    try run("grid", ["grid", other, "--out", external, "--runner", Self.trainer])
    let crash = Self.trainer + " crash=0"
    try run("grid", ["grid", other, "--out", place.file("crash"), "--runner", crash])
    // A claim of which nothing is known.
    let status = try copy("status")
    try FileManager.default.removeItem(atPath: status + "/trials/wi=002,do=002.golden")
    try place.write("x", to: "status/claims/wi=002,do=002")
    try run("grid --status", ["grid", "--status", status])
    try run(
      "grid --dry-run", ["grid", plan, "--dry-run", "--stop", "start 2, keep 1 at 0.5"])
    try run("grid --dry-run", ["grid", plan, "--dry-run"])
    try run(
      "grid --engine list", ["grid", plan, "--out", place.file("list"), "--engine", "list"])
    for (name, text) in [
      ("scontrol", "echo 'MaxArraySize            = 1001'"), ("sbatch", "echo 5"),
      ("squeue", "exit 0"),
    ] {
      let path = try place.write("#!/bin/sh\n\(text)\n", to: "bin/" + name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    try run(
      "grid --engine slurm", ["grid", plan, "--out", place.file("slurm"), "--engine", "slurm"],
      environment: ["PATH": place.file("bin") + ":" + path])
    let progress = try prepare([
      "grid", plan, "--out", place.file("log"), "--progress", "json", "--jobs", "1",
    ])
    let lines = progress.error.split(separator: "\n").filter { $0.hasPrefix("{") }
    try take(lines, "grid --progress json", eachHasSchema: true)
  }

  // MARK: Verifications

  private func runVerifications() throws {
    try run("verify", ["verify", grid.folder])
    for choice in [
      ["--sample", "1", "--challenge", "x"], ["--sample", "1", "--beacon", Self.round],
      ["--certify-fraction", "50%"], ["--segments", "2", "--challenge", "x"],
      ["--segments", "2", "--beacon", Self.round], ["--updates", "3"], ["--trials", "1:1"],
    ] { try run("verify", ["verify", grid.folder] + choice) }
    // Scores that decided, of trials that were not rerun.
    try run("verify", ["verify", place.file("own"), "--sample", "1", "--challenge", "x"])
    // A plan that was narrowed.
    let narrowed = try copy("narrowed")
    try place.replace("wi: 1...2", with: "wi: 1", in: "narrowed/experiment.yaml")
    try run("verify", ["verify", narrowed])
    try run("grid", ["grid", narrowed + "/experiment.yaml", "--out", narrowed])
    try runDifferences()
    try run("demo", ["demo", "--golden", grid.folder])
    try run("demo", ["demo", "--golden", narrowed])
  }

  /// Trials that differ, and that declare other settings.
  private func runDifferences() throws {
    let forged = try copy("forged")
    let first = forged + "/trials/wi=001,do=001.golden"
    try forge(first) { $0.steps[4].lossBits ^= 1 }
    try forge(forged + "/trials/wi=001,do=002.golden") { $0.evaluations[0].counts[0] += 1 }
    try run(
      "verify", ["verify", forged, "--keep-actual", place.file("kept"), "--bisect", "--at", "1"])
    try run("verify", ["verify", forged, "--bisect", "--at", "1", "--against", first])
    try run("verify", ["verify", forged, "--bisect", "--at", "99"])
    try run(
      "verify",
      ["verify", grid.folder, "--bisect", "--against", grid.golden(2), "--at", "1"])
    try run("verify", ["verify", external, "--runner", Self.trainer + " data=d2"])
    try run(
      "verify", ["verify", external, "--runner", Self.trainer, "--tolerance", "loss=1e-4"])
    try runLanes()
    try run("diff", ["diff", grid.golden(1), first])
    try runResume()
    _ = try Executable.run(["verify", forged, "--record", "failed"])
    try run("accept", ["accept", forged, "--reason", "to see"])
  }

  /// A trainer that is killed and run again.
  private func runResume() throws {
    let trainer =
      "python3 -S -E -B '\(Repository.fixture("External/resuming.py"))' {wi} {do} {resume}"
    let plan = try place.write(
      "name: resuming\ntask: external\nseeds: { wi: 3, do: 7 }\n", to: "resuming.yaml")
    let folder = place.file("resuming")
    try run("grid", ["grid", plan, "--out", folder, "--runner", trainer])
    try run("verify", ["verify", folder, "--runner", trainer, "--resume-at", "7"])
    try run("verify", ["verify", folder, "--runner", trainer + " forgets=1", "--resume-at", "7"])
  }

  // MARK: Goldens

  private func runGoldens() throws {
    try run("diff", ["diff", grid.golden(1), grid.golden(2)])
    try run("diff", ["diff", grid.golden(1), external + "/trials/wi=001,do=001.golden"])
    let longer = external + "/trials/wi=002,do=001.golden"
    try run("diff", ["diff", external + "/trials/wi=001,do=001.golden", longer])
    try run("diff of plans", ["diff", plan(), place.file("external.yaml")])
    let series = Repository.fixture("Trajectory/sound/series.golden")
    try run("diff", ["diff", longer, series])
    for path in [grid.golden(1), longer, series] {
      let shown = try prepare(["show", path, "--json"])
      try take(shown.output.split(separator: "\n"), "show", eachHasSchema: false)
    }
    let golden = try Golden(grid.golden(1))
    let writer = try GoldenWriter(path: place.file("t.golden"), header: golden.header)
    for event in golden.events.prefix(6) { try writer.append(event) }
    let partial = try prepare(["show", place.file("t.golden.partial"), "--partial", "--json"])
    try take(partial.output.split(separator: "\n"), "show", eachHasSchema: false)
    try run(
      "export",
      ["export", grid.folder, "--format", "csv", "--out", place.file("trials.csv")])
    try run(
      "train",
      [
        "train", plan(), "--wi", "1", "--do", "1", "--out", place.file("one.golden"),
        "--save-model", place.file("model"),
      ])
  }

  // MARK: Certificates

  private func runCertificates() throws {
    let key = place.file("me")
    try run("certificate keygen", ["certificate", "keygen", "--out", key])
    let signed = place.file("plan.intoto.jsonl")
    let plan = grid.folder + "/experiment.yaml"
    try run(
      "certificate plan",
      [
        "certificate", "plan", plan, "--key", key + ".key", "--out", signed, "--beacon", "29000000",
        "--time", "2026-01-01T00:00:00Z",
      ])
    let path = grid.folder + "/certificate.intoto.jsonl"
    let create = ["certificate", "create", grid.folder, "--key", key + ".key"]
    try run("certificate create", create)
    let pub = ["--pub", key + ".pub"]
    try run("certificate verify", ["certificate", "verify", grid.folder] + pub)
    try run("certificate merge", ["certificate", "merge", grid.folder, path] + pub)
    try run(
      "certificate stamp", ["certificate", "stamp", path, "--request", place.file("request")])
    try run("report", ["report", grid.folder, "--out", place.file("report.html")] + pub)
    try run("report", ["report", external, "--out", place.file("external.html")])
    // What others defined is printed as it was signed.
    let statements = try prepare(["certificate", "show", path, "--json"]).output
    for line in statements.split(separator: "\n") {
      let statement = try JSONParser.parse(line.utf8)
      #expect(statement["schema"] == nil && statement["_type"] != nil)
    }
    try "x".write(toFile: path, atomically: true, encoding: .utf8)
    try run("report", ["report", grid.folder, "--out", place.file("report.html")])
  }

  // MARK: The rest

  private func runOthers() throws {
    let claims = place.file("claims.yaml")
    try "claims:\n  - { id: a, source: b, task: RTE, scores: { accuracy: 88.0 } }\n  - { id: c }\n"
      .write(toFile: claims, atomically: true, encoding: .utf8)
    try run("audit", ["audit", claims])
    for scores in [["accuracy=86.0", "f1=90.1"], ["acc_and_f1=91.412"]] {
      try run(
        "audit possible",
        ["audit", "possible", "--task", "MRPC", "--statistic", "maximum", "--runs", "2"]
          + scores.flatMap { ["--metric", $0] })
    }
    try run("fetch", FetchedFolder.model(in: place))
    try run("fetch", FetchedFolder.glue(in: place))
    for kind in ["wi", "do"] {
      try run("streams \(kind)", ["streams", kind, "--seed", "1", "--count", "3"])
    }
    try run(
      "streams dropout",
      ["streams", "dropout", "--profile", "torch/2.13", "--seed", "1", "--count", "3"])
    try run("streams profiles", ["streams", "profiles"])
    let recorded = try place.write("0, 1, 2", to: "order.txt")
    try run("streams which", ["streams", "which", recorded, "--seeds", "0...30"])
    try run("devices", ["devices"])
    for list in DeviceListTests.lists { documents.append(("devices", try Self.parsed(list), true)) }
    let certify = ["certify", try plan(), "--challenge", "dice", "--max-steps", "4"]
    try run("certify", certify + ["--only", "rerun,locale,debug-build,kill-1"])
    let resuming = Repository.fixture("External/resuming.py")
    let command = "python3 -S -B '\(resuming)' {wi} {do} {resume} umask=1"
    try run(
      "certify",
      [
        "certify", place.file("external.yaml"), "--challenge", "dice", "--runner", command,
        "--only",
        "rerun,umask,kill-1",
      ])
    try run(
      "bench",
      ["bench", try plan(), "--updates", "2", "--rounds", "2", "--threads", "1", "--no-openblas"])
    documents.append(("bench", try Self.benchReport(), true))
  }

  /// Devices that this machine may not have, as `devices` says them.
  private static func parsed(_ list: DeviceList) throws -> JSONValue {
    try JSONParser.parse(OutputSchema.devices.text(of: list.json).utf8, dialect: .foreign)
  }

  /// Products and functions as `bench` says them; measuring them takes minutes.
  private static func benchReport() throws -> JSONValue {
    var report = BenchReport(instructionSet: "generic")
    report.schema = OutputSchema.bench.rawValue
    report.products = [
      ProductBench(
        model: "a", product: "b", m: 1, n: 2, k: 3, threads: 1, exact: 1, packed: 1.5, openblas: 1,
        ratio: 1, packedRatio: 1.5)
    ]
    report.functions = [
      FunctionBench(function: "exp", cyclesPerElement: 1.5, nanosecondsPerElement: 1)
    ]
    report.summarise()
    return try JSONParser.parse(report.json().utf8, dialect: .foreign)
  }
}
