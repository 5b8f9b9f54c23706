import Testing

@testable import Encoder

@Suite struct OperationsTests {
  /// Every product of a forward pass written out, for two layers.
  @Test func everyProductCountsOnceForwardAndTwiceBackward() {
    let configuration = BertConfiguration(
      vocabularySize: 10, hiddenSize: 8, layerCount: 2, headCount: 2, intermediateSize: 32,
      maximumPositions: 16)
    let lengths = [3, 5]
    let (rows, sequences, labels) = (8, 2, 3)
    func product(_ m: Int, _ n: Int, _ k: Int) -> Int { 2 * m * n * k }
    var sum = product(rows, 24, 8) + product(rows, 8, 8) + product(rows, 32, 8)
    sum += product(rows, 8, 32)
    sum += product(sequences, 8, 8) + product(rows, 16, 8) + product(sequences, 8, 8)
    sum += product(sequences, 32, 8) + product(sequences, 8, 32)
    for length in lengths {
      for _ in 0..<2 {
        sum += product(length, length, 4) + product(length, 4, length)
        sum += product(1, length, 4) + product(1, 4, length)
      }
    }
    sum += product(sequences, 8, 8) + product(sequences, labels, 8)
    #expect(
      configuration.productOperations(lengths: lengths, labelCount: labels) == Double(3 * sum))
  }
}
