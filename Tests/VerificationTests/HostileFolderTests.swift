import Arithmetic
import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Judgement
@testable import Verification

private let openBLASIsInstalled = (try? OpenBLAS.fingerprint(threads: 1)) != nil

/// Folders that were arranged so that less would be compared than it seems.
@Suite struct HostileFolderTests {
  private let first = Cell(wi: 1, do: 1)
  private let second = Cell(wi: 2, do: 1)

  /// One trial counts once, however it is named.
  @Test func goldenThatIsNamedTwiceIsRefused() throws {
    let experiment = try RecordedExperiment()
    let link = experiment.path + "/link.golden"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: experiment.golden(first))
    for paths in [
      [experiment.path, experiment.path + "/"], [experiment.golden(first), link],
      [experiment.golden(second), experiment.path + "/trials/../trials/" + second.fileName],
    ] {
      let error = #expect(throws: InputError.self) { try TrialSelection.all(at: paths) }
      #expect(error?.kind == .usage && error?.reason.hasPrefix("is named twice") == true)
    }
    try FileManager.default.removeItem(atPath: link)
    let both = try TrialSelection.all(at: [experiment.golden(first), experiment.golden(second)])
    #expect(both.goldens.count == 2)
  }

  /// Neither a folder within `trials` nor one beside it hides a golden.
  @Test(arguments: [
    "/trials/old/wi=001,do=001.golden", "/trials/a.golden", "/wi=001,do=001.golden",
  ])
  func goldenAnywhereElseIsRefused(_ place: String) throws {
    let experiment = try RecordedExperiment()
    try FileManager.default.createDirectory(
      atPath: experiment.path + "/trials/old", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: experiment.golden(first), toPath: experiment.path + place)
    #expect(try experiment.verify().verdict == .malformed)
    let choice = TrialChoice.trials([second])
    #expect(try TrialSelection(choice, of: experiment.path).goldens.count == 2)
  }

  /// A golden that its plan lacks is refused where its file is named too, whatever it is called.
  @Test func goldenThatThePlanLacksIsRefusedByName() throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing("wi: 1...2", with: "wi: 1")
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let other = experiment.path + "/trials/other.golden"
    try FileManager.default.copyItem(atPath: experiment.golden(second), toPath: other)
    for path in [experiment.golden(second), other] {
      let report = try experiment.verify([experiment.golden(first), path])
      #expect(report.verdict == .malformed)
      #expect(report.trials.map(\.verdict) == [.reproduced, .malformed])
    }
  }

  /// A character that joins the point before it makes another name for Swift's strings.
  @Test func goldenWithAJoiningCharacterIsSeen() throws {
    let experiment = try RecordedExperiment()
    for place in ["/trials/x\u{600}.golden", "/x\u{600}.golden"] {
      try FileManager.default.copyItem(
        atPath: experiment.golden(first), toPath: experiment.path + place)
      #expect(try experiment.verify().verdict == .malformed)
      try FileManager.default.removeItem(atPath: experiment.path + place)
    }
    #expect(try experiment.verify().verdict == .reproduced)
  }

  /// A folder whose name is not UTF-8 cannot be looked into by the name that Foundation gives.
  @Test func folderWithABrokenNameHidesNothing() throws {
    let experiment = try RecordedExperiment()
    let folder = Array((experiment.path + "/trials/").utf8) + [0xff]
    func cString(_ bytes: [UInt8]) -> [CChar] { (bytes + [0]).map(CChar.init(bitPattern:)) }
    let golden = folder + Array("/a.golden".utf8)
    try #require(mkdir(cString(folder), 0o700) == 0)
    try #require(link(experiment.golden(first), cString(golden)) == 0)
    defer {
      unlink(cString(golden))
      rmdir(cString(folder))
    }
    let error = #expect(throws: InputError.self) { try experiment.verify() }
    #expect(error?.kind == .unverifiable)
  }

  /// A plan of some bytes may have more trials than any memory has room for.
  @Test func planOfTooManyTrialsIsRefused() throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing("wi: 1...2", with: "wi: 1...1000001")
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let error = #expect(throws: InputError.self) { try ChosenGolden.all(at: experiment.path) }
    #expect(error?.kind == .usage)
    #expect(throws: InputError.self) { try TrialSelection(.all, of: experiment.path) }
    #expect(try experiment.verify([experiment.golden(first)]).verdict == .reproduced)
  }

  /// A golden that is a link to another cell's is that cell's trial, and one that is no file is none.
  @Test func linksAndPipesAreNoGoldens() throws {
    let experiment = try RecordedExperiment()
    let path = experiment.golden(first)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: experiment.golden(second))
    #expect(try experiment.verify().verdict == .malformed)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/nonexistent")
    #expect(try experiment.verify().verdict == .unverifiable)
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try experiment.verify().verdict == .unverifiable)
    #expect(try experiment.verify().comparedCount == 1)
  }

  /// What the plan says now is what counts, not what it said when the goldens were made.
  @Test(arguments: [
    ("learning_rate: 1e-3", "learning_rate: 2e-3", Verdict.malformed),
    ("max_steps: 12", "max_steps: 11", .malformed), ("keep_logits: true", "", .malformed),
    ("model: embedded/tiny", "model: embedded/blank", .unverifiable),
    ("wi: 1...2", "wi: 1...3", .unverifiable), ("wi: 1...2", "wi: 1", .malformed),
    ("name: small", "name: other", .reproduced),
    ("task: embedded/acceptability", "task: embedded/syntax", .malformed),
    ("seeds:", "numerics: openblas\nseeds:", .malformed),
  ])
  func planThatChangesLaterIsNoticed(_ old: String, _ new: String, _ verdict: Verdict) throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing(old, with: new)
    #expect(text != RecordedExperiment.text)
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    #expect(try experiment.verify().verdict == verdict)
  }

  private func forge(
    _ experiment: RecordedExperiment, _ member: String, _ value: JSONValue
  ) throws {
    try experiment.forge(first) { golden in
      guard var members = golden.header.object else { return }
      members[member] = value
      golden.header = .object(members)
    }
  }

  /// Another version of a profile is another one, however its name begins.
  @Test(arguments: [
    ("numerics", "seedproof-f32/10"), ("numerics", "seedproof-f32/1/x"),
    ("numerics", "seedproof-f32/1 "), ("numerics", "openblas/1"), ("streams", "philox4x32-10/2"),
    ("streams", "trainer/5.99"), ("streams", "torch/2.13"), ("streams", "trainer/5.24 "),
  ])
  func goldenOfAnotherProfileIsNotThatOfItsPlan(_ member: String, _ profile: String) throws {
    let experiment = try RecordedExperiment()
    try forge(experiment, member, .string(profile))
    let report = try experiment.verify([experiment.golden(first)])
    #expect(report.verdict == .malformed)
    #expect(report.trials[0].reason?.contains("another trial than its plan") ?? false)
    // Without a plan it is the program that lacks it.
    let folder = try TemporaryFolder()
    let alone = folder.file("alone.golden")
    try FileManager.default.moveItem(atPath: experiment.golden(first), toPath: alone)
    let result = try experiment.verify([alone]).trials[0]
    #expect(result.verdict == .unverifiable)
    #expect(result.reason?.contains("was recorded with") ?? false)
    #expect(result.reason?.contains("'\(profile)'") ?? profile.hasPrefix("openblas"))
  }

  /// Both seeds of the name count.
  @Test(arguments: ["wi", "do"])
  func goldenOfAnotherSeedIsNotThatOfItsName(_ seed: String) throws {
    let experiment = try RecordedExperiment()
    try forge(experiment, seed, 2)
    let report = try experiment.verify([experiment.golden(first)])
    #expect(report.verdict == .malformed)
    #expect(report.trials[0].reason?.contains("not the one in its name") ?? false)
  }

  /// OpenBLAS gives other bits for another version, core type or number of threads.
  @Test(.enabled(if: openBLASIsInstalled, "libopenblas.so.0 is not installed"))
  func goldenOfAnotherOpenBLASIsNotCompared() throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text + "numerics: openblas\n"
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let other = "openblas/" + (try OpenBLAS.fingerprint(threads: 99))
    try experiment.forge(first) { golden in
      guard var members = golden.header.object else { return }
      members["numerics"] = .string(other)
      golden.header = .object(members)
    }
    let result = try experiment.verify([experiment.golden(first)]).trials[0]
    #expect(result.verdict == .unverifiable)
    #expect(
      result.reason?.contains("was recorded with numerics '\(other)', this run has 'openblas/")
        ?? false)
  }

  /// Seedproof's own trial in a plan for another trainer.
  @Test func ownGoldenInAPlanForAnotherTrainerIsRefused() throws {
    let experiment = try RecordedExperiment()
    let text = "name: small\ntask: external\nseeds: { wi: 1...2, do: 1 }\n"
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let report = try experiment.verify()
    #expect(report.trials.map(\.verdict) == [.malformed, .malformed])
    #expect(report.verdict == .malformed)
  }
}
