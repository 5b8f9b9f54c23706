import Statistics
import Text

extension AnalysisJSON {
  func perturbation(_ found: PerturbationAnalysis) -> JSONValue {
    .ordered([
      "task": .string(found.task),
      "update": .integer(found.update),
      "parameter": .string(found.parameter),
      "element": .integer(found.element),
      "cells": .integer(found.cellCount),
      "trials": .integer(found.trialCount),
      "lost": .integer(found.lostCount),
      "spread": known(found.spread) { spread in
        .ordered([
          "sd": .number(spread.sd),
          "variance": .number(spread.variance),
          "degreesOfFreedom": .integer(spread.degreesOfFreedom),
          "interval": spread.interval.map(interval) ?? .null,
          "range": .number(spread.range),
          "shareOfSeeds": .number(spread.shareOfSeeds),
        ])
      },
      "spreadRefused": found.spread.refusal.map { .string($0.description) } ?? .null,
      "compared": .integer(found.comparedCount),
      "sameScore": .integer(found.sameScoreCount),
      "partings": .array(
        found.partings.map { parting in
          .ordered([
            "measure": .string(parting.measure.rawValue),
            "compared": .integer(parting.comparedCount),
            "parted": .integer(parting.partedCount),
            "earliest": parting.least.map { .integer($0) } ?? .null,
            "middle": parting.median.map { .integer($0) } ?? .null,
            "latest": parting.greatest.map { .integer($0) } ?? .null,
          ])
        }),
    ])
  }
}
