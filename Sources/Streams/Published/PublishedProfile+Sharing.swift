extension PublishedProfile {
  /// An epoch of a seed.
  public struct Epoch: Sendable, Hashable, CustomStringConvertible {
    public let seed: UInt32
    /// From 0.
    public let epoch: UInt32

    public init(seed: UInt32, epoch: UInt32) {
      self.seed = seed
      self.epoch = epoch
    }

    public var description: String { "epoch \(epoch) of seed \(seed)" }
  }

  /// Which epochs of which seeds share an order: groups of two or more, each in the order of `seeds`, then of epochs.
  ///
  /// With Trainer from 4.38 on epoch e of seed s is epoch e - 1 of seed s + 1: trials of neighbouring seeds share all
  /// orders but one, and are not independent.
  ///
  /// - Parameters:
  ///   - seeds: each once.
  ///   - count: the examples; the rules of one generator need it.
  /// - Note: Orders are told apart by where they are drawn from. Few examples have few orders, so that orders from
  ///   different places may be equal by chance.
  public func sharedOrders(
    of seeds: some Collection<UInt32>, epochCount: UInt32, count: Int
  ) -> [[Epoch]] {
    var places: [OrderSource: Int] = [:]
    var groups: [[Epoch]] = []
    for seed in seeds {
      for epoch in 0..<epochCount {
        let source = source(count: count, seed: UInt64(seed), epoch: epoch)
        let place = places[source, default: groups.count]
        if place == groups.count {
          places[source] = place
          groups.append([])
        }
        groups[place].append(Epoch(seed: seed, epoch: epoch))
      }
    }
    return groups.filter { $0.count > 1 }
  }
}

extension PublishedProfile {
  /// What seeds s and s + 1 have in common.
  package enum NeighbouringSeeds: Sendable, Hashable {
    /// Epoch e + 1 of s and epoch e of s + 1 have one order, for every e.
    case shareAllButOne
    /// The same for e = 0 alone.
    case shareOne
    /// Their orders are drawn from different places.
    case shareNone
    /// Such a version was not measured, so that nothing is known of it; `nearest` were.
    case notMeasured(nearest: [PublishedProfile])
  }

  /// Whether epoch e + 1 of seed s and epoch e of seed s + 1 have the same order, e counted from 0.
  ///
  /// Trials of consecutive seeds that share orders are not independent. It is said of the seed that an order is drawn
  /// by: `data_seed` where it is set and the version heeds it. Trials of one `data_seed` share all orders, whatever
  /// their seeds.
  ///
  /// - Parameter name: a profile's, such as `trainer/4.45` or `torch/2.13+generator`, or a version of transformers,
  ///   such as `4.45.0` or `4.45`; a third number is not heeded, as a rule was measured with one release of each.
  /// - Source: `PUBLISHED.md` of this room, "Orders".
  package static func neighbouringSeedsShareOrders(_ name: String) -> NeighbouringSeeds {
    let full = name.contains("/") ? name : "\(Library.trainer.rawValue)/\(name)"
    guard let profile = PublishedProfile(name: withoutPatch(full)) else {
      return .notMeasured(nearest: nearest(to: full))
    }
    return profile.neighbouringSeeds
  }

  /// The same of this profile.
  package var neighbouringSeeds: NeighbouringSeeds {
    switch order {
    case .seedPlusEpoch: .shareAllButOne
    case .seedPlusTriangle: .shareOne
    case .defaultGenerator, .seededByDefaultGenerator, .ownGenerator, .oneGenerator: .shareNone
    }
  }

  /// `trainer/4.45.2` as `trainer/4.45`; any other name as it is.
  private static func withoutPatch(_ name: String) -> String {
    let parts = name.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3, UInt16(numbers[2]) != nil else { return name }
    let variant = parts.count == 2 ? "+\(parts[1])" : ""
    return "\(numbers[0]).\(numbers[1])\(variant)"
  }
}
