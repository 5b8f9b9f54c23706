import Dispatch
import Encoder
import Files
import Foundation
import Synchronization
import TestSupport
import Testing
import Trajectory

@testable import Arithmetic
@testable import Training

/// The first device that fits, as `--device opencl` takes it.
private enum FirstDevice {
  static let isHere = (try? ComputeDevice.openCL(nil).found()) != nil

  static func unit() throws -> ArithmeticUnit {
    try ArithmeticSetting(threads: 2, device: .openCL(nil)).unit()
  }
}

/// Trials on a device give the bits of the processor, alone, beside others, and in turns with it.
@Suite(.enabled(if: FirstDevice.isHere, "no OpenCL device fits"))
struct DeviceTrialTests {
  private static func settings(
    _ optimizer: Optimizer = .adamW, keepLogits: Bool = true
  ) -> TrainingProtocol {
    var settings = SmallTrial.settings(steps: 12, keepLogits: keepLogits)
    settings.optimizer = optimizer
    // An evaluation and an anchor within the twelve, as well as at the end.
    settings.evaluationsPerEpoch = 20
    settings.anchorsPerEpoch = 20
    return settings
  }

  private static func trial(
    onDevice: Bool, _ settings: TrainingProtocol = settings(), do dataOrder: UInt32 = 2
  ) throws -> Trial {
    try SmallTrial.make(settings, do: dataOrder, on: onDevice ? FirstDevice.unit() : nil)
  }

  // MARK: The same records

  @Test(arguments: [Optimizer.adamW, .bertAdam])
  func allRecordsAreEqual(_ optimizer: Optimizer) throws {
    let settings = Self.settings(optimizer)
    let trials = try [false, true].map { try Self.trial(onDevice: $0, settings) }
    let events = try trials.map(SmallTrial.events)
    #expect(events[0] == events[1])
    #expect(events[0].count { if case .step = $0 { true } else { false } } == 12)
    #expect(events[0].count { if case .evaluation = $0 { true } else { false } } >= 2)
    #expect(events[0].count { if case .anchor = $0 { true } else { false } } >= 3)
    #expect(trials[1].firstStateDifference(from: trials[0]) == nil)
    #expect(trials[1].arithmetic.device != nil && trials[1].hasMoments)
  }

  @Test func theGoldenIsTheSameFile() throws {
    let folder = try TemporaryFolder()
    for (name, onDevice) in [("processor", false), ("device", true)] {
      let trial = try Self.trial(onDevice: onDevice)
      _ = try RecordedTrial(path: folder.file(name)).run(trial) { _ in }
      try trial.saveModel(to: folder.file(name + "-model"))
    }
    #expect(try folder.bytes(of: "device") == folder.bytes(of: "processor"))
    let weights = try ["device", "processor"].map {
      try folder.bytes(of: $0 + "-model/model.safetensors")
    }
    #expect(weights[0] == weights[1])
  }

  /// What `verify --bisect` compares.
  @Test func allOperationsAreEqual() throws {
    let trials = try [false, true].map { try Self.trial(onDevice: $0) }
    let operations = try trials.map { trial in
      _ = try trial.run(limit: 3) { _ in }
      let operations = Mutex<[OperationOutput]>([])
      trial.observeGradients { operation in operations.withLock { $0.append(operation) } }
      #expect(trial.applyObservedGradients())
      trial.observeState { operation in operations.withLock { $0.append(operation) } }
      return operations.withLock { $0 }
    }
    #expect(operations[0].count > 50 && operations[0].map(\.name) == operations[1].map(\.name))
    for (here, there) in zip(operations[0], operations[1]) {
      let isEqual =
        here.shape == there.shape
        && here.values.map(\.bitPattern) == there.values.map(\.bitPattern)
      #expect(isEqual, "\(here.name)")
    }
  }

  // MARK: In turns

  /// The state goes from one to the other in the middle, and back.
  @Test(arguments: [false, true])
  func theOtherTakesOver(_ beginsOnDevice: Bool) throws {
    let expected = try SmallTrial.events(of: Self.trial(onDevice: false))
    let first = try Self.trial(onDevice: beginsOnDevice)
    let second = try Self.trial(onDevice: !beginsOnDevice)
    var events: [TrajectoryEvent] = []
    _ = try first.run(limit: 4) { events.append($0) }
    second.adopt(first)
    #expect(second.firstStateDifference(from: first) == nil)
    _ = try second.run(limit: 9) { events.append($0) }
    first.adopt(second)
    _ = try first.run { events.append($0) }
    #expect(events == expected)
  }

  /// A checkpoint of one is taken up by the other, at an anchor and between two.
  @Test(arguments: [false, true], [5, 6, 7, 11])
  func aCheckpointIsTakenUpByTheOther(_ beginsOnDevice: Bool, _ step: Int) throws {
    let folder = try TemporaryFolder()
    _ = try RecordedTrial(path: folder.file("whole")).run(Self.trial(onDevice: false)) { _ in }
    let recorded = RecordedTrial(path: folder.file("resumed"))
    let first = try Self.trial(onDevice: beginsOnDevice)
    #expect(throws: RecordedTrial.Suspended.self) {
      try recorded.run(first, isToEnd: { first.stepsDone == step }, report: { _ in })
    }
    var resumedAt: Int?
    _ = try recorded.run(Self.trial(onDevice: !beginsOnDevice)) { report in
      if case .resumed(let step) = report { resumedAt = step }
    }
    #expect(resumedAt == step)
    #expect(try folder.bytes(of: "resumed") == folder.bytes(of: "whole"))
  }

  // MARK: Memory and other trials

  /// All that updates and evaluations need is there once the trial is made.
  @Test func updatesAllocateNothing() throws {
    let unit = try FirstDevice.unit()
    let queue = try #require(unit.device).queue
    var settings = SmallTrial.settings(steps: 20)
    settings.evaluationsPerEpoch = 20
    let trial = try SmallTrial.make(settings, on: unit)
    let made = queue.allocationCount
    var counts: [Int] = []
    var evaluations = 0
    _ = try trial.run { event in
      switch event {
      case .step: counts.append(queue.allocationCount)
      case .evaluation: evaluations += 1
      default: break
      }
    }
    #expect(counts.count == 20 && evaluations >= 3)
    #expect(counts.allSatisfy { $0 == made }, "\(made): \(counts)")
    #expect(queue.allocationCount == made)
  }

  @Test func twoTrialsShareADevice() throws {
    let seeds: [UInt32] = [2, 3]
    let expected = try seeds.map {
      try SmallTrial.events(of: Self.trial(onDevice: false, do: $0))
    }
    #expect(expected[0] != expected[1])
    let results = Mutex<[Int: Result<[TrajectoryEvent], any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      let result = Result {
        try SmallTrial.events(of: Self.trial(onDevice: true, do: seeds[index]))
      }
      results.withLock { $0[index] = result }
    }
    for index in 0..<2 {
      let events = try #require(results.withLock { $0[index] }).get()
      #expect(events == expected[index], "trial \(index)")
    }
  }
}

/// A device that fails ends the trial before a record that might be wrong.
@Suite(.enabled(if: FirstDevice.isHere, "no OpenCL device fits"))
struct DeviceTrialFailureTests {
  private let unit: ArithmeticUnit

  init() throws { unit = try FirstDevice.unit() }

  /// Asks the unit for more memory than its device has: from here on nothing runs there.
  private static func fail(_ unit: ArithmeticUnit) {
    guard let device = unit.device else { return }
    _ = unit.makeVector(count: device.code.context.device.memory / 4 + 1)
  }

  @Test func noTrialBegins() throws {
    Self.fail(unit)
    #expect(throws: ArithmeticError.self) { try SmallTrial.make(on: unit) }
  }

  /// It fails after each record that another kind of record follows, and within a run of updates.
  @Test func nothingIsRecordedAfterwards() throws {
    let settings = SmallTrial.settings(steps: 14)
    let expected = try SmallTrial.events(of: SmallTrial.make(settings))
    func kind(_ event: TrajectoryEvent) -> Int {
      switch event {
      case .step: 0
      case .evaluation: 1
      case .anchor: 2
      case .series: 3
      }
    }
    let places = (1..<expected.count).filter {
      $0 == 4 || kind(expected[$0]) != kind(expected[$0 - 1])
    }
    #expect(Set(places.map { kind(expected[$0]) }).count == 3)
    for place in places {
      let unit = try FirstDevice.unit()
      let trial = try SmallTrial.make(settings, on: unit)
      var events: [TrajectoryEvent] = []
      #expect(throws: ArithmeticError.self, "before event \(place)") {
        _ = try trial.run { event in
          events.append(event)
          if events.count == place { Self.fail(unit) }
        }
      }
      #expect(events == Array(expected[..<place]), "before event \(place)")
      // It does not go on either.
      #expect(throws: ArithmeticError.self) { _ = try trial.run { _ in } }
    }
  }

  /// The last update before a limit failed after its record was there.
  @Test func aLimitIsNotReachedByAnUpdateThatFailed() throws {
    let trial = try SmallTrial.make(on: unit)
    var count = 0
    #expect(throws: ArithmeticError.self) {
      _ = try trial.run(limit: 3) { event in
        guard case .step = event else { return }
        count += 1
        if count == 3 { Self.fail(unit) }
      }
    }
    #expect(count == 3)
  }

  /// Asked to end after an update that failed, it leaves no checkpoint; the journal is taken up from its beginning.
  @Test func noCheckpointIsWrittenOfWhatFailed() throws {
    let folder = try TemporaryFolder()
    _ = try RecordedTrial(path: folder.file("whole")).run(SmallTrial.make()) { _ in }
    let recorded = RecordedTrial(path: folder.file("resumed"))
    let trial = try SmallTrial.make(on: unit)
    #expect(throws: ArithmeticError.self) {
      try recorded.run(
        trial,
        isToEnd: {
          guard trial.stepsDone == 7 else { return false }
          Self.fail(unit)
          return true
        }, report: { _ in })
    }
    #expect(try folder.names() == ["resumed.partial", "whole"])
    _ = try recorded.run(SmallTrial.make()) { _ in }
    #expect(try folder.bytes(of: "resumed") == folder.bytes(of: "whole"))
  }

  @Test func noModelIsSavedOfWhatFailed() throws {
    let folder = try TemporaryFolder()
    let trial = try SmallTrial.make(on: unit)
    _ = try trial.run(limit: 3) { _ in }
    Self.fail(unit)
    #expect(throws: ArithmeticError.self) { try trial.saveModel(to: folder.file("model")) }
    #expect(try folder.names().isEmpty)
  }
}
