import ArgumentParser
import Attestation
import Foundation
import Sampling
import Text

import struct Statistics.Ratio

// How arguments of draws are read. The parser names option and argument before what is said of them here.

extension Ratio {
  /// A share between 0 and 1: `0.05`, `5%` or `1/20`.
  static func share(_ text: String) throws -> Ratio {
    guard let share = Ratio(text), share.numerator > 0, share.numerator < share.denominator else {
      throw ValidationError("it is not a share between 0 and 1, such as 0.05, 5% or 1/20")
    }
    return share
  }
}

extension BeaconRound {
  /// `657413:b713718a38ae...`, of a round that is published by this machine's clock.
  static func argument(_ text: String) throws -> BeaconRound {
    let round: BeaconRound
    do { round = try BeaconRound(text) } catch { throw ValidationError("\(error)") }
    let published = SignedTime(NamedRound(round))
    guard published.epoch <= Int(Date().timeIntervalSince1970) else {
      throw ValidationError(
        "round \(round.number) is published on \(published): nobody has its signature yet")
    }
    return round
  }
}

extension NamedRound {
  /// `27946612`
  static func argument(_ text: String) throws -> NamedRound {
    guard let round = text.isDigits ? Int(text).flatMap({ NamedRound($0) }) : nil else {
      throw ValidationError("it is not the number of a round, such as 27946612")
    }
    return round
  }
}
