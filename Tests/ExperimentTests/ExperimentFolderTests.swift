import Foundation
import TestSupport
import Testing
import Text

@testable import Experiment

@Suite struct ExperimentFolderTests {
  @Test func thePlanIsCopiedByteForByte() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    let folder = try ExperimentFolder.create(place.path + "/a/b", for: plan)
    #expect(try place.read("a/b/experiment.yaml") == place.read("plan.yaml"))
    #expect(try place.names(in: "a/b") == ["experiment.yaml", "trials"])
    #expect(
      folder.goldenPath(Cell(wi: 1, do: 2)) == place.path + "/a/b/trials/wi=001,do=002.golden")
    let again = try ExperimentFolder.create(place.path + "/a/b", for: plan)
    #expect(again.plan.digest == plan.digest)
    let opened = try ExperimentFolder.open(place.path + "/a/b")
    #expect(opened.plan.digest == plan.digest)
    #expect(opened.plan.cells == plan.cells)
  }

  @Test func anotherPlanIsRefused() throws {
    let place = try TemporaryFolder()
    let first = try ExperimentPlan.embedded(in: place)
    _ = try ExperimentFolder.create(place.path + "/out", for: first)
    let second = try ExperimentPlan.embedded(in: place, wi: "1...3", name: "other.yaml")
    let error = #expect(throws: InputError.self) {
      try ExperimentFolder.create(place.path + "/out", for: second)
    }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("\(place.path)/out/experiment.yaml: is another plan than "))
    #expect(text.contains("\(first.digest)".prefix(12)))
    #expect(text.contains("\(second.digest)".prefix(12)))
    #expect(try place.read("out/experiment.yaml") == place.read("plan.yaml"))
  }

  @Test func aFolderOfOtherThingsIsRefused() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    try place.write("x", to: "photos/a.jpg")
    #expect {
      try ExperimentFolder.create(place.path + "/photos", for: plan)
    } throws: { "\($0)".contains("photos: holds files but no experiment.yaml") }
    #expect(try place.names(in: "photos") == ["a.jpg"])
    #expect {
      try ExperimentFolder.create(place.path + "/photos/a.jpg", for: plan)
    } throws: { "\($0)".hasSuffix("a.jpg: is not a folder") }
    #expect {
      try ExperimentFolder.open(place.path + "/photos")
    } throws: { "\($0)".contains("holds no experiment.yaml") }
    #expect {
      try ExperimentFolder.open(place.path + "/none")
    } throws: { "\($0)".hasSuffix("/none: no such folder") }
    #expect {
      try ExperimentFolder.open(place.path + "/photos/a.jpg")
    } throws: { "\($0)".contains("a.jpg: is not a folder; name the folder that") }
  }

  /// A process that was killed while it wrote the plan leaves a folder that can still be used.
  @Test func aKilledBeginningIsContinued() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    try place.write("nam", to: "out/experiment.yaml.partial-0123456789xyz")
    _ = try ExperimentFolder.create(place.path + "/out", for: plan)
    #expect(try place.names(in: "out") == ["experiment.yaml", "trials"])
    // A folder of trials without a plan, in which nothing is or what a killed process left.
    try place.write("", to: "late/trials/wi=001,do=001.golden.partial-0123456789xyz")
    _ = try ExperimentFolder.create(place.path + "/late", for: plan)
    #expect(try place.names(in: "late") == ["experiment.yaml", "trials"])
    // What an earlier version left.
    try place.write("nam", to: "old/experiment.yaml.partial")
    _ = try ExperimentFolder.create(place.path + "/old", for: plan)
    #expect(try place.names(in: "old") == ["experiment.yaml", "experiment.yaml.partial", "trials"])
  }

  @Test func trialsWithoutPlanAreRefused() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    for name in [
      "wi=001,do=001.golden", "wi=009,do=001.golden.partial-0123456789xyz", "notes",
      "wi=001,do=001.golden.partial",
    ] {
      try place.write("x", to: "\(name)/trials/\(name)")
      #expect {
        try ExperimentFolder.create("\(place.path)/\(name)", for: plan)
      } throws: { "\($0)".contains("holds files but no experiment.yaml") }
      #expect(try place.names(in: name) == ["trials"])
    }
  }

  /// What is written to a folder behind a link is not in this folder.
  @Test func foldersBehindLinksAreRefused() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    try place.write("x", to: "elsewhere/a")
    let folder = try ExperimentFolder.create(place.path + "/out", for: plan)
    func link(_ path: String, to target: String) throws {
      try? FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }
    try folder.checkFolders()
    for target in ["trials", "../elsewhere", "nothing"] {
      try link(folder.pendingPath, to: target)
      let error = #expect(throws: InputError.self) { try folder.checkFolders() }
      #expect(error?.file == folder.pendingPath)
    }
    try link(folder.trialsPath, to: "../elsewhere")
    let error = #expect(throws: InputError.self) {
      try ExperimentFolder.create(place.path + "/out", for: plan)
    }
    #expect(
      error?.description == "\(folder.trialsPath): is a link, not a folder; "
        + "put a folder in its place, or remove it")
    #expect(try place.names(in: "elsewhere") == ["a"])
  }

  /// Files that a killed process left go; those of nobody knows whom stay.
  @Test func straysOfPlannedTrialsGo() throws {
    let place = try TemporaryFolder()
    let folder = try ExperimentFolder.create(
      place.path + "/out", for: ExperimentPlan.embedded(in: place))
    let ours = ["wi=001,do=001.golden", "wi=002,do=003.golden.checkpoint"]
    let theirs = ["wi=009,do=001.golden", "notes", "wi=001,do=001.golden.other"]
    for name in ours + theirs {
      try place.write("x", to: "out/trials/\(name).partial-0123456789xyz")
    }
    try place.write("x", to: "out/trials/wi=001,do=002.golden.partial")
    folder.removeStrays()
    #expect(
      try place.names(in: "out/trials")
        == (theirs.map { $0 + ".partial-0123456789xyz" } + ["wi=001,do=002.golden.partial"])
        .sorted())
  }

  /// Relative folders in the copy are found in the folders above, as the original names them.
  @Test func theCopyFindsItsFolders() throws {
    let place = try TemporaryFolder()
    try place.write("", to: "models/m/config.json")
    try place.write("", to: "glue/RTE/train.tsv")
    let text = """
      name: a
      task: glue/RTE
      data: glue
      model: models/m
      seeds: { wi: 1, do: 1 }

      """
    let plan = try ExperimentPlan.read(place.write(text, to: "rte.yaml"))
    try plan.checkFolders()
    _ = try ExperimentFolder.create(place.path + "/results/rte", for: plan)
    let opened = try ExperimentFolder.open(place.path + "/results/rte").plan
    try opened.checkFolders()
    #expect(opened.data?.path == place.path + "/glue")
    #expect(
      ExperimentFolder.planPath(near: place.path + "/results/rte/trials/wi=001,do=001.golden")
        == place.path + "/results/rte/experiment.yaml")
    #expect(ExperimentFolder.planPath(near: place.path + "/glue/x.golden") == nil)
  }
}
