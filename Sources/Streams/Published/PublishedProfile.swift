/// The randomness of one measured version of PyTorch, or of transformers' Trainer: what its seeds draw.
///
/// `PublishedProfile.all` is the table; `PUBLISHED.md` of this room has the rules and how they were measured.
public struct PublishedProfile: Sendable, Hashable {
  public let library: Library
  public let version: PublishedVersion
  public let variant: Variant
  /// The exact versions that were measured.
  public let measured: String
  public let order: OrderRule
  /// What Trainer's `data_seed` does; nil where there is no such setting.
  public let dataSeed: DataSeed?
  public let mask: MaskRule
  public let head: HeadRule

  public enum Library: String, Sendable, CaseIterable {
    /// A loop of one's own over PyTorch's `DataLoader` with `shuffle=True`.
    case torch
    /// transformers' Trainer: one process, a data set with a length, a model that is given.
    case trainer
  }

  public enum Variant: String, Sendable, CaseIterable {
    case plain = ""
    /// The loader has a generator that nothing else draws from.
    case ownGenerator = "+generator"
    /// Trainer puts examples of like lengths together.
    case groupedByLength = "+group_by_length"
  }

  /// What `data_seed` is to the order.
  public enum DataSeed: Sendable, Hashable {
    /// It stands in the seed's place (up to 4.30 in that of the 63 bits drawn from it).
    case replaces
    case ignored
  }

  /// How dropout masks are drawn.
  public enum MaskRule: Sendable, Hashable {
    /// Two words an element, whatever the processor.
    case words
    /// The same, but on processors of Intel, where a library makes the mask.
    case byMaker(intel: IntelMask)
    /// That is a matter of PyTorch's version.
    case ofTorch
  }

  public enum IntelMask: Sendable, Hashable { case oneWord, notMeasured }

  /// How a classifier's first weights are drawn.
  public enum HeadRule: Sendable, Hashable {
    /// From the first word after `manual_seed`.
    case first
    /// After the weights of all layers were drawn and thrown away.
    case afterLayers
  }

  /// Such as `torch/2.13`, `torch/2.13+generator`, `trainer/5.24`.
  public var name: String { "\(library.rawValue)/\(version)\(variant.rawValue)" }
}

extension PublishedProfile {
  /// The profile with a name; nil if no such version was measured.
  public init?(name: String) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Whether an epoch's order is a function of seed, count and epoch alone, as a plan's must be.
  public var isFunctionOfSeed: Bool { variant != .groupedByLength && !order.dependsOnOtherDraws }

  /// The order of an epoch: each of `0..<count` once.
  ///
  /// - Parameters:
  ///   - seed: Trainer's or `manual_seed`'s; the low 32 bits count.
  ///   - dataSeed: Trainer's `data_seed`, if it is set.
  ///   - draws: what else draws from the default generator; it matters where `order.dependsOnOtherDraws`.
  /// - Precondition: `0 <= count <= TorchGenerator.greatestCount`; the profile is not one of orders by length.
  /// - Complexity: O(count), and where one generator serves all epochs O(epoch * count).
  public func permutation(
    count: Int, seed: UInt64, epoch: UInt32, dataSeed: UInt64? = nil,
    draws: OtherDraws = OtherDraws()
  ) -> [Int32] {
    precondition(variant != .groupedByLength, "\(name) needs lengths")
    return drawn(count: count, seed: seed, epoch: epoch, dataSeed: dataSeed, draws: draws)
  }

  /// Where the order of an epoch is drawn from.
  public func source(
    count: Int, seed: UInt64, epoch: UInt32, dataSeed: UInt64? = nil,
    draws: OtherDraws = OtherDraws()
  ) -> OrderSource {
    guard let dataSeed, self.dataSeed == .replaces else {
      return order.source(seed: seed, epoch: epoch, count: count, draws: draws)
    }
    return order.source(dataSeed: dataSeed, epoch: epoch, count: count)
  }

  /// The permutation that an epoch draws, which orders by length then sort.
  func drawn(
    count: Int, seed: UInt64, epoch: UInt32, dataSeed: UInt64?, draws: OtherDraws
  ) -> [Int32] {
    let place = source(count: count, seed: seed, epoch: epoch, dataSeed: dataSeed, draws: draws)
    var generator = place.generator()
    return generator.permutation(count: count)
  }
}
