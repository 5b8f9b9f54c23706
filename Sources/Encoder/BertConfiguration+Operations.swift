extension BertConfiguration {
  /// Floating-point operations that the products of one update need, forward and backward: 2 for each
  /// multiply-add, nothing computed that no result depends on.
  ///
  /// - Parameter lengths: tokens of each sequence of the batch.
  public func productOperations(lengths: [Int], labelCount: Int) -> Double {
    let rows = Double(lengths.reduce(0, +))
    let sequences = Double(lengths.count)
    let pairs = Double(lengths.reduce(0) { $0 + $1 * $1 })
    let channels = Double(hiddenSize)
    let inner = Double(intermediateSize)
    let pastAttention = channels * channels + 2 * channels * inner
    let layer = rows * (3 * channels * channels + pastAttention) + 2 * pairs * channels
    // The last layer: keys and values of every row, the rest for the [CLS] rows.
    let last =
      rows * 2 * channels * channels + sequences * (channels * channels + pastAttention)
      + 2 * rows * channels
    let head = sequences * channels * (channels + Double(labelCount))
    let forward = 2 * (Double(layerCount - 1) * layer + last + head)
    // Each product has two gradients of its own size.
    return 3 * forward
  }
}
