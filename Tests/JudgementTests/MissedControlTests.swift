import Files
import TestSupport
import Testing
import Text
import Trajectory

@testable import Judgement

/// Controls that show nothing: none of them may be called caught.
@Suite struct MissedControlTests {
  private static let component = "told"

  /// Twelve updates, of which the sample of the controls has eight, with an evaluation and an anchor of two components
  /// after the eighth and the last.
  private static func truth() throws -> Golden {
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 9, evaluation: .correct,
      anchorComponents: ["weights", component])
    var golden = Golden(header: .object(schema.members.merging(["recipe": "made"]) { $1 }))
    for step in 0..<12 {
      golden.append(.step(StepRecord(step: step, lossBits: UInt32(0x3f00_0000 + step))))
      guard step == 7 || step == 11 else { continue }
      golden.append(.evaluation(EvaluationRecord(step: step + 1, counts: [4, 5])))
      golden.append(anchor(step: step + 1, told: step))
    }
    return golden
  }

  private static func anchor(step: Int, told: Int) -> TrajectoryEvent {
    .anchor(
      AnchorRecord(
        step: step,
        components: [
          AnchorRecord.Component("weights", Digest(of: [UInt8(step)])),
          AnchorRecord.Component(component, Digest(of: [UInt8(told)])),
        ]))
  }

  /// The controls of a reproduced golden that were not caught.
  private static func missed(
    _ truth: Golden, _ change: (inout MadeTrial) -> Void
  ) throws -> [ControlResult] {
    let folder = try TemporaryFolder()
    var trial = MadeTrial(
      path: try folder.write(truth.encoded().bytes, to: "t.golden"), truth: truth)
    change(&trial)
    let judge = Judge(.own)
    let heard = judge.hear([(trial, .whole)], jobs: 1, progress: { _ in })
    let evidence = Evidence(
      trials: heard.evidence.countedOnce(),
      controls: judge.control(heard, challenge: "dice", threads: 1))
    let missed = evidence.controls.filter { !$0.isCaught }
    #expect(evidence.trials.map(\.verdict) == [.reproduced])
    #expect(Verdict(evidence) == (missed.isEmpty ? .reproduced : .unverifiable))
    return missed
  }

  /// Those missed where `rerun` is what varies.
  private static func missed(
    _ silence: TrialVariation.Silence, varied rerun: @escaping @Sendable () throws -> MadeRerun
  ) throws -> [ControlResult] {
    try missed(truth()) {
      $0.variation = TrialVariation(.neighbourSeed, silence: silence, rerun: rerun)
    }
  }

  @Test func allAreCaughtOtherwise() throws {
    #expect(try Self.missed(Self.truth()) { _ in }.isEmpty)
  }

  @Test func aControlThatCannotRunIsNotCaught() throws {
    let missed = try Self.missed(.missed("")) {
      throw InputError(.unverifiable, file: "model", "the weights are gone")
    }
    #expect(missed.map(\.control) == [.neighbourSeed])
    #expect(missed[0].name.contains("cannot be run"), "\(missed[0].name)")
    #expect(missed[0].name.contains("the weights are gone"), "\(missed[0].name)")
  }

  /// What a golden with a record more shows must be the record, and not that something else is missing.
  @Test func aGoldenThatCannotBeRerunIsNotCaught() throws {
    let missed = try Self.missed(Self.truth()) { $0.refusesLonger = true }
    #expect(missed.map(\.control) == [.recordMore])
  }

  /// Headers are to be refused: that their records differ afterwards is luck.
  @Test func aHeaderThatIsHeardIsNotCaught() throws {
    let missed = try Self.missed(Self.truth()) { $0.ignoresHeaders = true }
    #expect(missed.map(\.control) == [.otherHeader])
  }

  /// The sample ends with the anchor after the eighth update.
  @Test func aDifferenceBehindTheSampleIsNotCaught() throws {
    func missed(from step: Int) throws -> [NegativeControl] {
      let truth = try Self.truth()
      let events = truth.events.map { event -> TrajectoryEvent in
        guard case .step(var record) = event, record.step >= step else { return event }
        record.lossBits ^= 1
        return .step(record)
      }
      return try Self.missed(.missed("")) { MadeRerun(events, .completed) }.map(\.control)
    }
    #expect(try missed(from: 8) == [.neighbourSeed])
    #expect(try missed(from: 7) == [])
  }

  /// A state that differs only in what was told does not differ.
  @Test func aStateThatDiffersInWhatWasToldIsNotCaught() throws {
    func missed(told: Int, weights: Int) throws -> [NegativeControl] {
      let truth = try Self.truth()
      let events = truth.events.map { event -> TrajectoryEvent in
        guard case .anchor(var record) = event else { return event }
        record.components = [
          AnchorRecord.Component("weights", Digest(of: [UInt8(record.step + weights)])),
          AnchorRecord.Component(Self.component, Digest(of: [UInt8(record.step - 1 + told)])),
        ]
        return .anchor(record)
      }
      return try Self.missed(.stateDiffers(without: Self.component)) {
        MadeRerun(events, .completed)
      }.map(\.control)
    }
    #expect(try missed(told: 1, weights: 0) == [.neighbourSeed])
    #expect(try missed(told: 0, weights: 0) == [.neighbourSeed])
    #expect(try missed(told: 1, weights: 1) == [])
  }
}
