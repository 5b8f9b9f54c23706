import Scores

/// What a comparison may be told.
public struct ComparisonOptions: Sendable, Equatable {
  /// Of every interval and bound.
  public var confidence = 0.95
  /// Which scores are better.
  public var direction = ScoreDirection.higher
  /// Random permutations where all are too many.
  public var permutationCount = 9_999
  public var bootstrapCount = 1_000
  /// Level of the test whose resolution is told, and its chance to find a difference of that size.
  public var level = 0.05
  public var power = 0.8
  /// No difference of two scores is larger; nil: runs are not looked at one by one.
  public var sequentialBound: Double?
  /// Of every random step; printed with the results.
  public var seed: UInt64 = 1

  public init() {}
}

/// Random steps of a comparison, each with a stream of its own.
private enum ComparisonPurpose {
  static let permutation: UInt64 = 64
  static let orderAB: UInt64 = 65
  static let orderBA: UInt64 = 66
  static let bootstrap: UInt64 = 67
  static let sequence: UInt64 = 68
}

/// Recipe A against recipe B. Differences are those of the scores; chances near 1 speak for A.
public struct RecipeComparison: Sendable {
  public let options: ComparisonOptions
  public let nameA: String
  public let nameB: String
  /// Mean, number and spread of the scores that were compared.
  public let a: Spread
  public let b: Spread
  /// Trials are compared in pairs that share their seeds.
  public let isPaired: Bool
  /// Trials left out as they have no partner, of both recipes together.
  public let withoutPartnerCount: Int
  /// Of the mean scores, over fresh seeds of the kinds that vary.
  public let difference: Finding<MeanDifference>
  public let permutation: PermutedDifference
  /// That one run of A beats one of B, ties at one half.
  public let probability: Double
  /// The same with its interval, which independent runs have.
  public let superiority: Finding<Superiority>
  public let order: AlmostStochasticOrder
  public let reverseOrder: AlmostStochasticOrder
  /// Over seeds and examples together.
  public let bootstrap: Finding<MultiBootstrap>
  public let resolution: Finding<Resolution>
  /// Run by run, in the order of seeds; for whom looks while seeds are added.
  public let sequence: Finding<SequentialComparison>

  /// Trials are pairs where at least half of each recipe's, and at least two, have a partner with the same seeds.
  ///
  /// - Precondition: at least one trial of each.
  public init(_ a: Recipe, _ b: Recipe, options: ComparisonOptions = ComparisonOptions()) {
    let shared = Set(a.cells).intersection(b.cells)
    let isPaired = shared.count >= 2 && 2 * shared.count >= max(a.cells.count, b.cells.count)
    let pair = isPaired ? RecipePair(a.only(shared), b.only(shared), true) : RecipePair(a, b, false)
    self.init(
      pair, options, leftOut: isPaired ? a.cells.count + b.cells.count - 2 * shared.count : 0)
  }

  private init(_ pair: RecipePair, _ options: ComparisonOptions, leftOut: Int) {
    let (a, b, seed) = (pair.a, pair.b, options.seed)
    let test = PermutationTest(count: options.permutationCount, seed: seed)
    self.options = options
    nameA = a.name
    nameB = b.name
    self.a = Spread(a.scores)
    self.b = Spread(b.scores)
    isPaired = pair.isPaired
    withoutPartnerCount = leftOut
    difference = Finding { () throws(Refusal) in try pair.difference(options.confidence) }
    permutation =
      pair.isPaired
      ? test.difference(paired: pair.differences, purpose: ComparisonPurpose.permutation)
      : test.difference(a.scores, b.scores, purpose: ComparisonPurpose.permutation)
    let turned: (Double) -> Double = options.direction.oriented
    let (x, y) = (a.scores.map(turned), b.scores.map(turned))
    probability = Comparison.improvement(x, over: y)
    superiority = Finding { () throws(Refusal) in try pair.superiority(x, y, options.confidence) }
    order = AlmostStochasticOrder(
      x, a.layout, over: y, b.layout, confidence: options.confidence,
      bootstrapCount: options.bootstrapCount, seed: seed, purpose: ComparisonPurpose.orderAB)
    reverseOrder = AlmostStochasticOrder(
      y, b.layout, over: x, a.layout, confidence: options.confidence,
      bootstrapCount: options.bootstrapCount, seed: seed, purpose: ComparisonPurpose.orderBA)
    bootstrap = Finding { () throws(Refusal) in
      try pair.bootstrap(options, purpose: ComparisonPurpose.bootstrap)
    }
    resolution = Finding { () throws(Refusal) in try pair.resolution(options) }
    sequence = Finding { () throws(Refusal) in
      try pair.sequence(x, y, options, purpose: ComparisonPurpose.sequence)
    }
  }

  /// Every pair of `recipes`, with p-values that can all be compared with the level (Holm).
  ///
  /// A pair whose difference has no p counts as p = 1.
  public static func allPairs(
    _ recipes: [Recipe], options: ComparisonOptions = ComparisonOptions()
  ) -> [(comparison: RecipeComparison, pHolm: Double)] {
    let comparisons = recipes.indices.flatMap { i in
      recipes.indices.dropFirst(i + 1).map { j in
        RecipeComparison(recipes[i], recipes[j], options: options)
      }
    }
    let adjusted = Multiplicity.holm(comparisons.map { $0.difference.value?.p ?? 1 })
    return zip(comparisons, adjusted).map { ($0, $1) }
  }
}

/// Two recipes whose trials were matched.
private struct RecipePair {
  let a: Recipe
  let b: Recipe
  /// Trial by trial the seeds are the same.
  let isPaired: Bool

  init(_ a: Recipe, _ b: Recipe, _ isPaired: Bool) {
    self.a = a
    self.b = b
    self.isPaired = isPaired
  }

  /// The largest score's distance from 0: what rounding goes by.
  private var scale: Double { (a.scores + b.scores).reduce(0) { max($0, abs($1)) } }

  var differences: [Double] { zip(a.scores, b.scores).map { $0 - $1 } }

  func difference(_ confidence: Double) throws(Refusal) -> MeanDifference {
    if isPaired {
      let (mean, variance) = try a.mean(differences, scale: scale)
      return MeanDifference(mean, variance: variance, confidence: confidence)
    }
    let ((first, ofFirst), (second, ofSecond)) = try (
      a.mean(a.scores, scale: scale), b.mean(b.scores, scale: scale)
    )
    return MeanDifference(first - second, variance: ofFirst + ofSecond, confidence: confidence)
  }

  /// - Parameters:
  ///   - x: scores of A such that more is better, `y` those of B.
  func superiority(
    _ x: [Double], _ y: [Double], _ confidence: Double
  ) throws(Refusal) -> Superiority {
    guard a.layout == .runs, b.layout == .runs else {
      throw Refusal("needs independent runs; these share seeds")
    }
    return Superiority(x, over: y, confidence: confidence)
  }

  func bootstrap(_ options: ComparisonOptions, purpose: UInt64) throws(Refusal) -> MultiBootstrap {
    let (first, second, metric) = try predictions()
    return MultiBootstrap(
      first, a.layout, second, b.layout, sharesSeeds: isPaired, metric: metric,
      confidence: options.confidence, resampleCount: options.bootstrapCount, seed: options.seed,
      purpose: purpose)
  }

  /// The predictions of both, of the same examples and at least two trials, and how they are scored.
  private func predictions() throws(Refusal) -> (Predictions, Predictions, Metric) {
    guard let first = a.predictions, let second = b.predictions, let metric = a.metric else {
      throw Refusal(
        "needs the predictions of every trial that its score is counted from, as golden files keep them of the last "
          + "evaluation")
    }
    guard first.gold == second.gold, first.labelCount == second.labelCount, first.gold.count > 1,
      metric == b.metric
    else { throw Refusal("the recipes differ in their development examples, or in their metric") }
    guard a.cells.count > 1, b.cells.count > 1 else {
      throw Refusal("needs at least two trials of each recipe")
    }
    return (first, second, metric)
  }

  func resolution(_ options: ComparisonOptions) throws(Refusal) -> Resolution {
    if let found = try? difference(options.confidence), found.interval == nil {
      throw Refusal("the scores do not vary: nothing tells what a number of trials would find")
    }
    if let (first, second, metric) = try? predictions(), metric == .accuracy {
      let components: TrialComponents =
        isPaired
        ? .difference(pairs: first.correct, second.correct, a.layout)
        : .difference(independent: first.correct, a.layout, second.correct, b.layout)
      return Resolution(
        components, isPaired: isPaired, level: options.level, power: options.power)
    }
    return Resolution(
      scoreVariance: isPaired
        ? try a.varianceOfTrial(differences)
        : try a.varianceOfTrial(a.scores) + b.varianceOfTrial(b.scores),
      isPaired: isPaired, level: options.level, power: options.power)
  }

  func sequence(
    _ x: [Double], _ y: [Double], _ options: ComparisonOptions, purpose: UInt64
  ) throws(Refusal) -> SequentialComparison {
    guard let bound = options.sequentialBound else { throw Refusal("was not asked for") }
    let areRuns = a.layout == .runs && b.layout == .runs
    guard areRuns else {
      throw Refusal("needs runs that share no seed within their recipe")
    }
    let pairs = zip(x, y).map { $0 - $1 }
    if let far = pairs.first(where: { abs($0) > bound }) {
      throw Refusal(
        "two scores differ by \(abs(far)), more than the bound \(bound): name a larger one with "
          + "--bound")
    }
    return SequentialComparison(
      Array(x.prefix(pairs.count)), Array(y.prefix(pairs.count)), isPaired: isPaired,
      bound: bound, level: options.level, seed: options.seed, purpose: purpose)
  }
}
