/// Which trial of an experiment: the seeds that make it, and how far its state is perturbed.
public struct TrialSeeds: Sendable, Hashable {
  /// The seed of the weight initialization.
  public let wi: UInt32
  /// The seed of the data order.
  public let `do`: UInt32
  /// Units in the last place; 0 in a plain trial.
  public let ulps: UInt32

  public init(wi: UInt32, do dataOrder: UInt32, ulps: UInt32 = 0) {
    self.wi = wi
    self.do = dataOrder
    self.ulps = ulps
  }

  /// `wi=3/do=7`, of a perturbed trial `wi=3/do=7/ulps=2`: its name in trees, tickets and certificates.
  public var leaf: String { "wi=\(wi)/do=\(`do`)" + (ulps == 0 ? "" : "/ulps=\(ulps)") }
}

extension TrialSeeds: CustomStringConvertible {
  /// `wi=3,do=7`, `wi=3,do=7,ulps=2`: its name for people.
  public var description: String {
    "wi=\(wi),do=\(`do`)" + (ulps == 0 ? "" : ",ulps=\(ulps)")
  }
}
