import TestSupport
import Testing

@testable import Training

/// What is said where a trial has no room on a device.
@Suite struct DeviceRoomTests {
  private func advice(memory: Int) throws -> String {
    let inputs = try SmallTrial.inputs()
    var settings = TrainingProtocol()
    (settings.batchSize, settings.maximumLength) = (64, 32)
    return inputs.adviceOnRoom(settings, memory: memory)
  }

  private func takes(_ batchSize: Int) throws -> Int {
    var settings = TrainingProtocol()
    (settings.batchSize, settings.maximumLength) = (batchSize, 32)
    return try SmallTrial.inputs().trialByteCount(settings)
  }

  @Test func theLargestBatchThatFitsIsNamed() throws {
    for size in [1, 8, 32] {
      let text = try advice(memory: takes(size))
      #expect(text.contains("batch_size \(size) is sure to fit alone"), "\(text)")
      #expect(text.hasPrefix("A trial takes up to about \(try takes(64) >> 20) MiB of "), "\(text)")
    }
  }

  @Test func whereNoneFitsTheProcessorIsNamed() throws {
    let text = try advice(memory: takes(1) - 1)
    #expect(text.contains("even with batch_size 1 it may not fit: use --device cpu"), "\(text)")
  }

  @Test func whereItShouldFitOthersMayBeInTheWay() throws {
    let text = try advice(memory: takes(64))
    #expect(text.contains("run fewer at a time by --jobs"), "\(text)")
  }
}
