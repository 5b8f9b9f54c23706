import Text

/// A round of a public source of randomness that somebody names before it is published.
public struct NamedRound: Sendable, Equatable {
  public let chain: BeaconChain
  public let number: Int

  /// Nil for a chain that is not known here, or a number that no round has before the year 8500.
  public init?(_ number: Int, ofChain hash: String = BeaconChain.quicknet.hash) {
    guard hash.utf8.elementsEqual(BeaconChain.quicknet.hash.utf8), (1...1 << 36).contains(number)
    else { return nil }
    (chain, self.number) = (.quicknet, number)
  }

  /// What was named, of a round that is published.
  public init(_ round: BeaconRound) { (chain, number) = (round.chain, round.number) }

  /// Unix time at which it is published.
  public var time: Int { chain.time(of: number) }

  /// For people: `round 657413 of the chain 52db9ba7`.
  public var name: String { "round \(number) of the chain \(chain.hash.prefix(8))" }
}
