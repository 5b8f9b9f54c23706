import Arithmetic
import Experiment
import Foundation
import Sampling
import Testing
import Text
import Trajectory

@testable import Judgement
@testable import Verification

@Suite struct SameTrialTests {
  private let first = Cell(wi: 1, do: 1)

  @Test func oneTrialIsChosenOnce() throws {
    let experiment = try RecordedExperiment()
    let files = FileManager.default
    let place = experiment.path + "-other"
    defer { try? files.removeItem(atPath: place) }
    try files.createDirectory(atPath: place, withIntermediateDirectories: true)
    let golden = experiment.golden(first)
    try files.linkItem(atPath: golden, toPath: place + "/hard.golden")
    try files.createSymbolicLink(atPath: place + "/soft.golden", withDestinationPath: golden)
    try files.copyItem(atPath: golden, toPath: place + "/copy.golden")
    try files.copyItem(atPath: experiment.path, toPath: place + "/folder")
    try files.createSymbolicLink(atPath: place + "/link", withDestinationPath: experiment.path)
    for other in [
      "/hard.golden", "/soft.golden", "/copy.golden", "/folder", "/link",
      "/folder/trials/" + first.fileName,
    ] {
      for named in [golden, experiment.path] {
        let error = #expect(throws: InputError.self, "\(other)") {
          try TrialSelection.all(at: [named, place + other])
        }
        #expect(error?.kind == .usage && error?.reason.hasPrefix("is named twice") == true)
      }
    }
    #expect(throws: InputError.self) {
      try TrialSelection(.sample(1, Challenge("x")), of: [experiment.path, place + "/folder"])
    }
    // Another content is another trial's golden: at most one of the two can be reproduced.
    try experiment.forge(first) { $0.steps[1].lossBits ^= 1 }
    #expect(try TrialSelection.all(at: [golden, place + "/copy.golden"]).goldens.count == 2)
  }

  @Test func missingTrialsAreNamedOnceToo() throws {
    let experiment = try RecordedExperiment()
    let copy = experiment.path + "-copy"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.removeItem(atPath: experiment.path + "/trials")
    try FileManager.default.copyItem(atPath: experiment.path, toPath: copy)
    let error = #expect(throws: InputError.self) {
      try TrialSelection.all(at: [experiment.path, copy])
    }
    #expect(error?.reason.contains("neither has a golden") == true)
  }

  /// A golden of another trial spoils a draw as one that cannot be read does, and is in the root as it states.
  @Test func anotherTrialsGoldenSpoilsADraw() throws {
    let experiment = try RecordedExperiment()
    let second = experiment.golden(Cell(wi: 2, do: 1))
    try FileManager.default.removeItem(atPath: second)
    try FileManager.default.copyItem(atPath: experiment.golden(first), toPath: second)
    for challenge in ["a", "b", "c", "d"] {
      let selection = try TrialSelection(.sample(1, Challenge(challenge)), of: experiment.path)
      #expect(selection.goldens.map(\.path).contains(second))
      let report = TrialVerifier(ArithmeticSetting(threads: 2)).verify(selection)
      #expect(report.verdict == .malformed)
    }
  }
}
