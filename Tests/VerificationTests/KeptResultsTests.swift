import Arithmetic
import Experiment
import Files
import Foundation
import Testing
import Text
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

@Suite struct KeptResultsTests {
  private let first = Cell(wi: 1, do: 1)
  private let second = Cell(wi: 2, do: 1)

  private func verify(
    _ experiment: RecordedExperiment, _ kept: KeptResults?
  ) throws -> VerificationReport {
    let selection = try TrialSelection(.all, of: experiment.path)
    try kept?.prepare(for: selection)
    return TrialVerifier(ArithmeticSetting(threads: 2), keeping: kept).verify(selection)
  }

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  @Test func whatDiffersIsKeptWhole() throws {
    let experiment = try RecordedExperiment()
    let truth = try bytes(experiment.golden(first))
    try experiment.forge(first) { $0.steps[3].lossBits += 2 }
    let forged = try bytes(experiment.golden(first))
    let folder = experiment.path + "/actual"
    let report = try verify(experiment, KeptResults(differingIn: folder))
    #expect(report.verdict == .diverged)
    #expect(report.trials[0].firstDivergence?.step == 3)
    #expect(report.trials[0].firstDivergence?.ulps == 2)
    #expect(report.trials[0].stepCount == 3)
    #expect(report.trials[0].keptPath == folder + "/" + first.fileName)
    #expect(report.trials[1].keptPath == nil)
    #expect(names(folder) == [first.fileName])
    #expect(try bytes(folder + "/" + first.fileName) == truth)
    #expect(try bytes(experiment.golden(first)) == forged)
    #expect(report.json["trials"]?.array?[0]["kept"]?.string == folder + "/" + first.fileName)
  }

  /// What lies where a result would be kept is not replaced, but for what waits to be accepted.
  @Test func otherResultsAreNotReplaced() throws {
    let experiment = try RecordedExperiment()
    let selection = try TrialSelection(.all, of: experiment.path)
    for name in ["/keep", "/pending"] {
      let folder = experiment.path + name
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data([1]).write(to: URL(filePath: folder + "/" + first.fileName))
    }
    let kept = KeptResults(differingIn: experiment.path + "/keep")
    let error = #expect(throws: InputError.self) { try kept.prepare(for: selection) }
    #expect(error?.kind == .usage && error?.file == kept.folder + "/" + first.fileName)
    #expect(try bytes(kept.folder + "/" + first.fileName) == Data([1]))
    let pending = KeptResults(.failed, in: experiment.path + "/pending")
    try #require(pending).prepare(for: selection)
  }

  /// What was kept by a run that was killed stays, and the rest is added; another result is not replaced.
  @Test func aKilledRunGoesOn() throws {
    let experiment = try RecordedExperiment()
    let truth = try bytes(experiment.golden(first))
    try experiment.forge(first) { $0.steps[3].lossBits += 2 }
    let folder = experiment.path + "/actual"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let result = folder + "/" + first.fileName
    try truth.write(to: URL(filePath: result))
    try Data([1]).write(to: URL(filePath: result + ".partial-0123456789xyz"))
    let again = try verify(experiment, KeptResults(differingIn: folder))
    #expect(again.verdict == .diverged && again.trials[0].keptPath == result)
    #expect(names(folder) == [first.fileName])
    #expect(try bytes(result) == truth)
    try FileManager.default.removeItem(atPath: result)
    try FileManager.default.copyItem(atPath: experiment.golden(first), toPath: result)
    let forged = try bytes(result)
    let other = try verify(experiment, KeptResults(differingIn: folder))
    #expect(other.verdict == .diverged && other.trials[0].verdict == .diverged)
    #expect(other.trials[0].keptPath == nil)
    #expect(other.trials[0].firstDivergence?.step == 3)
    #expect(other.trials[0].reason?.contains("is there already and is another golden") == true)
    #expect(try bytes(result) == forged)
    // The golden of another trial is refused before the work.
    try FileManager.default.removeItem(atPath: result)
    try FileManager.default.copyItem(atPath: experiment.golden(second), toPath: result)
    #expect(throws: InputError.self) {
      try verify(experiment, KeptResults(differingIn: folder))
    }
  }

  /// Journal and checkpoint of an interrupted trial are not in the way, and stay.
  @Test(arguments: [false, true])
  func interruptedTrialsAreNotDisturbed(_ isPending: Bool) throws {
    let experiment = try RecordedExperiment()
    let header = try GoldenReader(experiment.golden(first)).header.value
    let truth = try bytes(experiment.golden(first))
    // The first diverges, the second is corrupt.
    try experiment.forge(first) { $0.steps[3].lossBits += 2 }
    try Data([0]).write(to: URL(filePath: experiment.golden(second)))
    let folder = experiment.path + (isPending ? "/pending" : "/actual")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var left: [String: Data] = [:]
    for cell in [first, second] {
      _ = try GoldenWriter(path: folder + "/" + cell.fileName, header: header)
      try Data("{}".utf8).write(to: URL(filePath: folder + "/" + cell.fileName + ".checkpoint"))
      for ending in [".partial", ".checkpoint"] {
        let name = cell.fileName + ending
        left[name] = try bytes(folder + "/" + name)
      }
    }
    let kept =
      isPending ? KeptResults(.all, in: folder) : KeptResults(differingIn: folder)
    let report = try verify(experiment, kept)
    #expect(report.trials.map(\.verdict) == [.diverged, .malformed])
    for (name, content) in left { #expect(try bytes(folder + "/" + name) == content, "\(name)") }
    #expect(
      names(folder) == ([first.fileName, second.fileName] + left.keys).sorted())
    #expect(try bytes(folder + "/" + first.fileName) == truth)
  }

  /// Folders are compared as folders, whatever the paths that lead to them.
  @Test func theFolderOfGoldensIsKnownByWhateverPath() throws {
    let experiment = try RecordedExperiment()
    let selection = try TrialSelection(.all, of: experiment.path)
    try FileManager.default.createSymbolicLink(
      atPath: experiment.path + "/pending", withDestinationPath: "trials")
    let within = experiment.path + "/trials/within"
    let places = [
      KeptResults(.all, in: experiment.path + "/pending"), KeptResults(differingIn: within),
      KeptResults(differingIn: experiment.path + "/pending/within"),
    ]
    for kept in places.compactMap(\.self) {
      #expect(throws: InputError.self, "\(kept.folder)") { try kept.prepare(for: selection) }
    }
    #expect(names(experiment.path + "/trials").filter { $0 != "within" }.count == 2)
  }

  @Test func missingIsOnlyTrainedWhenAskedFor() throws {
    let experiment = try RecordedExperiment()
    let truth = try bytes(experiment.golden(second))
    try FileManager.default.removeItem(atPath: experiment.golden(second))
    let folder = experiment.path + "/pending"
    #expect(try verify(experiment, KeptResults(differingIn: folder)).verdict == .unverifiable)
    #expect(names(folder).isEmpty)
    let report = try verify(experiment, KeptResults(.missing, in: folder))
    // A result that was just made is no evidence.
    #expect(report.verdict == .unverifiable)
    #expect(report.comparedCount == 1)
    #expect(names(folder) == [second.fileName])
    #expect(try bytes(folder + "/" + second.fileName) == truth)
    #expect(!FileManager.default.fileExists(atPath: experiment.golden(second)))
  }

  @Test(arguments: RecordMode.allCases)
  func modesKeepWhatTheySay(_ mode: RecordMode) throws {
    let experiment = try RecordedExperiment()
    let text = RecordedExperiment.text.replacing("wi: 1...2", with: "wi: 1...4")
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    // 1 is reproduced, 2 diverges, 3 is missing, 4 is corrupt.
    try experiment.forge(second) { $0.outcome = .nonfinite }
    try Data([0]).write(to: URL(filePath: experiment.golden(Cell(wi: 4, do: 1))))
    let folder = experiment.path + "/pending"
    let report = try verify(experiment, KeptResults(mode, in: folder))
    #expect(report.verdict == .malformed)
    #expect(report.trials.map(\.verdict) == [.reproduced, .diverged, .unverifiable, .malformed])
    let expected: [UInt32] =
      switch mode {
      case .never: []
      case .missing: [3]
      case .failed: [2, 3, 4]
      case .all: [1, 2, 3, 4]
      }
    #expect(names(folder) == expected.map { Cell(wi: $0, do: 1).fileName })
    for name in names(folder) { _ = try GoldenReader(folder + "/" + name) }
  }

  /// A result is kept of planned trials only, whatever else lies in the folder.
  @Test(arguments: RecordMode.allCases)
  func unplannedGoldensAreNotKept(_ mode: RecordMode) throws {
    let experiment = try RecordedExperiment()
    for name in [Cell(wi: 7, do: 7).fileName, "old/" + second.fileName, "old.golden"] {
      try FileManager.default.createDirectory(
        atPath: experiment.path + "/trials/old", withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: experiment.golden(first), toPath: experiment.path + "/trials/" + name)
    }
    let folder = experiment.path + "/pending"
    let verifier = TrialVerifier(
      ArithmeticSetting(threads: 2), keeping: KeptResults(mode, in: folder))
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let report = verifier.verify(try TrialSelection(.all, of: experiment.path))
    #expect(report.verdict == .malformed)
    #expect(names(folder) == (mode == .all ? [first, second].map(\.fileName) : []))
    #expect(report.trials.filter { !$0.isPlanned }.compactMap(\.keptPath) == [])
  }

  @Test func goldensAreNeverOverwritten() throws {
    let experiment = try RecordedExperiment()
    let selection = try TrialSelection(.all, of: experiment.path)
    for folder in ["/trials", "/trials/", "/trials/../trials", "/link"] {
      if folder == "/link" {
        try FileManager.default.createSymbolicLink(
          atPath: experiment.path + folder, withDestinationPath: experiment.path + "/trials")
      }
      #expect(throws: InputError.self, "\(folder)") {
        try KeptResults(differingIn: experiment.path + folder).prepare(for: selection)
      }
    }
    // Nor are those of another experiment.
    let other = try RecordedExperiment()
    for folder in ["", "/trials"] {
      #expect(throws: InputError.self, "\(folder)") {
        try KeptResults(differingIn: other.path + folder).prepare(for: selection)
      }
    }
    let copy = experiment.path + "/other"
    try FileManager.default.copyItem(atPath: experiment.path + "/trials", toPath: copy)
    // Other contents: a trial that is named twice is refused for that.
    for cell in experiment.plan.cells { try experiment.forge(cell) { $0.steps[3].lossBits ^= 1 } }
    // Nor those of a folder that no plan is in.
    #expect(throws: InputError.self) {
      try KeptResults(differingIn: copy).prepare(
        for: TrialSelection.all(at: [copy + "/" + first.fileName]))
    }
    let two = try TrialSelection.all(
      at: [experiment.golden(first), copy + "/" + first.fileName])
    #expect(throws: InputError.self) {
      try KeptResults(differingIn: experiment.path + "/actual").prepare(for: two)
    }
  }
}
