import Statistics
import Text

extension AnalysisJSON {
  func degenerate(_ runs: DegenerateRuns) -> JSONValue {
    .ordered([
      "threshold": .number(runs.threshold),
      "thresholdSource": .string(runs.thresholdSource),
      "basis": .string(runs.basis),
      "cells": cells(runs.cells),
      "rate": .number(runs.rate),
      "interval": interval(runs.interval),
      "standardError": .number(runs.standardError),
      "nonfinite": .integer(runs.nonfiniteCount),
      "wi": .ordered(["seeds": rates(runs.perSeed.wi), "test": known(runs.tests.wi, permutation)]),
      "do": .ordered(["seeds": rates(runs.perSeed.do), "test": known(runs.tests.do, permutation)]),
      "meanWithout": .number(runs.meanWithout),
      "sdWithout": .number(runs.sdWithout),
    ])
  }

  private func rates(_ rates: [SeedRate]) -> JSONValue {
    .array(
      rates.map {
        .ordered([
          "seed": .integer($0.seed), "degenerate": .integer($0.degenerateCount),
          "trials": .integer($0.trialCount), "interval": interval($0.interval),
        ])
      })
  }

  func classes(_ found: ClassAnalysis) -> JSONValue {
    func spread(_ one: Spread) -> JSONValue {
      .ordered(["mean": .number(one.mean), "sd": .number(one.sd)])
    }
    return .ordered([
      "trials": .integer(found.trialCount),
      "metrics": .array(
        found.metrics.map { metric, value in
          .ordered([
            "metric": .string(metric.rawValue), "mean": .number(value.mean),
            "sd": .number(value.sd),
          ])
        }),
      "classes": .array(
        found.classes.map { one in
          .ordered([
            "name": .string(one.name), "examples": .integer(one.exampleCount),
            "precision": spread(one.precision), "recall": spread(one.recall), "f1": spread(one.f1),
          ])
        }),
    ])
  }

  func correlation(_ points: [EvaluationCorrelation]) -> JSONValue {
    .ordered([
      "step": integers(points.map(\.step)), "spearman": .numbers(points.map(\.spearman)),
      "trials": integers(points.map(\.trialCount)),
    ])
  }

  func earlyStopping(_ analysis: EarlyStoppingAnalysis) -> JSONValue {
    .ordered([
      "evaluations": .integer(analysis.evaluationCount),
      "equalParts": .bool(analysis.hasEqualParts),
      "trials": .integer(analysis.trialCount),
      "halves": analysis.halfCounts.map(integers) ?? .null,
      "budgets": .array(analysis.budgets.map(budget)),
    ])
  }

  private func budget(_ budget: BudgetResult) -> JSONValue {
    .ordered([
      "budget": .integer(budget.budget),
      "settings": .integer(budget.settingCount),
      "baseline": .number(budget.baseline),
      "best": setting(budget.best), "gain": .number(budget.gain),
      "crossFit": budget.crossFit.map { fit in
        .ordered([
          "chosen": .array(fit.chosen.map { .ordered(setting($0)) }), "value": .number(fit.value),
          "baseline": .number(fit.baseline), "gain": .number(fit.gain),
        ])
      } ?? .null,
      "paper": .ordered([
        "baseline": .number(budget.paper.baseline), "settings": .integer(budget.paper.settingCount),
        "top": .array(budget.paper.top.map(setting)),
      ]),
    ])
  }

  private func setting(_ value: SettingValue) -> JSONValue {
    .ordered(setting(value.setting) + [("value", .number(value.value))])
  }

  private func setting(_ setting: StopSetting) -> [(key: String, value: JSONValue)] {
    [
      ("started", .integer(setting.started)), ("kept", .integer(setting.kept)),
      ("evaluations", .integer(setting.evaluations)),
    ]
  }

  func agreement(_ agreement: SeedAgreement) -> JSONValue {
    let concordance = agreement.concordance
    return .ordered([
      "tasks": .array(agreement.tasks.map { .string($0) }),
      "seeds": integers(agreement.seeds),
      "W": .number(concordance.w),
      "chiSquared": .number(concordance.chiSquared),
      "pChiSquared": .number(concordance.pChiSquared),
      "F": .number(concordance.f),
      "pF": .number(concordance.pF),
      "permutation": permutation(agreement.permutation),
      "ranks": .array(
        agreement.ranks.map {
          .ordered([
            "seed": .integer($0.seed), "ranks": .numbers($0.ranks.map(\.self)),
            "meanRank": .number($0.meanRank), "p": .number($0.p),
            "pAdjusted": .number($0.pAdjusted),
          ])
        }),
      "rankMethod": permutation(agreement.rankMethod),
      "alwaysTop": .ordered([
        "seed": .integer(agreement.alwaysTop.seed), "q": .integer(agreement.alwaysTop.q),
        "chance": .number(agreement.alwaysTop.chance),
      ]),
      "pairs": .array(
        agreement.pairs.map {
          .ordered([
            "first": .string($0.first), "second": .string($0.second),
            "spearman": .number($0.spearman), "p": .number($0.p), "pHolm": .number($0.pHolm),
          ])
        }),
    ])
  }

  /// Fields with the reason why they are null, and the cells that they would need.
  func refused(_ refusals: some Sequence<(String, Refusal?)>) -> JSONValue {
    .array(
      refusals.compactMap { field, refusal in
        refusal.map {
          .ordered([
            "field": .string(field), "reason": .string($0.reason),
            "missing": cells($0.missing.first), "missingCount": .integer($0.missing.count),
          ])
        }
      })
  }

  func cells(_ cells: [Cell]) -> JSONValue { .array(cells.map { integers([$0.wi, $0.do]) }) }

  func integers(_ values: [Int]) -> JSONValue { .array(values.map { .integer($0) }) }

  func interval(_ interval: Interval) -> JSONValue {
    .numbers([interval.lower, interval.upper])
  }

  func components(_ parts: VarianceComponents) -> JSONValue {
    .ordered([
      "wi": .number(parts.wi), "do": .number(parts.do), "residual": .number(parts.residual),
    ])
  }

  func permutation(_ value: PermutationPValue) -> JSONValue {
    .ordered([
      "p": .number(value.p), "arrangements": .integer(value.arrangementCount),
      "isExact": .bool(value.isExact), "leastP": .number(value.leastP),
      "seed": value.seed.map { .string(String($0)) } ?? .null,
    ])
  }
}
