import Files
import Foundation
import Testing

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
    } throws: { "\($0)".hasSuffix("a.jpg: is not a folder") }
  }

  /// A process that was killed while it wrote the plan leaves a folder that can still be used.
  @Test func aKilledBeginningIsContinued() throws {
    let place = try TemporaryFolder()
    let plan = try ExperimentPlan.embedded(in: place)
    try place.write("nam", to: "out/experiment.yaml.partial")
    _ = try ExperimentFolder.create(place.path + "/out", for: plan)
    #expect(try place.names(in: "out") == ["experiment.yaml", "trials"])
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
