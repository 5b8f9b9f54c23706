import Statistics

extension AnalysisJSON {
  func degenerate(_ finding: Finding<DegenerateRuns>) -> JSONDocument {
    guard let runs = finding.value else { return .null }
    return .object([
      "threshold": .number(runs.threshold),
      "thresholdSource": .string(runs.thresholdSource),
      "basis": .string(runs.basis),
      "cells": cells(runs.cells),
      "rate": .number(runs.rate),
      "standardError": .number(runs.standardError),
      "nonfinite": .integer(runs.nonfiniteCount),
      "wi": .object(["seeds": rates(runs.perSeed.wi), "test": permutation(runs.tests.wi)]),
      "do": .object(["seeds": rates(runs.perSeed.do), "test": permutation(runs.tests.do)]),
      "meanWithout": .number(runs.meanWithout),
      "sdWithout": .number(runs.sdWithout),
    ])
  }

  private func rates(_ rates: [SeedRate]) -> JSONDocument {
    .array(
      rates.map {
        .object([
          "seed": .integer($0.seed), "degenerate": .integer($0.degenerateCount),
          "trials": .integer($0.trialCount), "interval": interval($0.interval),
        ])
      })
  }

  func correlation(_ finding: Finding<[EvaluationCorrelation]>) -> JSONDocument {
    guard let points = finding.value else { return .null }
    return .object([
      "step": integers(points.map(\.step)), "spearman": .numbers(points.map(\.spearman)),
      "trials": integers(points.map(\.trialCount)),
    ])
  }

  func earlyStopping(_ finding: Finding<EarlyStoppingAnalysis>) -> JSONDocument {
    guard let analysis = finding.value else { return .null }
    return .object([
      "evaluations": .integer(analysis.evaluationCount),
      "trials": .integer(analysis.trialCount),
      "halves": analysis.halfCounts.map(integers) ?? .null,
      "budgets": .array(analysis.budgets.map(budget)),
    ])
  }

  private func budget(_ budget: BudgetResult) -> JSONDocument {
    .object([
      "budget": .integer(budget.budget),
      "settings": .integer(budget.settingCount),
      "baseline": .number(budget.baseline),
      "best": setting(budget.best),
      "crossFit": budget.crossFit.map { fit in
        .object([
          "chosen": .array(fit.chosen.map(setting)), "value": .number(fit.value),
          "baseline": .number(fit.baseline), "gain": .number(fit.gain),
        ])
      } ?? .null,
      "paper": .object([
        "baseline": .number(budget.paper.baseline), "settings": .integer(budget.paper.settingCount),
        "top": .array(budget.paper.top.map(setting)),
      ]),
    ])
  }

  private func setting(_ value: SettingValue) -> JSONDocument {
    .object([
      "started": .integer(value.setting.started), "kept": .integer(value.setting.kept),
      "evaluations": .integer(value.setting.evaluations), "value": .number(value.value),
    ])
  }

  private func setting(_ setting: StopSetting) -> JSONDocument {
    .object([
      "started": .integer(setting.started), "kept": .integer(setting.kept),
      "evaluations": .integer(setting.evaluations),
    ])
  }

  func agreement(_ finding: Finding<SeedAgreement>) -> JSONDocument {
    guard let agreement = finding.value else { return .null }
    let concordance = agreement.concordance
    return .object([
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
          .object([
            "seed": .integer($0.seed), "ranks": .numbers($0.ranks.map(\.self)),
            "meanRank": .number($0.meanRank), "p": .number($0.p),
            "pAdjusted": .number($0.pAdjusted),
          ])
        }),
      "rankMethod": permutation(agreement.rankMethod),
      "alwaysTop": .object([
        "seed": .integer(agreement.alwaysTop.seed), "q": .integer(agreement.alwaysTop.q),
        "chance": .number(agreement.alwaysTop.chance),
      ]),
      "pairs": .array(
        agreement.pairs.map {
          .object([
            "first": .string($0.first), "second": .string($0.second),
            "spearman": .number($0.spearman), "p": .number($0.p), "pHolm": .number($0.pHolm),
          ])
        }),
    ])
  }

  /// Each refused method of a task.
  func refused(_ task: TaskAnalysis) -> JSONDocument {
    refused([
      "sd.givenWI": task.sdGiven.wi.refusal, "sd.givenDO": task.sdGiven.do.refusal,
      "best.distinct": task.best.distinct.refusal,
      "variance": task.variance.refusal, "tests.wi": task.tests.wi.refusal,
      "tests.do": task.tests.do.refusal, "bestWorst.wi": task.bestWorst.wi.refusal,
      "bestWorst.do": task.bestWorst.do.refusal, "testSetNoise": task.testSetNoise.refusal,
      "degenerate": task.degenerate.refusal,
      "degenerate.wi.test": task.degenerate.value?.tests.wi.refusal,
      "degenerate.do.test": task.degenerate.value?.tests.do.refusal,
      "correlation": task.correlation.refusal, "earlyStopping": task.earlyStopping.refusal,
    ])
  }

  /// Fields with the reason why they are null, and the cells that they would need.
  func refused(_ refusals: KeyValuePairs<String, Refusal?>) -> JSONDocument {
    .array(
      refusals.compactMap { field, refusal in
        refusal.map {
          .object([
            "field": .string(field), "reason": .string($0.reason),
            "missing": cells($0.missing.first), "missingCount": .integer($0.missing.count),
          ])
        }
      })
  }

  func cells(_ cells: [Cell]) -> JSONDocument { .array(cells.map { integers([$0.wi, $0.do]) }) }

  func integers(_ values: [Int]) -> JSONDocument { .array(values.map { .integer($0) }) }

  func interval(_ interval: Interval) -> JSONDocument {
    .numbers([interval.lower, interval.upper])
  }

  func components(_ parts: VarianceComponents) -> JSONDocument {
    .object([
      "wi": .number(parts.wi), "do": .number(parts.do), "residual": .number(parts.residual),
    ])
  }

  func permutation(_ finding: Finding<PermutationPValue>) -> JSONDocument {
    finding.value.map(permutation) ?? .null
  }

  func permutation(_ value: PermutationPValue) -> JSONDocument {
    .object([
      "p": .number(value.p), "arrangements": .integer(value.arrangementCount),
      "isExact": .bool(value.isExact),
      "seed": value.seed.map { .string(String($0)) } ?? .null,
    ])
  }
}
