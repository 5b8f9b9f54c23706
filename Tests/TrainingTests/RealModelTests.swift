import Arithmetic
import Encoder
import Foundation
import Tasks
import TestSupport
import Testing
import Text
import Trajectory

@testable import Training

/// A pretrained encoder that `ci/model` fetches; without it this is skipped.
@Suite struct RealModelTests {
  static let folder = Repository.path("models/all-MiniLM-L6-v2")

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder + "/model.safetensors")
  }

  @Test(.enabled(if: isThere, "models/all-MiniLM-L6-v2 is absent; run ci/model"))
  func updatesOfRealModelHaveTheirBits() throws {
    var settings = TrainingProtocol()
    settings.maximumLength = 32
    settings.maximumSteps = 3
    let inputs = try TrialInputs(
      model: .open(Self.folder), data: load(.embeddedAcceptability, dataFolder: nil),
      maximumLength: settings.maximumLength)
    let specification = inputs.specification(
      settings, numerics: "seedproof-f32/1", wi: 1, do: 1)
    var recorded: [[TrajectoryEvent]] = []
    for threads in [1, 3] {
      let trial = try Trial(specification, inputs, on: ArithmeticUnit(threads: threads))
      recorded.append(try SmallTrial.events(of: trial))
    }
    #expect(recorded[0] == recorded[1])
    let losses = recorded[0].compactMap {
      if case .step(let record) = $0 { HexFloat.text(record.loss) } else { nil }
    }
    // Recorded with the AVX2 kernels; another machine gives the same.
    #expect(losses == ["0x1.62f8f6p-1", "0x1.691fd6p-1", "0x1.62adaep-1"])
  }
}
