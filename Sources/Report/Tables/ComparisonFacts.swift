import Statistics
import Text

/// What a comparison of two recipes found, number by number.
struct ComparisonFacts {
  /// A number, its interval and its p, and what it means.
  struct Fact {
    let row: [String]
    let meaning: String
  }

  /// A number with its interval, and what it means in a few words.
  struct Brief {
    let name: String
    let value: String
    let meaning: String
  }

  /// What can be said in one sentence.
  let verdict: String
  /// The answer in a few lines.
  let brief: [Brief]
  let known: [Fact]
  /// Methods that do not apply, and why.
  let refused: [String]

  init(_ pair: RecipeComparison, a: String, b: String, _ format: ScoreFormat) {
    let options = pair.options
    let confidence = NumberText.percent(options.confidence).replacing(".0%", with: "%")
    let trials =
      pair.isPaired
      ? "\(pair.a.count.counted("pair")) of trials with the same seeds"
        + (pair.withoutPartnerCount == 0
          ? ""
          : "; \(pair.withoutPartnerCount.counted("trial")) without a partner left out")
      : "\(pair.a.count) and \(pair.b.count) trials with seeds of their own"
    var known: [Fact] = []
    var refused: [String] = []
    func add(
      _ name: String, _ value: String, _ interval: Interval? = nil, p: String? = nil,
      as text: (Double) -> String, _ meaning: String
    ) {
      let none = NumberText.none
      known.append(
        Fact(
          row: [
            name, value, interval.map { text($0.lower) } ?? none,
            interval.map { text($0.upper) } ?? none, p ?? none,
          ],
          meaning: meaning))
    }
    let share: (Double) -> String = { NumberText.fixed($0, 3) }

    switch pair.difference {
    case .success(let found):
      add(
        "difference of means", format.signed(found.difference), found.interval,
        p: found.p.map(NumberText.probability), as: format.signed,
        "the mean of \(a) less that of \(b)"
          + (found.interval == nil
            ? "; the scores do not vary, so that there is no interval."
            : ", by Student's t with \(NumberText.fixed(found.degreesOfFreedom, 1)) degrees of "
              + "freedom; \(confidence) of such intervals hold the difference over all seeds."))
    case .failure(let refusal): refused.append("difference of means: \(refusal.description).")
    }
    let permuted = pair.permutation
    add(
      "permutation test", NumberText.none, p: permuted.pValue.text, as: share,
      "how often a difference is as large where scores change recipes at random "
        + "(\(permuted.pValue.method)); so many trials can reach no p below "
        + "\(NumberText.probability(permuted.leastP)).")
    add(
      "chance that A beats B", share(pair.probability), pair.superiority.value?.interval, as: share,
      "a run of \(a) is better than a run of \(b) so often, ties counted as one half"
        + (pair.superiority.value == nil ? "." : "; \(confidence) interval over fresh runs."))
    if let refusal = pair.superiority.refusal {
      refused.append("interval of that chance: \(refusal.description).")
    }
    add(
      "violation of A over B", share(pair.order.violation), Interval(0, pair.order.upperBound),
      as: share,
      "0 where \(a) is better than \(b) in every quantile, 1 where it is worse; below 0.5 at the "
        + "upper end, \(a) is almost stochastically better, \(confidence) sure "
        + "(\(pair.order.bootstrapCount.grouped) resamples of the runs). Few runs make that too sure: of "
        + "equal recipes of 10 runs each it was said in 20% of simulated comparisons.")
    add(
      "violation of B over A", share(pair.reverseOrder.violation),
      Interval(0, pair.reverseOrder.upperBound), as: share, "the same for \(b) against \(a).")
    switch pair.bootstrap {
    case .success(let found):
      add(
        "over seeds and examples", format.signed(found.difference), found.interval,
        p: NumberText.probability(found.p), as: format.signed,
        "the difference with trials and examples both resampled "
          + "(\(found.resampleCount.grouped) times): \(confidence) between these ends; p is "
          + "the share in which \(a) is not better, one-sided.")
    case .failure(let refusal): refused.append("over seeds and examples: \(refusal.description).")
    }
    switch pair.resolution {
    case .success(let found):
      for fact in Self.resolution(found, pair, format) {
        add(fact.name, fact.value, as: share, fact.meaning)
      }
    case .failure(let refusal): refused.append("smallest difference: \(refusal.description).")
    }
    if options.sequentialBound != nil {
      switch pair.sequence {
      case .success(let found):
        for fact in SequentialFacts(found, a: a, b: b, format).rows {
          add(fact.name, fact.value, fact.interval, p: fact.p, as: format.signed, fact.meaning)
        }
      case .failure(let refusal): refused.append("run by run: \(refusal.description).")
      }
    }
    self.known = known
    self.refused = refused
    brief = Self.brief(pair, a, b, confidence, format)
    verdict = Self.verdict(pair, a, b, confidence, format) + " Compared: \(trials)."
  }

  private static func verdict(
    _ pair: RecipeComparison, _ a: String, _ b: String, _ confidence: String, _ format: ScoreFormat
  ) -> String {
    guard let found = pair.difference.value else {
      return "Which recipe is better over all seeds cannot be told."
    }
    guard let interval = found.interval else {
      return
        "The scores do not vary: the difference is \(format.signed(found.difference)), and how sure it is cannot be told."
    }
    let direction = pair.options.direction
    let (least, most) = (direction.oriented(interval.lower), direction.oriented(interval.upper))
    if min(least, most) > 0 { return "\(a) is better than \(b), \(confidence) sure." }
    if max(least, most) < 0 { return "\(b) is better than \(a), \(confidence) sure." }
    return "These trials do not tell which of \(a) and \(b) is better."
  }

  /// What these trials resolve, and how many it takes to resolve the difference that was seen.
  private static func resolution(
    _ found: Resolution, _ pair: RecipeComparison, _ format: ScoreFormat
  ) -> [(name: String, value: String, meaning: String)] {
    let trials = min(pair.a.count, pair.b.count)
    let examples = found.components.exampleCount
    let power = NumberText.percent(found.power).replacing(".0%", with: "%")
    let size = found.smallestDifference(trials: trials, examples: examples, .theseExamples)
    var facts = [
      (
        "smallest difference", format.text(size),
        "\(trials.counted("trial")) of each recipe, each with seeds of its own, find a true "
          + "difference of this size on these examples with a chance of \(power) at a level of \(NumberText.fixed(found.level, 2))."
      )
    ]
    if found.knowsExamples {
      let fresh = found.smallestDifference(trials: trials, examples: examples, .freshExamples)
      facts.append(
        (
          "smallest on fresh examples", format.text(fresh),
          "the same for examples of this kind, not these \(examples.grouped) alone."
        ))
    }
    let seen = abs(pair.a.mean - pair.b.mean)
    guard seen > 0 else { return facts }
    let needed = found.trialsNeeded(for: seen, examples: examples, .theseExamples)
    facts.append(
      (
        "trials needed", needed.map(\.grouped) ?? "no number",
        "so many of each recipe, each with seeds of its own, find a difference as large as the one "
          + "seen, as often."
      ))
    if found.knowsExamples {
      let more = found.examplesNeeded(for: seen, trials: trials, .freshExamples)
      facts.append(
        (
          "examples needed", more.map(\.grouped) ?? "no number",
          "so many with these numbers of trials, for examples of this kind."
        ))
    }
    return facts
  }
}
