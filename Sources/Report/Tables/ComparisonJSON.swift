import Statistics
import Text

/// A comparison as a JSON document. A method that does not apply is `null`, and its reason stands under `refused`.
struct ComparisonJSON {
  let tasks: [TaskComparison]
  let score: ScoreKind
  let remarks: [String]

  var document: JSONValue {
    let options = tasks.first?.pairs.first?.comparison.options ?? ComparisonOptions()
    return .ordered([
      "remarks": .array(remarks.map { .string($0) }),
      "score": .string(score.rawValue),
      "better": .string(options.direction.rawValue),
      "seed": .string(String(options.seed)),
      "confidence": .number(options.confidence),
      "level": .number(options.level),
      "power": .number(options.power),
      "tasks": .array(tasks.map(task)),
    ])
  }

  private func task(_ task: TaskComparison) -> JSONValue {
    .ordered([
      "task": .string(task.task),
      "recipes": .array(
        task.recipes.map { recipe in
          .ordered([
            "name": .string(recipe.name), "trials": .integer(recipe.cells.count),
            "mean": .number(Spread(recipe.scores).mean), "layout": .string(recipe.layout.words),
            "scores": .numbers(recipe.scores.map(\.self)),
          ])
        }),
      "pairs": .array(task.pairs.map { pair($0.comparison, $0.pHolm) }),
    ])
  }

  private func pair(_ pair: RecipeComparison, _ pHolm: Double) -> JSONValue {
    .ordered([
      "a": .string(pair.nameA),
      "b": .string(pair.nameB),
      "paired": .bool(pair.isPaired),
      "withoutPartner": .integer(pair.withoutPartnerCount),
      "difference": known(pair.difference) { found in
        .ordered([
          "value": .number(found.difference), "standardError": .number(found.standardError),
          "degreesOfFreedom": .number(
            found.degreesOfFreedom.isFinite ? found.degreesOfFreedom : nil),
          "interval": found.interval.map(interval) ?? .null, "p": .number(found.p),
        ])
      },
      "pHolm": .number(pHolm),
      "permutation": .ordered([
        "p": .number(pair.permutation.pValue.p), "leastP": .number(pair.permutation.leastP),
        "arrangements": .integer(pair.permutation.pValue.arrangementCount),
        "isExact": .bool(pair.permutation.pValue.isExact),
      ]),
      "probability": .number(pair.probability),
      "probabilityInterval": known(pair.superiority) { interval($0.interval) },
      "orderAB": order(pair.order),
      "orderBA": order(pair.reverseOrder),
      "bootstrap": known(pair.bootstrap) { found in
        .ordered([
          "difference": .number(found.difference), "standardError": .number(found.standardError),
          "interval": interval(found.interval), "p": .number(found.p),
          "resamples": .integer(found.resampleCount),
        ])
      },
      "resolution": known(pair.resolution) { resolution($0, pair) },
      "sequence": known(pair.sequence, sequence),
      "refused": .array(refusals(pair)),
    ])
  }

  private func sequence(_ found: SequentialComparison) -> JSONValue {
    .ordered([
      "runs": .integer(found.count), "bound": .number(found.bound),
      "eValueA": .number(found.eValue), "eValueB": .number(found.eValueOfReverse),
      "pA": .number(found.p), "pB": .number(found.pOfReverse),
      "decidedAfterA": whole(found.decidedAfter), "decidedAfterB": whole(found.reverseDecidedAfter),
      "gain": found.interval.map(interval) ?? .null,
      "fixedClaims": .array(found.fixedClaims.map { .integer($0) }),
      "fixedError": .number(found.fixedError?.rate),
    ])
  }

  private func order(_ order: AlmostStochasticOrder) -> JSONValue {
    .ordered([
      "violation": .number(order.violation), "upperBound": .number(order.upperBound),
      "standardError": .number(order.standardError), "resamples": .integer(order.bootstrapCount),
    ])
  }

  private func resolution(_ found: Resolution, _ pair: RecipeComparison) -> JSONValue {
    let trials = min(pair.a.count, pair.b.count)
    let examples = found.components.exampleCount
    let seen = abs(pair.a.mean - pair.b.mean)
    return .ordered([
      "trials": .integer(trials),
      "examples": found.knowsExamples ? .integer(examples) : .null,
      "smallest": .number(
        found.smallestDifference(trials: trials, examples: examples, .theseExamples)),
      "smallestFreshExamples": found.knowsExamples
        ? .number(found.smallestDifference(trials: trials, examples: examples, .freshExamples))
        : .null,
      "trialsNeeded": seen > 0
        ? whole(found.trialsNeeded(for: seen, examples: examples, .theseExamples)) : .null,
      "examplesNeeded": seen > 0
        ? whole(found.examplesNeeded(for: seen, trials: trials, .freshExamples)) : .null,
    ])
  }

  private func refusals(_ pair: RecipeComparison) -> [JSONValue] {
    [
      ("difference", pair.difference.refusal), ("probabilityInterval", pair.superiority.refusal),
      ("bootstrap", pair.bootstrap.refusal), ("resolution", pair.resolution.refusal),
      ("sequence", pair.options.sequentialBound == nil ? nil : pair.sequence.refusal),
    ].compactMap { field, refusal in
      refusal.map {
        .ordered(["field": .string(field), "reason": .string($0.description)])
      }
    }
  }

  private func known<Value>(_ finding: Finding<Value>, _ json: (Value) -> JSONValue) -> JSONValue {
    finding.value.map(json) ?? .null
  }

  private func interval(_ interval: Interval) -> JSONValue {
    .numbers([interval.lower, interval.upper])
  }

  private func whole(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
}
