import Statistics
import Text

/// An analysis as a JSON document. A method that was refused is `null` where its value would stand, and listed with its
/// reason under `refused`.
struct AnalysisJSON {
  let result: AnalysisResult
  /// What a reader must know before the numbers.
  let remarks: [String]

  var document: JSONValue {
    let options = result.options
    return .ordered([
      "remarks": .array(remarks.map { .string($0) }),
      "score": .string(options.score.rawValue),
      "better": .string(options.direction.rawValue),
      "seed": .string(String(options.seed)),
      "confidence": .number(options.confidence),
      "tasks": .array(result.tasks.map(task)),
      "perturbations": .array(result.perturbations.map(perturbation)),
      "agreement": known(result.agreement, agreement),
      "refused": refused(
        Factor.allCases.map { ("agreement.\($0.rawValue)", result.agreement[$0].refusal) }),
    ])
  }

  private func task(_ task: TaskAnalysis) -> JSONValue {
    .ordered([
      "task": .string(task.task),
      "metric": task.scoreLabel.map { .string($0) } ?? .null,
      "trials": .integer(task.trialCount),
      "scored": .integer(task.scoredCount),
      "evaluations": .integer(task.evaluationCount),
      "seeds": .ordered(["wi": integers(task.seeds.wi), "do": integers(task.seeds.do)]),
      "oneSeed": .bool(task.hasOneSeed),
      "missing": cells(task.missing.first),
      "missingCount": .integer(task.missing.count),
      "stopped": cells(task.stopped),
      "nonfinite": cells(task.nonfinite),
      "diverged": task.diverged.map(diverged) ?? .null,
      "mean": .number(task.mean),
      "meanInterval": known(task.meanEstimate, meanEstimate),
      "sd": .ordered([
        "overall": .number(task.overallSD),
        "sample": .number(task.spreadEstimate.sd),
        "sampleInterval": task.spreadEstimate.interval.map(interval) ?? .null,
        "givenWI": .number(task.sdGiven.wi.value),
        "givenDO": .number(task.sdGiven.do.value),
      ]),
      "best": best(task.best),
      "variance": known(task.variance, variance),
      "tests": known(task.tests, test),
      "bestWorst": known(task.bestWorst, bestWorst),
      "testSetNoise": known(task.testSetNoise, testSetNoise),
      "examples": known(task.examples, examples),
      "classes": known(task.classes, classes),
      "degenerate": known(task.degenerate, degenerate),
      "correlation": known(task.correlation, correlation),
      "earlyStopping": known(task.earlyStopping, earlyStopping),
      "refused": refused(task.methods.map { ($0.key, $0.refusal) }),
    ])
  }

  private func best(_ best: BestOfNAnalysis) -> JSONValue {
    let points = best.points
    let distinct = best.distinct.value
    return .ordered([
      "value": .number(best.value),
      "wi": .integer(best.cell.wi),
      "do": .integer(best.cell.do),
      "n": integers(points.map(\.n)),
      "V": .numbers(points.map(\.v)),
      "U": .numbers(points.map(\.u)),
      "distinct": .numbers((distinct?.values ?? []).map(\.self)),
      "distinctStandardError": .numbers((distinct?.standardErrors ?? []).map(\.self)),
      "distinctIsExact": distinct.map { .bool($0.isExact) } ?? .null,
      "varianceDistinct": .numbers(distinct?.variances ?? []),
      "varianceDistinctIsExact": distinct.map { .bool($0.variancesAreExact) } ?? .null,
      "sdOfMaximumV": .numbers(points.map(\.sdOfMaximumV)),
      "sdOfMaximumU": .numbers(points.map(\.sdOfMaximumU)),
      "varianceUnbiased": .numbers(points.map(\.varianceUnbiased)),
      "varianceJackknife": .numbers(points.map(\.varianceJackknife)),
      "varianceV": .numbers(points.map(\.varianceV)),
      "bandLower": .numbers(points.map { $0.band?.lower }),
      "bandUpper": .numbers(points.map { $0.band?.upper }),
      "nextGain": .numbers(points.map(\.nextGain)),
      "support": best.support.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null,
      "supportSource": .string(best.supportSource),
      "pointwiseLevel": .number(best.pointwiseLevel),
    ])
  }

  /// What was found; null where it was refused.
  func known<Value>(_ finding: Finding<Value>, _ json: (Value) -> JSONValue) -> JSONValue {
    finding.value.map(json) ?? .null
  }

  private func known<Value>(
    _ findings: PerFactor<Finding<Value>>, _ json: (Value) -> JSONValue
  ) -> JSONValue {
    .ordered(["wi": known(findings.wi, json), "do": known(findings.do, json)])
  }

  private func variance(_ variance: VarianceAnalysis) -> JSONValue {
    let reml = variance.reml
    return .ordered([
      "method": .string("REML"),
      "wi": .number(reml.wi),
      "do": .number(reml.do),
      "interaction": .number(variance.interaction),
      "residual": .number(reml.residual),
      "moments": variance.sums.map { components($0.moments) } ?? .null,
      "shares": variance.shares.map(components) ?? .null,
      "intervals": variance.intervals.map { intervals in
        .ordered([
          "wi": interval(intervals.wi), "do": interval(intervals.do),
          "interaction": intervals.interaction.map(interval) ?? .null,
          "residual": interval(intervals.residual), "wiOverResidual": interval(intervals.wiRatio),
          "doOverResidual": interval(intervals.doRatio),
          "method": .string(intervals.isGeneralized ? "generalized" : "modified large sample"),
        ])
      } ?? .null,
      "intervalsRefused": variance.withoutIntervals.map { .string($0.description) } ?? .null,
      "meanVarianceUnbiased": .number(variance.sums?.grandMeanUnbiased),
      "meanVariancePigeonhole": .number(variance.sums?.grandMeanPigeonhole),
    ])
  }

  private func meanEstimate(_ found: MeanEstimate) -> JSONValue {
    .ordered([
      "mean": .number(found.mean), "interval": interval(found.interval),
      "standardError": .number(found.standardError),
      "degreesOfFreedom": .number(
        found.degreesOfFreedom.isFinite ? found.degreesOfFreedom : nil),
      "freshSeeds": .string(found.seeds.rawValue),
      "atAnyTime": found.atAnyTime.map { bets in
        .ordered([
          "interval": interval(bets.interval),
          "support": interval(Interval(bets.support.lowerBound, bets.support.upperBound)),
          "supportSource": .string(bets.supportSource),
        ])
      } ?? .null,
    ])
  }

  private func diverged(_ found: DivergedEffect) -> JSONValue {
    .ordered([
      "count": .integer(found.count), "treatment": .string(found.treatment.rawValue),
      "score": .number(found.score), "meanWith": .number(found.meanWith),
      "sdWith": .number(found.sdWith), "meanWithout": .number(found.meanWithout),
      "sdWithout": .number(found.sdWithout),
    ])
  }

  private func test(_ test: FactorTest) -> JSONValue {
    .ordered([
      "F": .number(test.f),
      "p": .number(test.p),
      "permutationP": .number(test.permutation.p),
      "degreesOfFreedom": integers([test.degreesOfFreedom, test.residualDegreesOfFreedom]),
      "permutation": permutation(test.permutation),
    ])
  }

  private func bestWorst(_ test: BestWorstTest) -> JSONValue {
    .ordered([
      "best": .integer(test.bestSeed),
      "worst": .integer(test.worstSeed),
      "F": .number(test.f),
      "p": .number(test.p),
      "degreesOfFreedom": integers([1, test.residualDegreesOfFreedom]),
      "falsePositiveRate": .number(test.falsePositiveRate),
      "falsePositiveRateError": .number(test.falsePositiveRateError),
      "shuffles": .integer(test.shuffleCount),
      "seed": .string(String(test.seed)),
      "selectionAware": permutation(test.selectionAware),
    ])
  }

  private func testSetNoise(_ noise: TestSetNoise) -> JSONValue {
    .ordered([
      "examples": .integer(noise.exampleCount), "variance": .number(noise.total),
      "noise": .number(noise.noise), "distribution": .number(noise.distribution),
    ])
  }
}
