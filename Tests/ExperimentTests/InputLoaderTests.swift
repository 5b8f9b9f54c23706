import Arithmetic
import Files
import Foundation
import Synchronization
import TestSupport
import Testing
import Text
import Training

@testable import Encoder
@testable import Experiment

/// Models and data are read once for all trials of a process.
@Suite struct InputLoaderTests {
  private static func source(_ folder: TemporaryFolder) -> InputSource {
    InputSource(task: .embeddedAcceptability, model: .folder(folder.path))
  }

  private static func settings(length: Int = 16) -> TrainingProtocol {
    var settings = TrainingProtocol()
    settings.maximumLength = length
    settings.maximumSteps = 2
    return settings
  }

  private static func trial(_ inputs: TrialInputs, wi: UInt32) throws -> Trial {
    let specification = inputs.specification(
      settings(), numerics: "seedproof-f32/1", wi: wi, do: 1)
    return try Trial(specification, inputs, on: ArithmeticUnit(threads: 1))
  }

  /// Trials at a time, one after another, and after the folder is gone: one reading of the weights serves all.
  @Test func aModelIsReadOnceForAllTrials() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let loader = InputLoader()
    let inputs = try loader.load(Self.source(folder), maximumLength: 16)
    let weights = Mutex<[[Float]]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { number in
      guard let trial = try? Self.trial(inputs, wi: UInt32(number)) else { return }
      let words = trial.parameters.words.elements
      weights.withLock { $0.append(words) }
    }
    let first = try #require(weights.withLock { $0.first })
    #expect(weights.withLock { $0.count == 4 && $0.allSatisfy { $0 == first } })
    // A trial that goes on does not change what the next one begins with.
    let trial = try Self.trial(inputs, wi: 4)
    _ = try trial.run { _ in }
    // The rate of the first update is 0.
    let isTrained = trial.parameters.words.elements != first
    #expect(isTrained)
    for name in try folder.names() { try folder.remove(name) }
    let isAsBefore = try Self.trial(inputs, wi: 5).parameters.words.elements == first
    #expect(isAsBefore)
    #expect(inputs.model.weightReadCount == 1)
  }

  /// Other data and lengths are read; the model is not opened again.
  @Test func aModelIsOpenedOnceForAllData() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let loader = InputLoader()
    let first = try loader.load(Self.source(folder), maximumLength: 16)
    _ = try Self.trial(first, wi: 1)
    for name in try folder.names() { try folder.remove(name) }
    var other = Self.source(folder)
    #expect(try loader.load(other, maximumLength: 12).model.weightReadCount == 1)
    other.task = .embeddedSyntax
    #expect(try loader.load(other, maximumLength: 16).model.weightReadCount == 1)
    #expect(throws: InputError.self) {
      try InputLoader().load(Self.source(folder), maximumLength: 16)
    }
  }

  /// The memory of many models is not held: the weights of the last ones are there, others are read again.
  @Test func weightsOfManyModelsAreForgotten() throws {
    let folders = try (0...InputLoader.heldModelCount).map { _ in
      try TemporaryFolder(copyOf: "Encoder/two-labels")
    }
    let loader = InputLoader()
    func begin(_ number: Int) throws -> Int {
      let inputs = try loader.load(Self.source(folders[number]), maximumLength: 16)
      _ = try Self.trial(inputs, wi: 1)
      return inputs.model.weightReadCount
    }
    #expect(try [0, 1, 0, 1].map(begin) == [1, 1, 1, 1])
    // The third one takes the place of the one that was asked for first.
    #expect(try [2, 1, 0].map(begin) == [1, 1, 2])
  }
}
