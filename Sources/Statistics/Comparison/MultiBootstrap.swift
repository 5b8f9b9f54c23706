import Scores

/// The difference of two mean scores, with seeds and examples resampled together.
public struct MultiBootstrap: Sendable, Equatable {
  /// Mean score of A less mean score of B.
  public let difference: Double
  public let standardError: Double
  /// Between quantiles of the resamples.
  public let interval: Interval
  /// Share of resamples in which A is not better, the observed one counted as such: one-sided, never 0.
  public let p: Double
  public let resampleCount: Int
  public let seed: UInt64

  /// Most classes: a class and a prediction are kept in one byte.
  static let labelLimit = 15

  /// Each resample draws trials, and one set of examples for both recipes.
  ///
  /// - Parameter sharesSeeds: the trials of both are pairs in this order, and are drawn as pairs.
  /// - Precondition: both are of the same examples; `sharesSeeds` needs the same number of trials.
  /// - Complexity: time O(resamples x trials x examples).
  /// - Source: Sellam et al. 2021, The MultiBERTs (arXiv:2106.16163), section 4.
  public init(
    _ a: Predictions, _ layoutA: SeedLayout, _ b: Predictions, _ layoutB: SeedLayout,
    sharesSeeds: Bool, metric: Metric, confidence: Double, resampleCount: Int = 1_000,
    seed: UInt64, purpose: UInt64
  ) {
    precondition(a.gold == b.gold && a.labelCount == b.labelCount, "two sets of examples")
    precondition(!sharesSeeds || a.trials.count == b.trials.count, "pairs of unequal numbers")
    precondition(resampleCount > 1, "\(resampleCount) resamples")
    let (scoresA, scoresB) = (WeightedScores(a, metric), WeightedScores(b, metric))
    let examples = a.gold.count
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    var differences: [Double] = []
    differences.reserveCapacity(resampleCount)
    for _ in 0..<resampleCount {
      let drawnA = layoutA.resampled(a.trials.count, &numbers)
      let drawnB = sharesSeeds ? drawnA : layoutB.resampled(b.trials.count, &numbers)
      var weights = [Int32](repeating: 0, count: examples)
      for _ in 0..<examples { weights[numbers.below(examples)] += 1 }
      differences.append(
        scoresA.mean(of: drawnA, weights: weights) - scoresB.mean(of: drawnB, weights: weights))
    }
    let once = [Int32](repeating: 1, count: examples)
    difference =
      scoresA.mean(of: Array(a.trials.indices), weights: once)
      - scoresB.mean(of: Array(b.trials.indices), weights: once)
    standardError = Spread(differences).sd
    differences.sort()
    let tail = (1 - confidence) / 2
    interval = Interval(
      Self.quantile(tail, ofSorted: differences), Self.quantile(1 - tail, ofSorted: differences))
    let notBetter = differences.count { $0 <= 0 }
    p = Double(notBetter + 1) / Double(resampleCount + 1)
    self.resampleCount = resampleCount
    self.seed = seed
  }

  /// Between two values linearly, the smallest at 0 and the largest at 1.
  static func quantile(_ p: Double, ofSorted values: [Double]) -> Double {
    let place = p * Double(values.count - 1)
    let below = min(values.count - 1, max(0, Int(place)))
    let above = min(values.count - 1, below + 1)
    return values[below] + (place - Double(below)) * (values[above] - values[below])
  }
}

/// Scores of trials on examples that count several times.
private struct WeightedScores {
  private let metric: Metric
  private let labelCount: Int
  /// For each trial and example, the place of class and prediction in the confusion counts; of accuracy 1 where right.
  private let marks: [[UInt8]]

  init(_ predictions: Predictions, _ metric: Metric) {
    self.metric = metric
    labelCount = predictions.labelCount
    precondition(labelCount <= MultiBootstrap.labelLimit, "\(labelCount) labels")
    let labels = UInt8(labelCount)
    marks = predictions.trials.map { trial in
      zip(predictions.gold, trial).map {
        metric == .accuracy ? ($0 == $1 ? 1 : 0) : $0 * labels + $1
      }
    }
  }

  /// Mean score of the trials at `places`.
  func mean(of places: [Int], weights: [Int32]) -> Double {
    var times = [Int](repeating: 0, count: marks.count)
    for place in places { times[place] += 1 }
    var sum = 0.0
    for (trial, count) in times.enumerated() where count > 0 {
      sum += Double(count) * score(marks[trial], weights)
    }
    return sum / Double(places.count)
  }

  private func score(_ marks: [UInt8], _ weights: [Int32]) -> Double {
    if metric == .accuracy {
      var right: Int32 = 0
      for k in marks.indices { right &+= Int32(marks[k]) &* weights[k] }
      return Double(right) / Double(marks.count)
    }
    var counts = [Int](repeating: 0, count: labelCount * labelCount)
    for k in marks.indices { counts[Int(marks[k])] += Int(weights[k]) }
    guard let confusion = ConfusionCounts(labels: labelCount, counts: counts) else { return .nan }
    return metric.score(confusion)
  }
}
