import Files
import Text

/// A public source of randomness that gives a value every `period` seconds, such as drand.
///
/// A sample that nobody could choose is drawn from a round that was named before it was published.
public struct BeaconChain: Sendable, Equatable {
  /// The name of the chain in the seeds of draws: its hash.
  public let hash: String
  /// Unix time of round 1.
  public let genesis: Int
  /// Seconds from one round to the next.
  public let period: Int
  /// Bytes of a round's signature.
  public let signatureByteCount: Int

  /// - Precondition: period > 0.
  public init(hash: String, genesis: Int, period: Int, signatureByteCount: Int) {
    precondition(period > 0, "a round every \(period) s")
    self.hash = hash
    self.genesis = genesis
    self.period = period
    self.signatureByteCount = signatureByteCount
  }

  /// The chain `quicknet` of the League of Entropy. Its signatures are points of the group G1 of BLS12-381.
  public static let quicknet = BeaconChain(
    hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    genesis: 1_692_803_367, period: 3, signatureByteCount: 48)

  /// The latest round at Unix time `time`; nil before round 1.
  public func latest(at time: Int) -> Int? {
    time < genesis ? nil : (time - genesis) / period + 1
  }

  /// Unix time at which round `number` is published.
  public func time(of number: Int) -> Int { genesis + (number - 1) * period }
}

/// A round of a public source of randomness, and the signature that was published for it.
///
/// Whether the signature is the chain's is not checked here: that needs a pairing of elliptic curves. It is
/// recorded, so that others can.
public struct BeaconRound: Sendable, Equatable {
  public let chain: BeaconChain
  public let number: Int
  public let signature: [UInt8]

  /// The value of the round: SHA-256 of its signature.
  public var randomness: Digest { Digest(of: signature) }

  /// What stands for it in the seed of a draw: `chain|round|randomness`.
  public var text: String { "\(chain.hash)|\(number)|\(randomness)" }

  /// Reads `ROUND:SIGNATURE`, the signature in hexadecimal digits.
  ///
  /// - Throws: `InputError` that says what is wrong.
  public init(_ text: String, of chain: BeaconChain = .quicknet) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = parts[0].isDigits ? Int(parts[0]) : nil,
      (1...1 << 40).contains(number)
    else {
      throw InputError(
        "'\(text.prefix(40))' is not a round such as 657413:b713718a38ae...",
        advice:
          "write the round's number, a colon, and the 'signature' that the beacon gives for it")
    }
    guard let signature = bytes(hex: parts[1]), signature.count == chain.signatureByteCount else {
      throw InputError(
        "the signature of round \(number) is not \(2 * chain.signatureByteCount) hexadecimal digits",
        advice: "take the 'signature' of the chain \(chain.hash.prefix(8)), not its 'randomness'")
    }
    self.chain = chain
    self.number = number
    self.signature = signature
  }
}
