import Foundation
import Testing
import Trajectory

/// What is there is not overwritten, followed or waited for, whichever command writes.
@Suite struct PlacesTakenTests {
  private let files = FileManager.default

  /// A run that hangs is ended; its status is none of the program's.
  private func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Executable.Result {
    try Executable.run(
      arguments, environment: environment, script: "exec timeout -s KILL 60 \"$0\" \"$@\"")
  }

  /// A grid, and beside it a file that is nobody's to change.
  private func grid(
    seeds: String = "{ wi: 1, do: 1 }"
  ) throws -> (RecordedGrid, precious: String) {
    let grid = try RecordedGrid(seeds: seeds)
    let precious = grid.path + "/precious"
    try grid.write("precious", to: precious)
    return (grid, precious)
  }

  @Test(arguments: ["x.xml", "x.xml.partial"])
  func aReportGoesThroughNothing(_ name: String) throws {
    let (grid, precious) = try grid()
    let place = grid.path + "/" + name
    let verify = ["verify", grid.folder, "--junit", grid.path + "/x.xml"]
    // Beside the report's own name it is written.
    let status: Int32 = name == "x.xml" ? 64 : 0
    for target in [precious, grid.path + "/new"] {
      try files.createSymbolicLink(atPath: place, withDestinationPath: target)
      #expect(try run(verify).status == status)
      #expect(try files.destinationOfSymbolicLink(atPath: place) == target)
      try files.removeItem(atPath: place)
    }
    #expect(mkfifo(place, 0o644) == 0)
    #expect(try run(verify).status == status)
    try files.removeItem(atPath: place)
    try grid.write("precious", to: place)
    #expect(try run(verify).status == status)
    #expect(try grid.text(place) == "precious")
    #expect(try grid.text(precious) == "precious")
    #expect(!files.fileExists(atPath: grid.path + "/new"))
  }

  @Test func anAcceptedResultGoesThroughNothing() throws {
    let (grid, precious) = try grid()
    let golden = try Data(contentsOf: URL(filePath: grid.golden(1)))
    var forged = try Golden(grid.golden(1))
    forged.steps[4].lossBits ^= 1
    try forged.write(to: grid.golden(1))
    let result = grid.path + "/new.golden"
    try golden.write(to: URL(filePath: result))
    try files.createSymbolicLink(
      atPath: grid.golden(1) + ".accepted.partial", withDestinationPath: precious)
    let accepted = try run(["accept", grid.folder, result, "--reason", "x"])
    #expect(accepted.status == 0, "\(accepted.error)")
    #expect(try grid.text(precious) == "precious")
    #expect(try Data(contentsOf: URL(filePath: grid.golden(1))) == golden)
    #expect(
      try files.attributesOfItem(atPath: grid.golden(1))[.type] as? FileAttributeType
        == .typeRegular)
  }

  /// `pending` is `trials`: the goldens would be removed as results that were put in place.
  @Test func acceptDeletesNoGolden() throws {
    let (grid, _) = try grid()
    try files.createSymbolicLink(
      atPath: grid.folder + "/pending", withDestinationPath: "trials")
    let result = try run(["accept", grid.folder, "--reason", "x"])
    #expect(files.fileExists(atPath: grid.golden(1)))
    #expect(result.status == 64)
    #expect(result.error.contains("pending: is a link, not a folder"))
  }

  @Test func aPendingFolderElsewhereIsNotWrittenTo() throws {
    let (grid, _) = try grid()
    try files.createDirectory(atPath: grid.path + "/d", withIntermediateDirectories: false)
    let place = grid.path + "/d/wi=001,do=001.golden"
    try grid.write("precious", to: place)
    try grid.write("", to: grid.golden(1))
    try files.createSymbolicLink(atPath: grid.folder + "/pending", withDestinationPath: "../d")
    #expect(try run(["verify", grid.folder, "--record", "failed"]).status == 64)
    #expect(try grid.text(place) == "precious")
  }

  /// A verification that keeps nothing takes nothing of an interrupted trial.
  @Test func theJournalOfAnInterruptedTrialStays() throws {
    let (grid, _) = try grid()
    let folder = grid.path + "/run"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let golden = try Golden(grid.golden(1))
    let place = folder + "/wi=001,do=001.golden"
    var writer: GoldenWriter? = try GoldenWriter(path: place, header: golden.header)
    for event in golden.events.prefix(5) { try writer?.append(event) }
    writer = nil
    let journal = try Data(contentsOf: URL(filePath: place + ".partial"))
    let verify = ["verify", grid.folder, "--keep-actual", folder]
    #expect(try run(verify).status == 0)
    #expect((try? Data(contentsOf: URL(filePath: place + ".partial"))) == journal)
    // Nor does one that keeps its result beside it.
    try grid.write("", to: grid.golden(1))
    #expect(try run(verify).status == 3)
    #expect((try? Data(contentsOf: URL(filePath: place + ".partial"))) == journal)
    #expect(try Golden(place).contentDigest == golden.contentDigest)
    // Another trial is not begun over it.
    let train = ["train", grid.path + "/plan.yaml", "--wi", "2", "--do", "1", "--out", place]
    let other = try run(train)
    #expect(other.status == 64)
    #expect((try? Data(contentsOf: URL(filePath: place + ".partial"))) == journal)
  }

  @Test func aTrialGoesThroughNothing() throws {
    let (grid, precious) = try grid()
    let golden = grid.path + "/t.golden"
    let train = [
      "train", grid.path + "/plan.yaml", "--wi", "1", "--do", "1", "--out", golden,
      "--checkpoint-every", "0",
    ]
    for (ending, status) in [
      ("", 64), (".partial", 64), (".checkpoint", 64), (".checkpoint.partial", 0),
    ] as [(String, Int32)] {
      let place = golden + ending
      try files.createSymbolicLink(atPath: place, withDestinationPath: precious)
      #expect(try run(train).status == status, "\(ending)")
      #expect(try files.destinationOfSymbolicLink(atPath: place) == precious)
      try files.removeItem(atPath: place)
      try? files.removeItem(atPath: golden)
      #expect(mkfifo(place, 0o644) == 0)
      #expect(try run(train).status == status, "\(ending)")
      try files.removeItem(atPath: place)
      try? files.removeItem(atPath: golden)
      try grid.write("precious", to: place)
      #expect(try run(train).status == status, "\(ending)")
      #expect(try grid.text(place) == "precious")
      try files.removeItem(atPath: place)
      try? files.removeItem(atPath: golden)
    }
    #expect(try grid.text(precious) == "precious")
    let model = grid.path + "/m"
    try files.createDirectory(atPath: model + ".partial", withIntermediateDirectories: false)
    try grid.write("precious", to: model + ".partial/notes")
    #expect(try run(train + ["--save-model", model]).status == 0)
    #expect(try grid.text(model + ".partial/notes") == "precious")
    // A golden of another trial is not replaced.
    let before = try Data(contentsOf: URL(filePath: golden))
    let other = ["train", grid.path + "/plan.yaml", "--wi", "2", "--do", "1", "--out", golden]
    #expect(try run(other).status == 64)
    #expect(try Data(contentsOf: URL(filePath: golden)) == before)
  }

  @Test func aGridGoesThroughNothing() throws {
    let (grid, precious) = try grid()
    let out = grid.path + "/q"
    let command = ["grid", grid.path + "/plan.yaml", "--out", out]
    try files.createDirectory(atPath: out, withIntermediateDirectories: false)
    #expect(mkfifo(out + "/experiment.yaml.partial", 0o644) == 0)
    #expect(try run(command).status == 0)
    try files.removeItem(atPath: out)
    try files.createDirectory(atPath: out, withIntermediateDirectories: false)
    try files.createSymbolicLink(atPath: out + "/trials", withDestinationPath: grid.trials)
    #expect(try run(command).status == 64)
    #expect(try files.contentsOfDirectory(atPath: out) == ["trials"])
    // A journal of nobody knows what.
    try files.removeItem(atPath: out + "/trials")
    try files.copyItem(atPath: grid.path + "/plan.yaml", toPath: out + "/experiment.yaml")
    try files.createDirectory(atPath: out + "/trials", withIntermediateDirectories: false)
    let journal = out + "/trials/wi=001,do=001.golden.partial"
    try files.createSymbolicLink(atPath: journal, withDestinationPath: precious)
    #expect(try run(command).status == 64)
    #expect(try files.destinationOfSymbolicLink(atPath: journal) == precious)
    #expect(try grid.text(precious) == "precious")
  }

  /// Killed, or the disk full, while the plan was written: there is a folder of trials, and no plan.
  @Test func aGridThatHadNoPlanGoesOn() throws {
    let (grid, _) = try grid()
    let out = grid.path + "/q"
    try files.createDirectory(atPath: out + "/trials", withIntermediateDirectories: true)
    try grid.write("nam", to: out + "/experiment.yaml.partial-0123456789xyz")
    let result = try run(["grid", grid.path + "/plan.yaml", "--out", out])
    #expect(result.status == 0, "\(result.error)")
    #expect(
      try files.contentsOfDirectory(atPath: out).sorted()
        == ["experiment.yaml", "ledger.jsonl", "trials"])
    #expect(try files.contentsOfDirectory(atPath: out + "/trials") == ["wi=001,do=001.golden"])
  }

  /// Killed after the golden was in place.
  @Test func aGridRemovesWhatFinishedTrialsLeft() throws {
    let (grid, _) = try grid()
    let golden = try Golden(grid.golden(1))
    var writer: GoldenWriter? = try GoldenWriter(path: grid.golden(1), header: golden.header)
    for event in golden.events { try writer?.append(event) }
    writer = nil
    try grid.write("x", to: grid.golden(1) + ".partial-0123456789xyz")
    try grid.write("x", to: grid.trials + "/notes.partial")
    let result = try run(["grid", grid.path + "/plan.yaml", "--out", grid.folder])
    #expect(result.status == 0, "\(result.error)")
    #expect(
      try files.contentsOfDirectory(atPath: grid.trials).sorted()
        == ["notes.partial", "wi=001,do=001.golden"])
  }

  /// GitHub's summary is appended to a file, and to nothing that waits or leads elsewhere.
  @Test func aSummaryIsAFile() throws {
    let (grid, precious) = try grid()
    let summary = grid.path + "/s.md"
    let environment = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary]
    #expect(mkfifo(summary, 0o644) == 0)
    let pipe = try run(["verify", grid.folder], environment: environment)
    #expect(pipe.status == 64 && pipe.output.isEmpty)
    #expect(pipe.error.contains("s.md: is a pipe"))
    try files.removeItem(atPath: summary)
    try files.createSymbolicLink(atPath: summary, withDestinationPath: precious)
    #expect(try run(["verify", grid.folder], environment: environment).status == 64)
    #expect(try grid.text(precious) == "precious")
    let null = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/dev/null"]
    #expect(try run(["verify", grid.folder], environment: null).status == 0)
  }

  @Test func outputsReplaceNothingElse() throws {
    let (grid, precious) = try grid(seeds: "{ wi: 1...2, do: 1 }")
    let html = grid.path + "/r.html"
    for arguments in [
      ["report", grid.folder, "--out", precious],
      ["report", grid.folder, "--out", html, "--latex", precious],
      ["report", grid.folder, "--out", grid.folder + "/experiment.yaml"],
      ["report", grid.folder, "--out", html, "--latex", grid.folder + "/ledger.jsonl"],
      ["train", grid.path + "/plan.yaml", "--wi", "1", "--do", "1", "--out", precious],
    ] {
      let result = try run(arguments)
      #expect(result.status == 64, "\(arguments)")
      #expect(result.error.contains("is there already and is no "))
    }
    #expect(try grid.text(precious) == "precious")
    #expect(!files.fileExists(atPath: html))
    for _ in 0..<2 {
      let report = ["report", grid.folder, "--out", html, "--plots", grid.path + "/p"]
      let result = try run(report + ["--latex", grid.path + "/t.tex"])
      #expect(result.status == 0, "\(result.error)")
    }
  }
}
