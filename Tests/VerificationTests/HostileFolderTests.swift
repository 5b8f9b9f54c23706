import Experiment
import Files
import Foundation
import Testing

@testable import Verification

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
      #expect(error?.kind == .usage && error?.reason == "is named twice")
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
  ])
  func planThatChangesLaterIsNoticed(_ old: String, _ new: String, _ verdict: Verdict) throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing(old, with: new)
    #expect(text != RecordedExperiment.text)
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    #expect(try experiment.verify().verdict == verdict)
  }
}
