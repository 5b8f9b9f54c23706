/// How random numbers are made: part of a trial's specification.
public enum StreamsProfile: Sendable, Hashable, RawRepresentable {
  /// This program's own: words are functions of (purpose, seed, position).
  case philox
  /// The orders of the training data are those of a measured version of another program, with the DO seed as its seed.
  /// Initial weights, dropout and all else are `philox`.
  case published(PublishedProfile)

  /// The name in plans and headers.
  public var rawValue: String {
    switch self {
    case .philox: "philox4x32-10/1"
    case .published(let profile): profile.name
    }
  }

  public init?(rawValue: String) {
    if rawValue == StreamsProfile.philox.rawValue {
      self = .philox
    } else if let profile = PublishedProfile(name: rawValue) {
      self = .published(profile)
    } else {
      return nil
    }
  }

  /// Whether a trial can take its orders from it: they are functions of seed, count and epoch.
  public var namesOrders: Bool {
    switch self {
    case .philox: true
    case .published(let profile): profile.isFunctionOfSeed
    }
  }

  /// The order of the training data in an epoch: each of `0..<count` once.
  ///
  /// - Parameters:
  ///   - seed: the DO seed.
  ///   - epoch: from 0.
  /// - Precondition: `namesOrders`; `0 <= count <= greatestCount`.
  public func permutation(count: Int, seed: UInt32, epoch: UInt32) -> [Int32] {
    switch self {
    case .philox: return Streams.permutation(count: count, seed: seed, epoch: epoch)
    case .published(let profile):
      precondition(profile.isFunctionOfSeed, "\(profile.name) needs more than a seed")
      return profile.permutation(count: count, seed: UInt64(seed), epoch: epoch)
    }
  }

  /// The most examples that have an order.
  public var greatestCount: Int {
    switch self {
    case .philox: Int(Int32.max)
    case .published: TorchGenerator.greatestCount
    }
  }
}
