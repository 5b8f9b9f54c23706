import Arithmetic
import Encoder
import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import Training

/// Trials whose state is changed by some units in the last place before one update.
@Suite struct PerturbationTests {
  private static let settings = SmallTrial.settings(steps: 9)

  private static func trial(
    _ perturbation: Perturbation?, on unit: ArithmeticUnit? = nil
  ) throws -> Trial {
    let inputs = try SmallTrial.inputs(settings)
    var specification = inputs.specification(
      settings, numerics: "seedproof-f32/1", wi: 1, do: 2)
    specification.perturbation = perturbation
    return try Trial(specification, inputs, on: unit ?? ArithmeticUnit(threads: 2))
  }

  private static func perturbation(
    at update: Int = 4, _ ulps: UInt32 = 1, of parameter: String = "classifier.weight",
    _ element: Int = 3
  ) -> Perturbation {
    Perturbation(update: update, parameter: parameter, element: element, ulps: ulps)
  }

  // MARK: Units in the last place

  /// One unit is the next float away from zero.
  @Test func aUnitIsTheNextFloat() {
    for value: Float in [
      1, 1.5, 0x1.fffffep0, .leastNormalMagnitude, .leastNonzeroMagnitude, 0x1p-133,
    ] {
      #expect(Self.perturbation().changed(value) == value.nextUp)
      #expect(Self.perturbation().changed(-value) == (-value).nextDown)
      #expect(Self.perturbation(3).changed(value) == value.nextUp.nextUp.nextUp)
    }
    #expect(Self.perturbation().changed(0) == .leastNonzeroMagnitude)
    #expect(Self.perturbation().changed(-0.0) == -.leastNonzeroMagnitude)
    #expect(Self.perturbation(1 << 20).changed(1) == 1.125)
    let greatest = Float.greatestFiniteMagnitude
    #expect(Self.perturbation().changed(greatest.nextDown) == greatest)
    for value in [greatest, -greatest, .infinity, -.infinity, .nan] {
      #expect(Self.perturbation().changed(value) == nil)
    }
  }

  // MARK: Trials

  /// The same as a trial that is stopped, changed by hand and taken up: nothing else is different.
  @Test(arguments: [0, 4, 8], [1, 3] as [UInt32])
  func itIsAChangeByHand(at update: Int, ulps: UInt32) throws {
    let perturbation = Self.perturbation(at: update, ulps)
    let perturbed = try SmallTrial.events(of: Self.trial(perturbation))
    let byHand = try Self.trial(nil)
    var expected: [TrajectoryEvent] = []
    _ = try byHand.run(limit: update) { expected.append($0) }
    let weights = byHand.parameters.arena
    let place = byHand.parameters.layout["classifier.weight"].offset + 3
    for _ in 0..<ulps {
      weights[place] = weights[place] < 0 ? weights[place].nextDown : weights[place].nextUp
    }
    _ = try byHand.run { event in
      if case .anchor(let record) = event, record.step == 0 { return }
      expected.append(event)
    }
    #expect(perturbed == expected)
    // Up to the change it is the plain trial, and after it another.
    let plain = try SmallTrial.events(of: Self.trial(nil))
    func before(_ events: [TrajectoryEvent]) -> [TrajectoryEvent] {
      events.filter {
        if case .step(let record) = $0 { record.step < update } else { $0.updateCount <= update }
      }
    }
    #expect(before(plain) == before(perturbed) && plain != perturbed)
    #expect(!before(plain).isEmpty)
  }

  /// The golden is the same file wherever the trial is interrupted, and on every instruction set.
  @Test func itIsTheSameWhereverItIsTakenUp() throws {
    let folder = try TemporaryFolder()
    let perturbation = Self.perturbation()
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: folder.file(name)))
    }
    _ = try RecordedTrial(path: folder.file("whole")).run(Self.trial(perturbation)) { _ in }
    for step in [1, 3, 4, 5, 8] {
      let recorded = RecordedTrial(path: folder.file("parts"))
      let first = try Self.trial(perturbation)
      #expect(throws: RecordedTrial.Suspended.self) {
        try recorded.run(first, isToEnd: { first.stepsDone == step }, report: { _ in })
      }
      var resumed: Int?
      _ = try recorded.run(Self.trial(perturbation)) {
        if case .resumed(let step) = $0 { resumed = step }
      }
      #expect(resumed == step)
      #expect(try data("parts") == data("whole"), "after \(step) updates")
      try FileManager.default.removeItem(atPath: folder.file("parts"))
    }
    for set in InstructionSet.available where set != .generic {
      let unit = try ArithmeticUnit(instructionSet: set, threads: 1)
      _ = try RecordedTrial(path: folder.file("\(set)")).run(Self.trial(perturbation, on: unit)) {
        _ in
      }
      #expect(try data("\(set)") == data("whole"))
    }
  }

  /// A state that another trial takes over has the change, or will get it, once.
  @Test func aStateThatIsTakenOverIsPerturbedOnce() throws {
    let (first, second) = (try Self.trial(Self.perturbation()), try Self.trial(Self.perturbation()))
    _ = try first.run(limit: 4) { _ in }
    second.adopt(first)
    try first.perturb()
    try first.perturb()
    #expect(first.firstStateDifference(from: second)?.tensor == "classifier.weight")
    #expect(first.firstStateDifference(from: second)?.count == 1)
    try second.perturb()
    #expect(first.firstStateDifference(from: second) == nil)
    let third = try Self.trial(Self.perturbation())
    third.adopt(first)
    try third.perturb()
    #expect(first.firstStateDifference(from: third) == nil)
  }

  // MARK: Headers

  @Test func theHeaderSaysItWhereItIsUsed() throws {
    var specification = try Self.trial(nil).specification
    let plain = try specification.header()
    #expect(plain["perturbation"] == nil && plain["format"] == "seedproof-trial/1")
    specification.perturbation = Self.perturbation(7)
    let header = try specification.header()
    #expect(header["format"] == "seedproof-trial/2")
    #expect(
      header["perturbation"] == [
        "update": 4, "parameter": "classifier.weight", "element": 3, "ulps": 7,
      ])
    #expect(try TrialSpecification(header: header, file: nil) == specification)
    for (name, value) in [
      ("ulps", 0), ("ulps", 2_097_152), ("update", -1), ("element", -1), ("element", "0"),
      ("more", 1),
      ("parameter", 1),
    ] as [(String, JSONValue)] {
      var members = header["perturbation"]?.object ?? [:]
      members[name] = value
      let error = #expect(throws: InputError.self) {
        try TrialSpecification(
          header: header.replacing("perturbation", with: .object(members)), file: nil)
      }
      #expect(error?.kind == .malformed, "\(name)")
    }
    // A format that does not fit what stands in it.
    for other in [
      plain.replacing("format", with: "seedproof-trial/2"),
      header.replacing("format", with: "seedproof-trial/1"),
    ] {
      let error = #expect(throws: InputError.self) {
        try TrialSpecification(header: other, file: nil)
      }
      #expect(error?.kind == .malformed)
    }
  }

  /// A golden may name anything: no trial is made of what the model does not have.
  @Test func whatTheModelDoesNotHaveIsRefused() throws {
    for (perturbation, place) in [
      (Self.perturbation(of: "classifier.wieght"), "perturbation.parameter"),
      (Self.perturbation(of: ""), "perturbation.parameter"),
      (Self.perturbation(of: "classifier.bias", 2), "perturbation.element"),
      (Self.perturbation(at: 9), "perturbation.update"),
    ] {
      let error = #expect(throws: InputError.self) { try Self.trial(perturbation) }
      #expect(error?.place == place)
    }
    #expect(throws: Never.self) { try Self.trial(Self.perturbation(of: "classifier.bias", 1)) }
  }

  @Test func aFloatThatHasNoSuccessorEndsTheTrial() throws {
    let trial = try Self.trial(Self.perturbation(at: 0))
    trial.parameters.arena[trial.parameters.layout["classifier.weight"].offset + 3] =
      .greatestFiniteMagnitude
    let error = #expect(throws: PerturbedBeyond.self) { try SmallTrial.events(of: trial) }
    #expect(
      error?.description.contains(
        "1 unit in the last place from 0x1.fffffep+127, element 3 of classifier.weight") == true)
  }
}
