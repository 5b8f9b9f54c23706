import ArgumentParser
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
  /// `657413:b713718a38ae...`
  static func argument(_ text: String) throws -> BeaconRound {
    do { return try BeaconRound(text) } catch { throw ValidationError("\(error)") }
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
