/// The difference of two mean scores, with its interval.
public struct MeanDifference: Sendable, Equatable {
  /// Mean of A less mean of B.
  public let difference: Double
  public let standardError: Double
  public let degreesOfFreedom: Double
  /// By Student's t. Nil where nothing varies, so that nothing tells how far off the difference may be.
  public let interval: Interval?
  /// Two-sided, by Student's t. Nil where nothing varies: there is no error to compare with.
  public let p: Double?

  public init(_ difference: Double, variance: VarianceOfMean, confidence: Double) {
    self.difference = difference
    standardError = variance.value.squareRoot()
    degreesOfFreedom = variance.degreesOfFreedom
    guard variance.value > 0 else {
      interval = nil
      p = nil
      return
    }
    let student = StudentDistribution(degreesOfFreedom)
    let half = student.quantile(1 - (1 - confidence) / 2) * standardError
    interval = Interval(difference - half, difference + half)
    p = student.bothTails(difference / standardError)
  }

  /// Of two samples of independent runs, whose variances may differ (Welch 1947).
  ///
  /// - Precondition: at least two values each.
  public init(_ a: [Double], _ b: [Double], confidence: Double) {
    self.init(
      Spread(a).mean - Spread(b).mean,
      variance: VarianceOfMean(sample: a) + VarianceOfMean(sample: b), confidence: confidence)
  }

  /// Of pairs that share their seeds, from the differences A - B.
  ///
  /// - Precondition: at least two pairs.
  public init(paired differences: [Double], confidence: Double) {
    self.init(
      Spread(differences).mean, variance: VarianceOfMean(sample: differences),
      confidence: confidence)
  }
}
