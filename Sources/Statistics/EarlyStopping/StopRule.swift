import Text

/// A rule that stops trials while they run: of each group of trials the best go on at each rung.
///
///     start 16, keep 6 at 0.3
///     start 16, keep 8 at 0.2, keep 4 at 0.5
///
/// Decisions are a pure function of scores, see `decisions`, so that whoever has the scores decides the same.
public struct StopRule: Sendable, Equatable {
  /// A moment at which trials are compared.
  public struct Rung: Sendable, Equatable {
    /// How many of a whole group go on.
    public let kept: Int
    /// When, as a share of a trial's updates.
    public let share: StopShare

    public init(kept: Int, share: StopShare) {
      self.kept = kept
      self.share = share
    }
  }

  /// Trials of a whole group.
  public let started: Int
  /// In order of time; at least one.
  public let rungs: [Rung]

  /// As many trials may be compared: all of them are read to decide.
  public static let startLimit = 10_000

  /// - Returns: nil unless 1 <= kept < started, fewer at each rung, and each later than the one before.
  public init?(started: Int, rungs: [Rung]) {
    guard let first = rungs.first, started <= Self.startLimit, first.kept < started,
      rungs.allSatisfy({ $0.kept >= 1 }),
      zip(rungs, rungs.dropFirst()).allSatisfy({ $1.kept < $0.kept && $0.share < $1.share })
    else { return nil }
    self.started = started
    self.rungs = rungs
  }

  // MARK: Groups

  /// The trials that are compared with the one at `position` of `count` in plan order; the last group may be smaller.
  ///
  /// - Precondition: `position` is one of `count`.
  public func group(of position: Int, in count: Int) -> Range<Int> {
    precondition(position >= 0 && position < count, "trial \(position) of \(count)")
    let first = position / started * started
    return first..<min(count, first + started)
  }

  /// Whether some trial of a group of `count` does not go on at some rung, so that scores decide.
  public func isSelective(inGroupOf count: Int) -> Bool {
    rungs.indices.contains { keptCount(at: $0, of: count) < count }
  }

  /// How many of a group of `count` go on at a rung: ceil(kept count / started), at least one.
  public func keptCount(at rung: Int, of count: Int) -> Int {
    (rungs[rung].kept * count + started - 1) / started
  }
}

/// A share of a trial's updates between 0 and 1, exact: a whole number of billionths.
public struct StopShare: Sendable, Equatable, Comparable {
  static let whole = 1_000_000_000
  let billionths: Int

  /// The share in decimal digits: `0.3`, `.25`.
  ///
  /// - Returns: nil unless it lies between 0 and 1, with at most nine decimals.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].isEmpty || parts[0] == "0",
      (1...9).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ $0.isDigit }),
      let digits = Int(parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count)),
      digits > 0
    else { return nil }
    billionths = digits
  }

  /// Whether so many of a trial's `count` updates are this share or more.
  ///
  /// - Rounding: none; the products are exact.
  public func isReached(by done: Int, of count: Int) -> Bool {
    let (mine, least) = (
      done.multipliedFullWidth(by: Self.whole), count.multipliedFullWidth(by: billionths)
    )
    return (mine.high, mine.low) >= (least.high, least.low)
  }

  public static func < (left: StopShare, right: StopShare) -> Bool {
    left.billionths < right.billionths
  }
}

extension StopShare: CustomStringConvertible {
  /// `0.3`
  public var description: String {
    let digits = String(Self.whole + billionths).dropFirst()
    return "0." + String(digits.reversed().drop { $0 == "0" }.reversed())
  }
}
