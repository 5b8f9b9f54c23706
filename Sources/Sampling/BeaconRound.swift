/// Rounds of a public source of randomness that gives a value every `period` seconds, such as drand.
///
/// A sample that nobody could choose is drawn from a round that was named before it was published.
public struct BeaconRound: Sendable, Equatable {
  /// Unix time of round 1.
  public let genesis: Int
  /// Seconds from one round to the next.
  public let period: Int

  /// - Precondition: period > 0.
  public init(genesis: Int, period: Int) {
    precondition(period > 0, "a round every \(period) s")
    self.genesis = genesis
    self.period = period
  }

  /// The chain `quicknet` of the League of Entropy,
  /// `52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971`.
  public static let quicknet = BeaconRound(genesis: 1_692_803_367, period: 3)

  /// The latest round at Unix time `time`; nil before round 1.
  public func latest(at time: Int) -> Int? {
    time < genesis ? nil : (time - genesis) / period + 1
  }
}
