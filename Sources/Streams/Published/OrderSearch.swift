/// Looks for the profiles, seeds and epochs that give an order which somebody recorded.
public struct OrderSearch: Sendable {
  /// The recorded examples, from the first on; it may be the beginning only.
  public let recorded: [Int32]
  /// The number of examples in the data.
  public let count: Int
  public let seeds: ClosedRange<UInt32>
  /// Epochs from 0 that are tried.
  public let epochCount: UInt32

  /// An order that was met.
  public struct Match: Sendable, Hashable {
    /// The profiles that give it, by their rules.
    public let profiles: [String]
    public let seed: UInt32
    public let epoch: UInt32
  }

  /// - Precondition: `recorded` are different numbers of `0..<count`, and there is one at least.
  public init(
    _ recorded: [Int32], count: Int, seeds: ClosedRange<UInt32>, epochCount: UInt32
  ) {
    precondition(
      !recorded.isEmpty && recorded.count <= count
        && recorded.allSatisfy { $0 >= 0 && Int($0) < count }
        && Set(recorded).count == recorded.count, "not the beginning of an order of \(count)")
    (self.recorded, self.count, self.seeds) = (recorded, count, seeds)
    self.epochCount = epochCount
  }

  /// What is tried of a seed: each rule with the profiles that have it, and this program's own.
  static let rules: [(rule: OrderRule?, profiles: [String])] = {
    var rules: [(rule: OrderRule?, profiles: [String])] = [(nil, [StreamsProfile.philox.rawValue])]
    for profile in PublishedProfile.all where profile.variant != .groupedByLength {
      if let place = rules.firstIndex(where: { $0.rule == profile.order }) {
        rules[place].profiles.append(profile.name)
      } else {
        rules.append((profile.order, [profile.name]))
      }
    }
    return rules
  }()

  /// Orders that are tried.
  public var triedCount: UInt64 {
    (UInt64(seeds.upperBound - seeds.lowerBound) + 1) * UInt64(epochCount)
      * UInt64(Self.rules.count)
  }

  /// How many matches chance would give, if the orders tried were all different and random.
  public var chanceMatches: Double {
    recorded.indices.reduce(Double(triedCount)) { $0 / Double(count - $1) }
  }

  /// Every match, by ascending seed and epoch: of each the profiles whose rules give the order.
  ///
  /// Loops of the default generator are tried as if nothing else drew from it, which is right for epoch 0.
  public func matches() -> [Match] {
    var found: [Match] = []
    for seed in seeds {
      for epoch in 0..<epochCount {
        let profiles = Self.rules.filter { gives($0.rule, seed, epoch) }.flatMap(\.profiles)
        if !profiles.isEmpty {
          found.append(Match(profiles: profiles, seed: seed, epoch: epoch))
        }
      }
    }
    return found
  }

  private func gives(_ rule: OrderRule?, _ seed: UInt32, _ epoch: UInt32) -> Bool {
    guard let rule else {
      var words = WordStream(purpose: .dataOrder, seed: seed, step: epoch)
      guard words.bounded(UInt32(count)) == recorded[0] else { return false }
      return Streams.permutation(count: count, seed: seed, epoch: epoch).starts(with: recorded)
    }
    var generator = rule.source(
      seed: UInt64(seed), epoch: epoch, count: count, draws: OtherDraws()
    ).generator()
    // The first example is the first word's remainder: most orders end here.
    var first = generator
    guard count < 2 || first.word() % UInt32(count) == recorded[0] else { return false }
    return generator.permutation(count: count).starts(with: recorded)
  }
}
