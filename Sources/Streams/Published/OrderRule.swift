/// Where a loader takes the order of an epoch from.
public enum OrderRule: Sendable, Hashable {
  /// The default generator g: the loader's base seed (two words), then the order, of g itself.
  case defaultGenerator
  /// The default generator g: the base seed, then 63 bits that seed a new generator, which draws the order.
  case seededByDefaultGenerator
  /// A generator that the loader alone uses: the base seed, then the order; `dropsOne`: and another order that
  /// nobody sees, when the epoch is run to its end.
  case ownGenerator(dropsOne: Bool)
  /// 63 bits of the default generator seed one generator for all epochs; `dropsOne`: after each order it draws another
  /// one that nobody sees.
  case oneGenerator(dropsOne: Bool)
  /// Epoch e has a generator of its own, seeded `seed + e (e + 1) / 2`.
  case seedPlusTriangle
  /// Epoch e has a generator of its own, seeded `seed + e`.
  case seedPlusEpoch
}

extension OrderRule {
  /// Whether dropout, evaluations and whatever else draws from the default generator change later epochs' orders.
  public var dependsOnOtherDraws: Bool {
    switch self {
    case .defaultGenerator, .seededByDefaultGenerator: true
    case .ownGenerator, .oneGenerator, .seedPlusTriangle, .seedPlusEpoch: false
    }
  }

  /// Whether what draws between the seed and the first epoch changes the orders.
  public var dependsOnDrawsBefore: Bool {
    switch self {
    case .defaultGenerator, .seededByDefaultGenerator, .oneGenerator: true
    case .ownGenerator, .seedPlusTriangle, .seedPlusEpoch: false
    }
  }

  /// The generator of an epoch's order.
  ///
  /// - Parameters:
  ///   - seed: of which the low 32 bits count.
  ///   - count: the examples.
  ///   - draws: what else draws from the default generator; matters where `dependsOnOtherDraws` says so.
  func source(seed: UInt64, epoch: UInt32, count: Int, draws: OtherDraws) -> OrderSource {
    let epoch = UInt64(epoch)
    let length = UInt64(max(0, count - 1))
    switch self {
    case .defaultGenerator:
      let words = draws.words(beforeEpoch: epoch) + epoch * (2 + length) + 2
      return OrderSource(seed: seed, words: words)
    case .seededByDefaultGenerator:
      var generator = TorchGenerator(seed: seed)
      generator.skip(draws.words(beforeEpoch: epoch) + epoch * 4 + 2)
      return OrderSource(seed: generator.int63(), words: 0)
    case .ownGenerator(let dropsOne):
      return OrderSource(seed: seed, words: epoch * (2 + (dropsOne ? 2 : 1) * length) + 2)
    case .oneGenerator:
      var generator = TorchGenerator(seed: seed)
      generator.skip(draws.before)
      return source(generatorSeed: generator.int63(), epoch: epoch, length: length)
    case .seedPlusTriangle:
      return OrderSource(seed: seed &+ epoch * (epoch + 1) / 2, words: 0)
    case .seedPlusEpoch:
      return OrderSource(seed: seed &+ epoch, words: 0)
    }
  }

  /// The same where Trainer's `data_seed` stands in the seed's place: for one generator it is that generator's seed.
  func source(dataSeed: UInt64, epoch: UInt32, count: Int) -> OrderSource {
    guard case .oneGenerator = self else {
      return source(seed: dataSeed, epoch: epoch, count: count, draws: OtherDraws())
    }
    return source(
      generatorSeed: dataSeed, epoch: UInt64(epoch), length: UInt64(max(0, count - 1)))
  }

  private func source(generatorSeed: UInt64, epoch: UInt64, length: UInt64) -> OrderSource {
    let dropsOne = self == .oneGenerator(dropsOne: true)
    return OrderSource(seed: generatorSeed, words: epoch * (dropsOne ? 2 : 1) * length)
  }
}

/// What draws from the default generator beside the shuffling, in words of 32 bits.
///
/// A dropout mask takes two words an element (and only one word in all, where Intel's library makes it), a pass over
/// an evaluation loader two, normal draws of 16 or more values a word each.
public struct OtherDraws: Sendable, Hashable {
  /// Between `manual_seed` and the loader's first epoch.
  public var before: UInt64
  /// From the beginning of each epoch to that of the next.
  public var perEpoch: UInt64

  public init(before: UInt64 = 0, perEpoch: UInt64 = 0) {
    self.before = before
    self.perEpoch = perEpoch
  }

  func words(beforeEpoch epoch: UInt64) -> UInt64 { before + epoch * perEpoch }
}

/// The place from which an order is drawn: two orders of as many examples are equal if their sources are.
public struct OrderSource: Sendable, Hashable {
  /// The seed of the generator, of which 32 bits count.
  public let seed: UInt32
  /// Words that it has drawn before.
  public let words: UInt64

  init(seed: UInt64, words: UInt64) {
    self.seed = UInt32(truncatingIfNeeded: seed)
    self.words = words
  }

  func generator() -> TorchGenerator {
    var generator = TorchGenerator(seed: UInt64(seed))
    generator.skip(words)
    return generator
  }
}
