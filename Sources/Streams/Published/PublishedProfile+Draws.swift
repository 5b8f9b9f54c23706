/// Who made the processor that drew a mask.
public enum ProcessorMaker: String, Sendable, CaseIterable { case intel, amd }

extension PublishedProfile {
  /// A classifier's first weights, row by row: normal(0, 0.02) in binary32.
  ///
  /// - Parameters:
  ///   - seed: that of `manual_seed`; the low 32 bits count.
  ///   - drawsBefore: words that were drawn since.
  /// - Rounding: see `TorchNormals.values`.
  public func weights(count: Int, seed: UInt64, drawsBefore: UInt64 = 0) -> [Float] {
    var generator = TorchGenerator(seed: seed)
    generator.skip(drawsBefore)
    return TorchNormals.values(count: count, from: &generator)
  }

  /// Which elements a dropout mask keeps, in the order of memory.
  ///
  /// - Parameters:
  ///   - seed: that of `manual_seed`; the low 32 bits count.
  ///   - maker: whose processor it was; it matters where `mask` says so.
  ///   - drawsBefore: words that were drawn since.
  /// - Precondition: `refusalOfMask` is nil.
  public func mask(
    count: Int, probability: Double, seed: UInt64, by maker: ProcessorMaker?,
    drawsBefore: UInt64 = 0
  ) -> [Bool] {
    if let refusal = refusalOfMask(by: maker, drawsBefore: drawsBefore) {
      preconditionFailure(refusal)
    }
    var generator = TorchGenerator(seed: seed)
    generator.skip(drawsBefore)
    return mask == .byMaker(intel: .oneWord) && maker == .intel
      ? TorchMask.oneWord(count: count, probability: probability, from: &generator)
      : TorchMask.words(count: count, probability: probability, from: &generator)
  }
}
