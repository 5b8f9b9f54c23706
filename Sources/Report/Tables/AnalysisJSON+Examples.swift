import Statistics
import Text

extension AnalysisJSON {
  func examples(_ found: ExampleAnalysis) -> JSONValue {
    .ordered([
      "examples": .integer(found.trials.exampleCount),
      "components": found.crossed.value.map { crossed in
        .ordered(CrossedTerm.allCases.map { (key: "\($0)", value: .number(crossed[$0])) })
      } ?? .null,
      "componentsRefused": found.crossed.refusal.map { .string($0.description) } ?? .null,
      "trial": .number(found.trials.trial),
      "example": .number(found.trials.example),
      "trialExample": .number(found.trials.trialExample),
      "stays": .number(found.spread.stays),
      "goes": .number(found.spread.goes),
      "shareThatGoes": .number(found.spread.shareThatGoes),
      "trialCounts": integers(found.trialCounts),
      "exampleCounts": integers(found.exampleCounts),
      "standardErrors": .array(found.standardErrors.map { .numbers($0.map(\.self)) }),
      "disagreement": .number(found.disagreement),
      "flips": .integer(found.flipCount),
      "neverRight": .integer(found.neverRightCount),
      "alwaysRight": .integer(found.alwaysRightCount),
    ])
  }
}
