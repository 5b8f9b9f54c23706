import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Experiment

/// Goldens of other trainers that lie in lanes.
@Suite struct LaneTests {
  /// A folder of a plan of another trainer, in which goldens are files without content.
  private struct Place {
    let place = try! TemporaryFolder()
    let plan: ExperimentPlan
    var path: String { place.file("out") }

    init() throws {
      plan = try ExperimentPlan.read(
        place.write(
          "name: f\ntask: external\nseeds: { wi: 1...2, do: 7 }\n", to: "plan.yaml"))
    }

    @discardableResult
    func create(_ lane: LaneName?) throws -> ExperimentFolder {
      try .create(path, for: plan, lane: lane)
    }

    func write(_ name: String) throws { try place.write("x", to: "out/trials/" + name) }
    func open(_ lane: LaneName? = nil) throws -> ExperimentFolder {
      try .open(path, lane: lane)
    }

    func failure(_ body: () throws -> Void) throws -> String {
      let error = try #require(throws: InputError.self) { try body() }
      #expect(error.kind == .usage)
      return error.description
    }
  }

  private let cpu = LaneName("cpu")!
  private let gpu = LaneName("H100_a.b-1")!
  private let first = Cell(wi: 1, do: 7)

  @Test func namesAreNamesOfFolders() {
    for name in ["a", "0", "cpu", "rocm-7.2", "A_b", String(repeating: "a", count: 32)] {
      #expect(LaneName(name)?.description == name)
    }
    for name in [
      "", ".", "..", ".a", "-a", "_a", "a/b", "a b", "a,b", "a=1", "ä", "a\u{301}", "a\n",
      "x.golden", String(repeating: "a", count: 33),
    ] { #expect(LaneName(name) == nil, "\(name)") }
    #expect(
      [LaneName("b")!, LaneName("B")!, LaneName("a")!].sorted().map(\.description) == [
        "B", "a", "b",
      ])
  }

  /// A folder without lanes keeps its names; one with lanes has a folder for each.
  @Test func goldensOfALaneLieInItsFolder() throws {
    let place = try Place()
    let lane = try place.create(gpu)
    #expect(lane.goldenPath(first) == place.path + "/trials/H100_a.b-1/wi=001,do=007.golden")
    #expect(lane.goldenName(first) == "trials/H100_a.b-1/wi=001,do=007.golden")
    #expect(lane.partialPath(first) == lane.goldenPath(first) + ".partial")
    #expect(lane.pendingPath == place.path + "/pending/H100_a.b-1")
    #expect(lane.slurmPath == place.path + "/slurm/H100_a.b-1")
    #expect(lane.claimName(first) == "H100_a.b-1,wi=001,do=007")
    #expect(lane.cell(ofClaim: "H100_a.b-1,wi=001,do=007") == first)
    for other in ["wi=001,do=007", "cpu,wi=001,do=007", "H100_a.b-1,wi=1,do=007", "ledger"] {
      #expect(lane.cell(ofClaim: other) == nil)
    }
    let plain = ExperimentFolder(path: place.path, plan: place.plan)
    #expect(plain.goldenName(first) == "trials/wi=001,do=007.golden")
    #expect(
      plain.claimName(first) == "wi=001,do=007" && plain.pendingPath == place.path + "/pending")
    #expect(plain.cell(ofClaim: "wi=001,do=007") == first)
    #expect(plain.cell(ofClaim: "cpu,wi=001,do=007") == nil)
  }

  @Test func theOnlyLaneIsTaken() throws {
    let place = try Place()
    try place.create(cpu)
    // A lane is there once it has a golden.
    #expect(try place.open().lane == nil)
    try place.write("cpu/wi=001,do=007.golden")
    let folder = try place.open()
    #expect(folder.lane == cpu && folder.goldenCells() == [first])
    #expect(folder.missingCells() == [Cell(wi: 2, do: 7)])
    #expect(try place.open(cpu).lane == cpu)
    // Neither folders of another content nor links are lanes.
    try place.write("notes/readme.txt")
    try FileManager.default.createSymbolicLink(
      atPath: place.path + "/trials/link", withDestinationPath: "cpu")
    #expect(try place.open().lane == cpu)
    #expect(try place.open().lanes() == [cpu])
    try place.write("H100_a.b-1/wi=001,do=007.golden")
    #expect(try place.open(gpu).lane == gpu)
    #expect(
      try place.failure { _ = try place.open() }.hasSuffix(
        "has several lanes of goldens: H100_a.b-1, cpu; name one by --lane"))
    #expect(
      try place.failure { _ = try place.open(LaneName("tpu")) }.hasSuffix(
        "has no lane 'tpu'; it has H100_a.b-1, cpu"))
  }

  /// Whose goldens they would be is not known.
  @Test func goldensBesideLanesAreRefused() throws {
    let place = try Place()
    try place.create(nil)
    try place.write("wi=001,do=007.golden")
    #expect(try place.open().lane == nil)
    #expect(
      try place.failure { _ = try place.open(cpu) }.contains("has no lane 'cpu'; it has none"))
    #expect(try place.failure { try place.create(cpu) }.contains("leave out --lane"))
    #expect(!FileEntry.exists(place.path + "/trials/cpu"))
    try place.write("cpu/wi=001,do=007.golden")
    for lane in [nil, cpu] {
      let text = try place.failure { _ = try place.open(lane) }
      #expect(text.contains("is a golden in no lane, where there are lanes: cpu"))
      #expect(try place.failure { try place.create(lane) }.contains("cpu"))
    }
    try FileManager.default.removeItem(atPath: place.path + "/trials/wi=001,do=007.golden")
    #expect(try place.failure { try place.create(nil) }.contains("--lane cpu"))
    #expect(try place.create(cpu).lane == cpu && place.create(gpu).lane == gpu)
  }

  /// What no plan mentions is seen in every lane, and beside them.
  @Test func unplannedGoldensOfOtherLanesAreSeen() throws {
    let place = try Place()
    for name in [
      "cpu/wi=001,do=007.golden", "cpu/wi=009,do=007.golden", "gpu/wi=002,do=007.golden",
      "gpu/x.golden", "gpu/more/wi=001,do=007.golden", "notes/y.golden",
    ] {
      try place.create(cpu)
      try place.write(name)
    }
    let expected = [
      "cpu/wi=009,do=007.golden", "gpu/more/wi=001,do=007.golden", "gpu/x.golden",
      "notes/y.golden",
    ].map { place.path + "/trials/" + $0 }
    for lane in [cpu, LaneName("gpu")] {
      #expect(try place.open(lane).unplannedGoldens() == expected)
    }
  }

  /// Their bits are the same everywhere: goldens in folders of `trials` are none of theirs.
  @Test func ownTrialsHaveNoLanes() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    for name in [nil, cpu] as [LaneName?] where name != nil {
      let error = #expect(throws: InputError.self) {
        try ExperimentFolder.create(place.file("out"), for: plan, lane: name)
      }
      #expect(error?.description.contains("whose trials have no lanes") == true)
    }
    #expect(!FileEntry.exists(place.file("out")))
    let folder = try ExperimentFolder.create(place.file("out"), for: plan)
    try place.write("x", to: "out/trials/cpu/wi=001,do=001.golden")
    #expect(try folder.lanes() == [])
    #expect(try ExperimentFolder.open(folder.path).lane == nil)
    #expect(try folder.unplannedGoldens() == [folder.path + "/trials/cpu/wi=001,do=001.golden"])
    #expect(throws: InputError.self) { try ExperimentFolder.open(folder.path, lane: cpu) }
  }

  /// A line says its lane, and what was seen of the trainer; a name that is none is no line.
  @Test func linesOfTheLedgerNameTheirLane() throws {
    let place = try Place()
    let environment = TrainerEnvironment(
      processor: "A \u{1b}[31mB", libraries: ["torch": "2.13.0+cpu", "numpy": "2.3.5"])
    var entry = LedgerEntry(
      .completed, cell: first, lane: cpu, plan: place.plan.digest,
      machine: .init(
        host: nil, writer: "0123456789abcdef", process: 1, threads: 0, instructionSet: "external"),
      environment: environment, date: Date(timeIntervalSince1970: 0))
    let text = entry.json.canonical
    #expect(text.contains(#""lane":"cpu","libraries":{"numpy":"2.3.5","torch":"2.13.0+cpu"}"#))
    #expect(LedgerEntry(entry.json) == entry)
    #expect(LedgerEntry(entry.json.replacing("lane", with: "a/b")) == nil)
    #expect(LedgerEntry(entry.json.replacing("lane", with: 1)) == nil)
    entry.environment = nil
    entry.lane = nil
    for name in ["lane", "libraries", "processor"] { #expect(entry.json[name] == nil) }
    let many = (0..<300).map { ("\($0)" + String(repeating: "x", count: 200), "1") }
    let short = TrainerEnvironment(
      processor: nil, libraries: Dictionary(uniqueKeysWithValues: many))
    #expect(short.libraries.count == 200 && short.libraries.keys.allSatisfy { $0.count == 100 })
  }
}
