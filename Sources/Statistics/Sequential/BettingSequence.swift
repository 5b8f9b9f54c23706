import Foundation

/// A confidence sequence for the mean of values in 0...1: its interval holds at every number of values at once, so that
/// one may look after each and stop when one likes.
///
/// Two bettors play against each possible mean m. The first gains where values lie above m, the second where they lie
/// below. Their mean capital exceeds 1 / alpha at any time with a chance of at most alpha where m is the truth; an m whose
/// capital did is out for ever. With s = 1/2 and v = 1/4 before the first value x, at value t:
///
///     bet = sqrt(2 ln(2 / alpha) / (v ln(t + 1)))
///     up   *= 1 + min(bet, 1 / (2 m)) (x - m)
///     down *= 1 - min(bet, 1 / (2 (1 - m))) (x - m)
///     s += x,  v += (x - s / (t + 1))^2
///
/// - Source: Waudby-Smith and Ramdas 2024, Estimating Means of Bounded Random Variables by Betting (arXiv:2010.09686),
///   hedged capital with predictable plug-in bets.
public struct BettingSequence: Sendable {
  /// Chance that the interval ever fails to hold the mean.
  public let alpha: Double
  /// Means are tried at multiples of 1 / `steps`; the interval's ends lie less than one such step inside the true ones.
  public let steps: Int
  /// Values so far.
  public private(set) var count = 0
  /// Whether each mean was never out.
  private var isIn: [Bool]
  private var up: Bettor
  private var down: Bettor
  private var bets: PluginBets

  /// - Precondition: `alpha` between 0 and 1.
  public init(alpha: Double, steps: Int = 1_000) {
    precondition(alpha > 0 && alpha < 1 && steps > 0, "alpha \(alpha), \(steps) steps")
    self.alpha = alpha
    self.steps = steps
    isIn = Array(repeating: true, count: steps + 1)
    let means = (0...steps).map { Double($0) / Double(steps) }
    up = Bettor(means: means, direction: 1)
    down = Bettor(means: means, direction: -1)
    bets = PluginBets(alpha: alpha)
  }

  /// - Precondition: `value` in 0...1.
  public mutating func add(_ value: Double) {
    precondition(value >= 0 && value <= 1, "\(value) outside 0...1")
    count += 1
    let bet = bets.next()
    up.play(bet, value)
    down.play(bet, value)
    bets.learn(value)
    let threshold = log(2 / alpha)
    for place in isIn.indices where max(up.logCapital[place], down.logCapital[place]) >= threshold {
      isIn[place] = false
    }
  }

  /// From the least to the greatest mean that was never out; nil where all are, as can happen with a chance of at most
  /// alpha.
  public var interval: Interval? {
    guard let least = isIn.firstIndex(of: true), let most = isIn.lastIndex(of: true) else {
      return nil
    }
    return Interval(Double(least) / Double(steps), Double(most) / Double(steps))
  }
}

/// Bets that go by the values before.
struct PluginBets: Sendable {
  private let alpha: Double
  private var count = 0
  private var sum = 0.5
  private var squares = 0.25

  init(alpha: Double) { self.alpha = alpha }

  /// The bet on the next value.
  func next() -> Double { (2 * log(2 / alpha) / (squares * log(Double(count + 2)))).squareRoot() }

  mutating func learn(_ value: Double) {
    count += 1
    sum += value
    let distance = value - sum / Double(count + 1)
    squares += distance * distance
  }
}

/// Plays against several means at once.
struct Bettor: Sendable {
  private let means: [Double]
  /// 1 gains where values lie above the mean, -1 where they lie below.
  private let direction: Double
  private(set) var logCapital: [Double]

  init(means: [Double], direction: Double) {
    self.means = means
    self.direction = direction
    logCapital = means.map { _ in 0 }
  }

  mutating func play(_ bet: Double, _ value: Double) {
    for (place, mean) in means.enumerated() {
      // Half the capital is the most that a single value takes.
      let room = direction > 0 ? mean : 1 - mean
      let stake = room > 0 ? min(bet, 0.5 / room) : bet
      logCapital[place] += log1p(direction * stake * (value - mean))
    }
  }
}
