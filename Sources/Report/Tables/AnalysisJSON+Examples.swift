import Statistics
import Text

extension AnalysisJSON {
  /// The split of accuracy, that of the task's metric, and how far trials agree.
  func examples(_ found: ExampleAnalysis) -> JSONValue {
    .ordered(
      [("examples", .integer(found.exampleCount))] + split(found.accuracy) + [
        (
          "jackknife",
          found.jackknife.map { .ordered([("metric", .string($0.value.name))] + split($0)) }
            ?? .null
        ),
        ("disagreement", .number(found.disagreement)),
        ("fleissKappa", .number(found.fleissKappa)),
        ("cohenKappa", .number(found.cohenKappa)),
        ("flips", .integer(found.flipCount)),
        ("neverRight", .integer(found.neverRightCount)),
        ("alwaysRight", .integer(found.alwaysRightCount)),
      ])
  }

  private func split(_ split: ExampleSplit) -> [(key: String, value: JSONValue)] {
    [
      (
        "components",
        split.crossed.value.map { crossed in
          .ordered(CrossedTerm.allCases.map { (key: "\($0)", value: .number(crossed[$0])) })
        } ?? .null
      ),
      ("componentsRefused", split.crossed.refusal.map { .string($0.description) } ?? .null),
      ("trial", .number(split.trials.trial)),
      ("example", .number(split.trials.example)),
      ("trialExample", .number(split.trials.trialExample)),
      ("stays", .number(split.spread.stays)),
      ("goes", .number(split.spread.goes)),
      ("shareThatGoes", .number(split.spread.shareThatGoes)),
      ("trialCounts", integers(split.trialCounts)),
      ("exampleCounts", integers(split.exampleCounts)),
      ("standardErrors", .array(split.standardErrors.map { .numbers($0.map(\.self)) })),
    ]
  }
}

extension ExampleValue {
  /// The score whose spread is split.
  var name: String {
    switch self {
    case .correctness: "accuracy"
    case .pseudoValue(let metric): metric.rawValue
    case .given: "value"
    }
  }

  /// The same, and how examples stand for it.
  var label: String {
    if case .pseudoValue = self { name + ", jackknife" } else { name }
  }
}
