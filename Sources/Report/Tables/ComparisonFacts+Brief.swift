import Statistics
import Text

extension ComparisonFacts {
  /// The numbers that answer which recipe is better, how surely, and what it would take; with runs looked at one by one,
  /// also what may be said of them.
  static func brief(
    _ pair: RecipeComparison, _ a: String, _ b: String, _ confidence: String, _ format: ScoreFormat
  ) -> [Brief] {
    var lines: [Brief] = []
    func add(_ name: String, _ value: String, _ meaning: String) {
      lines.append(Brief(name: name, value: value, meaning: meaning))
    }
    func ends(_ interval: Interval, _ text: (Double) -> String) -> String {
      "\(text(interval.lower)) to \(text(interval.upper))"
    }
    if let found = pair.difference.value {
      add(
        "difference", format.signed(found.difference),
        "\(a) less \(b); "
          + (found.interval.map {
            "\(ends($0, format.signed)) over all seeds, \(confidence) sure"
          } ?? "no interval, as the scores do not vary")
          + (found.p.map { ", p \(NumberText.probability($0))" } ?? ""))
    }
    add(
      "permutation", "p \(pair.permutation.pValue.text)",
      "so often scores that change recipes at random differ as much; so many trials reach no p below "
        + NumberText.probability(pair.permutation.leastP))
    add(
      "chance", NumberText.fixed(pair.probability, 3),
      "a run of \(a) beats a run of \(b) so often, ties counted as one half"
        + (pair.superiority.value.map {
          "; \(ends($0.interval) { NumberText.fixed($0, 3) }), \(confidence) sure"
        } ?? ""))
    if let found = pair.bootstrap.value {
      add(
        "with examples", format.signed(found.difference),
        "\(ends(found.interval, format.signed)) over fresh seeds and fresh examples, \(confidence) sure"
      )
    }
    if let found = pair.resolution.value {
      let trials = min(pair.a.count, pair.b.count)
      let examples = found.components.exampleCount
      let power = NumberText.percent(found.power).replacing(".0%", with: "%")
      let least = found.smallestDifference(trials: trials, examples: examples, .theseExamples)
      let seen = abs(pair.a.mean - pair.b.mean)
      let needed =
        seen > 0 ? found.trialsNeeded(for: seen, examples: examples, .theseExamples) : nil
      add(
        "resolution", format.text(least),
        "the least true difference that \(trials.counted("trial")) of each find in \(power) of cases"
          + (needed.map { "; to find one as large as that seen takes \($0.grouped) of each" } ?? "")
      )
    }
    guard pair.options.sequentialBound != nil else { return lines }
    switch pair.sequence {
    case .success(let found):
      for fact in SequentialFacts(found, a: a, b: b, format).rows {
        let interval = fact.interval.map { ends($0, format.signed) + "; " } ?? ""
        add(fact.name, fact.value, interval + fact.meaning)
      }
    case .failure(let refusal): add("run by run", NumberText.none, refusal.description)
    }
    return lines
  }
}
