import Arithmetic
import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import Training

/// Trials with the protocol keys that came after the first version of the specification.
@Suite struct AsRunTrialTests {
  /// Two epochs of a few updates: T' is below T, so that the last rates are 0 and negative.
  private static let settings = Dodge2020Tests.settings {
    $0.epochs = 2
    $0.batchSize = 240
    $0.learningRate = 1e-3
    $0.maximumLength = 32
    $0.evaluationsPerEpoch = 2
    $0.anchorsPerEpoch = 5
  }

  @Test func theSmallTrialHasAllOfIt() throws {
    let schedule = Schedule(
      Self.settings, exampleCount: try SmallTrial.inputs(Self.settings).data.train.count)
    #expect(schedule.stepsPerEpoch >= 3 && schedule.countedSteps < schedule.totalSteps)
    #expect(schedule.learningRate(at: schedule.totalSteps - 1) <= 0)
  }

  /// Each gradient is that of a trial with dropout at the first update of an epoch, and else of one without.
  @Test func dropoutIsInTheFirstUpdateOfAnEpoch() throws {
    var (all, none) = (Self.settings, Self.settings)
    all.dropoutUpdates = .all
    none.dropout = 0
    let trial = try SmallTrial.make(Self.settings)
    let others = [try SmallTrial.make(all), try SmallTrial.make(none)]
    let size = trial.schedule.stepsPerEpoch
    for step in 0..<trial.schedule.stepCount {
      let seen = others.map { other in
        for (own, theirs) in zip(other.arenas, trial.arenas) { own.copy(from: theirs) }
        other.resume(at: step)
        return other.computeGradients().0
      }
      let (record, norms) = trial.computeGradients()
      #expect(record == seen[step % size == 0 ? 0 : 1], "update \(step)")
      #expect(seen[0] != seen[1])
      #expect(trial.apply(norms))
    }
  }

  /// The golden is the same file wherever the trial is interrupted, and on every instruction set.
  @Test func itIsTheSameWhereverItIsTakenUp() throws {
    let folder = try TemporaryFolder()
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: folder.file(name)))
    }
    let whole = try SmallTrial.make(Self.settings)
    _ = try RecordedTrial(path: folder.file("whole")).run(whole) { _ in }
    for step in 1..<whole.schedule.stepCount {
      let recorded = RecordedTrial(path: folder.file("parts"))
      let first = try SmallTrial.make(Self.settings)
      #expect(throws: RecordedTrial.Suspended.self) {
        try recorded.run(first, isToEnd: { first.stepsDone == step }, report: { _ in })
      }
      var resumed: Int?
      _ = try recorded.run(SmallTrial.make(Self.settings)) {
        if case .resumed(let step) = $0 { resumed = step }
      }
      #expect(resumed == step)
      #expect(try data("parts") == data("whole"), "after \(step) updates")
      try FileManager.default.removeItem(atPath: folder.file("parts"))
    }
    for set in InstructionSet.available where set != .generic {
      let unit = try ArithmeticUnit(instructionSet: set, threads: 1)
      let trial = try SmallTrial.make(Self.settings, on: unit)
      _ = try RecordedTrial(path: folder.file("\(set)")).run(trial) { _ in }
      #expect(try data("\(set)") == data("whole"))
    }
  }

  // MARK: Headers

  private static let changes:
    [(name: String, word: String, @Sendable (inout TrainingProtocol) -> Void)] = [
      ("schedule", "linear-twice", { $0.schedule = .linearTwice }),
      ("dropout_updates", "first-of-epoch", { $0.dropoutUpdates = .firstOfEpoch }),
      ("evaluations", "dodge2020", { $0.evaluations = .dodge2020 }),
    ]

  /// A key stands in the header where it is not the default, under another version of the specification.
  @Test func theHeaderSaysItWhereItIsUsed() throws {
    let plain = try SmallTrial.make().specification
    let old = try plain.header()
    #expect(old["format"] == "seedproof-trial/1")
    for (name, word, change) in Self.changes {
      #expect(old["protocol"]?[name] == nil)
      var specification = plain
      change(&specification.protocol)
      let header = try specification.header()
      #expect(header["format"] == "seedproof-trial/3")
      #expect(header["protocol"]?[name] == .string(word))
      #expect(try TrialSpecification(header: header, file: nil) == specification)
      // Perturbed or not: the version says that there is more than one of the first two has.
      specification.perturbation = Perturbation(
        update: 1, parameter: "classifier.weight", element: 0, ulps: 1)
      #expect(try specification.header()["format"] == "seedproof-trial/3")
      let both = try TrialSpecification(header: specification.header(), file: nil)
      #expect(both == specification)
    }
  }

  /// A version that does not fit what stands in it, and a default that is written, are no specification.
  @Test func anotherFormIsRefused() throws {
    let plain = try SmallTrial.make().specification
    var changed = plain
    changed.protocol.schedule = .linearTwice
    let (old, new) = (try plain.header(), try changed.header())
    func refused(_ header: JSONValue) -> InputError? {
      #expect(throws: InputError.self) { try TrialSpecification(header: header, file: nil) }
    }
    for header in [
      new.replacing("format", with: "seedproof-trial/1"),
      new.replacing("format", with: "seedproof-trial/2"),
      old.replacing("format", with: "seedproof-trial/3"),
    ] { #expect(refused(header)?.kind == .malformed) }
    #expect(refused(old.replacing("format", with: "seedproof-trial/4"))?.kind == .unverifiable)
    for (name, standard, wrong) in [
      ("schedule", "linear", "linear-thrice"), ("dropout_updates", "all", "none"),
      ("evaluations", "even", "odd"),
    ] {
      for word in [standard, wrong] {
        let members = (new["protocol"] ?? .null).replacing(name, with: .string(word))
        let error = refused(new.replacing("protocol", with: members))
        #expect(error?.kind == .malformed && error?.reason.contains(name) == true, "\(word)")
      }
    }
  }
}
