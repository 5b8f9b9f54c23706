/// What a test that is made for a fixed number of runs claims where one looks after every run.
public enum OptionalStopping {
  /// How runs are compared.
  public enum Design: Sendable, Equatable {
    /// Student's test of pairs that share their seeds.
    case pairs
    /// Welch's test of independent runs, one of each recipe at a time.
    case independent
  }

  /// The numbers of runs after which the test's p is below `level`, from `first` runs of each recipe on.
  ///
  /// - Precondition: as many scores of A as of B.
  public static func claims(
    _ a: [Double], _ b: [Double], _ design: Design, level: Double, first: Int = 2
  ) -> [Int] {
    precondition(a.count == b.count, "\(a.count) and \(b.count) scores")
    guard first <= a.count else { return [] }
    return (max(2, first)...max(2, a.count)).filter { count in
      guard count <= a.count else { return false }
      let (x, y) = (Array(a[..<count]), Array(b[..<count]))
      let found =
        design == .pairs
        ? MeanDifference(paired: zip(x, y).map { $0 - $1 }, confidence: 1 - level)
        : MeanDifference(x, y, confidence: 1 - level)
      return found.p.map { $0 < level } ?? false
    }
  }

  /// How often the test claims a difference where there is none.
  public struct ErrorRate: Sendable, Equatable {
    /// Share of simulated series in which it claims one at some look.
    public let rate: Double
    /// Monte Carlo standard error of that share.
    public let standardError: Double
    public let seriesCount: Int
    public let seed: UInt64
  }

  /// Of normal scores of two recipes that are equal, with a look after each run from `first` to `last`.
  ///
  /// - Precondition: 2 <= first <= last.
  public static func errorRate(
    _ design: Design, level: Double, first: Int = 2, last: Int, seriesCount: Int = 10_000,
    seed: UInt64, purpose: UInt64
  ) -> ErrorRate {
    precondition(first >= 2 && first <= last && seriesCount > 0, "looks \(first)...\(last)")
    // Below this no degrees of freedom that Welch's test can have give a smaller p.
    let thresholds = (0...last).map { count -> Double in
      guard count >= first else { return .infinity }
      let df = Double((design == .pairs ? 1 : 2) * (count - 1))
      return StudentDistribution(df).quantile(1 - level / 2)
    }
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    var claims = 0
    for _ in 0..<seriesCount {
      var (a, b) = (RunningMoments(), RunningMoments())
      for count in 1...last {
        let (x, y) = numbers.normalPair()
        a.add(x)
        b.add(y)
        guard count >= first else { continue }
        // A difference of two normal scores is normal: of pairs, one of them is enough.
        let variance = a.variance + (design == .pairs ? 0 : b.variance)
        let distance = design == .pairs ? a.mean : a.mean - b.mean
        let t = abs(distance) / (variance / Double(count)).squareRoot()
        guard t > thresholds[count] else { continue }
        if design == .pairs || isClaim(t, a.variance, b.variance, count, level) {
          claims += 1
          break
        }
      }
    }
    let rate = Double(claims) / Double(seriesCount)
    return ErrorRate(
      rate: rate, standardError: (rate * (1 - rate) / Double(seriesCount)).squareRoot(),
      seriesCount: seriesCount, seed: seed)
  }

  /// By Welch's degrees of freedom.
  private static func isClaim(
    _ t: Double, _ a: Double, _ b: Double, _ count: Int, _ level: Double
  ) -> Bool {
    let df = (a + b) * (a + b) / (a * a + b * b) * Double(count - 1)
    return StudentDistribution(df).bothTails(t) < level
  }
}

/// Mean and variance of values that come one by one.
///
/// - Source: Welford 1962.
private struct RunningMoments {
  private var count = 0.0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }

  /// Dividing by the count less 1.
  var variance: Double { squares / (count - 1) }
}
