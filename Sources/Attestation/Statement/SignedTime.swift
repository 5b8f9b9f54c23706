import Foundation
import Sampling
import Text

/// When something was signed, as the signer says: UTC to the second, `2026-11-29T12:00:00Z`.
public struct SignedTime: Sendable, Equatable, CustomStringConvertible {
  /// Seconds since 1970.
  public let epoch: Int

  public var description: String { date.formatted(.iso8601) }
  var date: Date { Date(timeIntervalSince1970: Double(epoch)) }

  /// Nil for a text of another form, or a day that is in no calendar.
  public init?(_ text: String) {
    guard text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil,
      let date = try? Date(text, strategy: .iso8601), date.formatted(.iso8601) == text
    else { return nil }
    epoch = Int(date.timeIntervalSince1970)
  }

  /// Nil before 1970 and beyond the year 9999.
  public init?(epoch: Int) {
    guard (0...253_402_300_799).contains(epoch) else { return nil }
    self.epoch = epoch
  }

  /// When a beacon's round is published.
  public init(_ round: NamedRound) { epoch = round.time }

  /// That of `option`, else of `SOURCE_DATE_EPOCH`, else of the clock.
  ///
  /// - Throws: `InputError` if one of the first two is no time.
  public init(
    option: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    if let option {
      guard let time = SignedTime(option) else {
        throw InputError("--time '\(option.prefix(40))' is no time such as 2026-11-29T12:00:00Z")
      }
      self = time
    } else if let epoch = environment["SOURCE_DATE_EPOCH"], !epoch.isEmpty {
      guard epoch.isDigits, let time = Int(epoch).flatMap(SignedTime.init(epoch:)) else {
        throw InputError(
          "SOURCE_DATE_EPOCH '\(epoch.prefix(40))' is no number of seconds since 1970",
          advice: "unset it, or give --time")
      }
      self = time
    } else {
      epoch = Int(Date().timeIntervalSince1970)
    }
  }
}
