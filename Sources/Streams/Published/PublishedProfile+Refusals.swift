/// Why a profile does not give what was asked for: sentences that say what is missing, or nil.
extension PublishedProfile {
  /// Words that are passed over at most; it takes some minutes.
  static let greatestDistance = 100_000_000_000.0

  /// - Parameters:
  ///   - before: words drawn between the seed and the first epoch; nil for what nobody said.
  ///   - perEpoch: words that all but the shuffling draws in each epoch; nil for what nobody said.
  public func refusalOfOrder(
    count: Int, epoch: UInt32, before: UInt64?, perEpoch: UInt64?
  ) -> String? {
    if order.dependsOnOtherDraws, epoch > 0, perEpoch == nil {
      return
        "epoch \(epoch) of '\(name)' depends on what dropout, evaluations and all else draw in the epochs before it; "
        + "give --draws-per-epoch, 0 for a loop that draws nothing else"
    }
    let words = Double(epoch) * (2 * Double(count) + Double(perEpoch ?? 0)) + Double(before ?? 0)
    return Self.refusal(ofDistance: words)
  }

  /// - Parameter drawsBefore: words drawn between the seed and the weights; nil for what nobody said.
  public func refusalOfWeights(drawsBefore: UInt64?) -> String? {
    if head == .afterLayers, drawsBefore == nil {
      return
        "'\(name)' draws all layers before the classifier; give --draws-before: the elements of all embeddings and of "
        + "all linear layers with their biases, the classifier's too (22704002 for all-MiniLM-L6-v2 with 2 labels)"
    }
    return Self.refusal(ofDistance: Double(drawsBefore ?? 0))
  }

  /// - Parameters:
  ///   - maker: whose processor drew the mask; nil for what nobody said.
  ///   - drawsBefore: words drawn between the seed and the mask.
  public func refusalOfMask(by maker: ProcessorMaker?, drawsBefore: UInt64) -> String? {
    switch mask {
    case .ofTorch:
      return
        "masks are PyTorch's, whatever the version of transformers; give its profile, such as 'torch/2.13'"
    case .byMaker where maker == nil:
      return
        "masks of '\(name)' depend on the processor's maker; give --processor intel, or amd"
    case .byMaker(.notMeasured) where maker == .intel:
      return
        "masks of '\(name)' on processors of Intel were not measured; 'torch/1.13' and 'torch/2.13' were"
    case .words, .byMaker: return Self.refusal(ofDistance: Double(drawsBefore))
    }
  }

  private static func refusal(ofDistance words: Double) -> String? {
    words > greatestDistance ? "lies more than 100000000000 words of the generator away" : nil
  }
}
