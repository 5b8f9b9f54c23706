import Files
import Foundation
import Sampling
import Testing
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

@Suite struct SegmentTests {
  private let first = KeptExperiment.first
  private let second = KeptExperiment.second

  @Test func allSegmentsTogetherAreAllValues() throws {
    let experiment = try KeptExperiment()
    let report = try experiment.segments()
    #expect(report.verdict == .segmentsAgree)
    #expect(report.verdict.exitCode == 0)
    #expect(report.segments.count == 8 && report.draw?.segmentCount == 8)
    #expect(
      report.drawn.map(\.steps).prefix(4) == [0..<7, 7..<13, 13..<19, 19..<24])
    #expect(report.segments.reduce(0) { $0 + $1.stepCount } == 48 && report.draw?.stepCount == 48)
    #expect(report.controls.count == 8 && report.isControlled)
    let whole = experiment.verifier().verify(try ChosenGolden.all(at: experiment.path))
    #expect(whole.verdict == .reproduced)
    #expect(report.valueCount == whole.valueCount)
    #expect(report.draw?.detectableCount == 1)
    #expect(!report.table.contains("reproduced"))
    #expect(report.json["verdict"]?.string == "segments agree")
    #expect(report.json["power"]?["chanceOfFindingOne"]?["numerator"]?.integer == 8)
  }

  /// No sink says more than that segments agree.
  @Test func whatCISystemsReadSaysSegments() throws {
    let report = try KeptExperiment().segments(2, challenge: "dice")
    #expect(report.verdict == .segmentsAgree)
    let proof = "one forged segment forges a trial: this is no reproduction of it"
    #expect(!report.table.contains("reproduced") && report.table.contains("segments agree"))
    for text in [report.junit, report.summary] {
      #expect(!text.contains("reproduced"))
      #expect(text.contains("segments agree"))
      #expect(text.contains("of 8 segments rerun"))
      #expect(text.contains("segments only"))
    }
    #expect(report.junit.contains("name=\"verdict\" value=\"segments agree\""))
    #expect(report.junit.contains(proof))
    #expect(report.summary.contains("this is no reproduction of it"))
    #expect(report.summary.hasPrefix("### seedproof verify: segments agree\n"))
    #expect(report.annotations.isEmpty)
    #expect(report.comparedCount == 0)
  }

  @Test func theChallengeDraws() throws {
    let experiment = try KeptExperiment()
    let frame = SegmentFrame(try ChosenGolden.all(at: experiment.path))
    let names = frame.segments.map(\.name)
    #expect(names.contains("wi=2/do=1/steps=13-19"))
    let plan = experiment.plan.digest
    let trials = try [first, second].map { cell in
      "plan=\(plan)/wi=\(cell.wi)/do=\(cell.do)/content=\(try Golden(experiment.golden(cell)).contentDigest)"
    }
    let leaves = trials.map { Array("\($0)/stretches=0,7,13,19,24".utf8) }
    let root = MerkleTree.root(leaves.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(frame.root == root)
    let items = trials.flatMap { trial in
      ["0-7", "7-13", "13-19", "19-24"].map { "\(trial)/steps=\($0)" }
    }
    #expect(frame.segments.map(\.item) == items)
    let seed = "audit-sample-v2|\(root)|\(Digest(of: Array("dice".utf8)))"
    var drawnBefore: Set<String> = []
    for count in 1...8 {
      let drawn = frame.draw(count, challenge: Challenge("dice"))
      let order = SamplingTickets.order(items, seed: seed)
      let random = Set(drawn.filter(\.isDrawn).map(\.segment.item))
      #expect(random == Set(order.prefix(count)))
      #expect(random.isSuperset(of: drawnBefore))
      drawnBefore = random
      for (segment, _) in drawn {
        #expect(
          drawn.contains { $0.segment.golden == segment.golden && $0.segment.steps.lowerBound == 0 }
        )
      }
    }
    let others = (0..<20).map {
      frame.draw(1, challenge: Challenge("dice \($0)")).first(where: \.isDrawn)
    }
    #expect(Set(others.map { $0?.segment.name }).count > 3)
  }

  /// A forged segment is found when it is drawn, at its step; when it is not, the verdict is no more than
  /// that the others agree.
  @Test func aForgedSegmentIsFoundIfItIsDrawn() throws {
    let experiment = try KeptExperiment()
    try experiment.forge(second) { $0.steps[15].lossBits ^= 1 }
    let report = try experiment.segments()
    #expect(report.verdict == .diverged)
    let place = try #require(report.segments.firstIndex { $0.verdict == .diverged })
    let (found, segment) = (report.segments[place], report.drawn[place])
    #expect(segment.name == "wi=2/do=1/steps=13-19")
    #expect(found.firstDivergence?.step == 15 && found.firstDivergence?.column == .loss)
    #expect(found.stepCount == 2)
    #expect(report.segments.count { $0.verdict == .segmentsAgree } == 7)
    #expect(report.trials.map(\.verdict) == [.segmentsAgree, .diverged])
    #expect(report.draw?.detectableCount != nil && report.json["power"] == nil)
    let frame = SegmentFrame(try ChosenGolden.all(at: experiment.path))
    let lucky = try #require(
      (0..<100).map { "challenge \($0)" }.first { challenge in
        !frame.draw(2, challenge: Challenge(challenge)).contains { $0.segment == segment }
      })
    let missed = try experiment.segments(2, challenge: lucky)
    #expect(missed.verdict == .segmentsAgree)
    #expect(missed.draw?.detectableCount == 6)
  }

  @Test(arguments: [6, 12, 15])
  func aRecordThatNoRerunHasIsFoundInItsSegment(_ step: Int) throws {
    let experiment = try KeptExperiment([KeptExperiment.first])
    try experiment.forge(first) { golden in
      let place = try #require(golden.anchors.firstIndex { $0.step > step })
      var extra = golden.anchors[place]
      extra.step = step
      golden.anchors.insert(extra, at: place)
    }
    let report = try experiment.segments(at: experiment.golden(first))
    #expect(report.verdict == .diverged)
    #expect(report.segments.first { $0.firstDivergence != nil }?.firstDivergence?.step == step)
  }

  @Test func aMissingCheckpointMakesALongerSegment() throws {
    let experiment = try KeptExperiment()
    try FileManager.default.removeItem(atPath: experiment.checkpoint(first, 13))
    let report = try experiment.segments()
    #expect(report.verdict == .segmentsAgree)
    #expect(report.draw?.segmentCount == 7)
    #expect(report.drawn.map(\.name).contains("wi=1/do=1/steps=7-19"))
  }

  @Test func withoutCheckpointsATrialIsOneSegment() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    let report = try experiment.segments(1, at: experiment.golden(first))
    #expect(report.verdict == .segmentsAgree)
    #expect(report.drawn.map(\.steps) == [0..<24])
  }

  @Test func aCheckpointThatIsNotTheStateIsMalformed() throws {
    let experiment = try KeptExperiment()
    let files = FileManager.default
    // Another trial's.
    try files.removeItem(atPath: experiment.checkpoint(first, 13))
    try files.copyItem(
      atPath: experiment.checkpoint(second, 13), toPath: experiment.checkpoint(first, 13))
    let foreign = try experiment.segments()
    #expect(foreign.verdict == .malformed)
    #expect(foreign.segments.count { $0.verdict == .malformed } == 1)
    // Of a run that forgot its moments: whole and well formed, but not what the golden pins.
    let sound = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    try experiment.record(first, keeping: 3) { trial, event in
      if case .evaluation(let record) = event, record.step == 7 { trial.forgetMoments() }
    }
    try sound.write(to: URL(filePath: experiment.golden(first)))
    let forged = try experiment.segments(at: experiment.golden(first))
    #expect(forged.verdict == .malformed)
    #expect(forged.segments.map(\.verdict) == [.segmentsAgree, .malformed, .malformed, .malformed])
  }

  @Test func whatStandsBesideAGoldenMustBelongToIt() throws {
    let experiment = try KeptExperiment([first])
    let folder = KeptCheckpoints(besideGolden: experiment.golden(first)).folder
    // The golden has an anchor at its end, where no segment begins, and none at 8.
    for name in ["step=000024.checkpoint", "step=000008.checkpoint", "notes.txt"] {
      try Data().write(to: URL(filePath: folder + "/" + name))
      let report = try experiment.segments(at: experiment.golden(first))
      #expect(report.verdict == .malformed, "\(name)")
      #expect(report.segments.isEmpty)
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }

  @Test func missingGoldensAndBlindComparisonsProveNothing() throws {
    let experiment = try KeptExperiment([first])
    #expect(try experiment.segments().verdict == .unverifiable)
    let blind = try experiment.segments(at: experiment.golden(first), VerifierTests.Agreeable())
    #expect(blind.verdict == .unverifiable)
    #expect(
      blind.controls.filter(\.isCaught).map(\.control)
        == [.recordMore, .recordLess, .otherHeader])
    try FileManager.default.removeItem(atPath: experiment.golden(first))
    let none = try experiment.segments()
    #expect(none.verdict == .unverifiable && none.segments.isEmpty)
  }
}

extension VerificationReport {
  fileprivate var segments: [TrialEvidence] { evidence.segments ?? [] }
  fileprivate var drawn: [Segment] { draw?.segments.map(\.segment) ?? [] }
}
