import Statistics
import Text

extension AnalysisTables {
  /// Variance components of each task.
  func variance(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = tasks.compactMap { task in task.variance.value.map { (task, $0) } }
    // A table without a complete grid has no unbiased estimate.
    let isComplete = known.contains { $0.1.sums != nil }
    let hasIntervals = known.contains { $0.1.intervals != nil }
    var columns: [ReportTable.Column] = [
      .words("task"), .words("source"), "variance", "SD", "share",
    ]
    if isComplete { columns.append("moments") }
    if hasIntervals { columns += ["from", "to"] }
    var meaning =
      "Variance of the \(scoreName) split into WI seeds, DO seeds and the rest, WI x DO: what only "
      + "the pair decides, and noise where training does not repeat bit for bit. By REML"
    meaning +=
      isComplete
      ? ", restricted maximum likelihood; 'moments' is the unbiased estimate." : "."
    if hasIntervals {
      meaning += " Intervals: \(confidence), normal theory, over fresh seeds of both kinds"
      let ends = known.flatMap { $0.1.sources.compactMap(\.interval) }
      meaning +=
        ends.contains { $0.lower < 0 }
        ? "; no variance is below 0: an end below it says that 0 cannot be ruled out." : "."
    }
    return ReportTable(
      "Where the variance comes from", meaning: meaning, columns: columns,
      rows: known.flatMap { task, variance in
        varianceRows(task, variance, isComplete: isComplete, hasIntervals: hasIntervals)
      },
      notes: grouped(
        known.compactMap { task, variance in
          variance.unbalanced.map { (name(task), Self.unbalancedNote($0, variance)) }
        }, isNamed: tasks.count > 1))
  }

  private static func unbalancedNote(
    _ found: UnbalancedComponents, _ variance: VarianceAnalysis
  ) -> String {
    let runs = found.observationCount - found.cellCount
    let first =
      runs == 0
      ? "cells are missing, so that there is no unbiased estimate"
      : "\(runs.counted("run")) more than cells: what runs of the same seeds differ by is noise, "
        + "and stands apart; there is no unbiased estimate"
    if let refusal = variance.withoutIntervals {
      return first + ", and no interval: \(refusal.reason)."
    }
    return first
      + ". Intervals are of what one kind of seed does beyond the other kind (generalized, near "
      + "the stated confidence but not exact); none begins below 0."
  }

  private func varianceRows(
    _ task: TaskAnalysis, _ variance: VarianceAnalysis, isComplete: Bool, hasIntervals: Bool
  ) -> [[String]] {
    variance.sources.map { source in
      var row = [
        name(task), source.name, NumberText.significant(source.value),
        task.format.text(source.value.squareRoot()),
        source.share.map(NumberText.percent) ?? NumberText.none,
      ]
      let further =
        (isComplete ? [source.moment] : [])
        + (hasIntervals ? [source.interval?.lower, source.interval?.upper] : [])
      for value in further {
        row.append(value.map { NumberText.significant($0) } ?? NumberText.none)
      }
      return row
    }
  }

  /// Whether WI and DO matter.
  func tests(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Does the seed matter?",
      meaning: "F compares the variance between seeds with the interaction; its p assumes normal "
        + "scores. The permutation p shuffles scores within each seed of the other kind and assumes "
        + "only that effects add; no scores of so many seeds give one below 'least p'."
        + (tasks.contains { $0.variance.value?.unbalanced != nil } ? " " + Self.adjustedWords : ""),
      columns: [
        .words("task"), .words("seed"), "F", "df", "p", "permutation p", "least p",
        .words("counted"),
      ],
      rows: eachFactor(tasks, \.tests) { task, factor, test in
        [
          name(task), factor.label, NumberText.significant(test.f, 4),
          "\(test.degreesOfFreedom), \(test.residualDegreesOfFreedom)",
          NumberText.probability(test.p), test.permutation.text,
          NumberText.probability(test.permutation.leastP), short(test.permutation),
        ]
      })
  }

  /// What the tests are where cells are missing.
  private static let adjustedWords =
    "Where cells are missing, F compares what one kind of seed explains beyond the other kind with "
    + "what neither explains, and the permutation shuffles among the cells that are there: both hold "
    + "if a cell is missing whatever its score would have been, and not if it is because it was bad."

  /// The paper's Table 4, with what it hides.
  func bestWorst(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Best against worst seed",
      meaning: "The paper's test: one-way analysis of variance of the best against the worst seed, "
        + "chosen on the same scores. 'False' is how often it gives p < .05 when all scores are "
        + "shuffled, so that no seed matters. 'Honest p' repeats the choice in each permutation "
        + "within the seeds of the other kind; so the other kind's effect is no part of its error, as "
        + "it is in the paper's, and it can be the smaller one of the two.",
      columns: [
        .words("task"), .words("seed"), "best", "worst", "F", "df", "paper's p", "false",
        "honest p",
      ],
      rows: eachFactor(tasks, \.bestWorst) { task, factor, test in
        [
          name(task), factor.label, String(test.bestSeed), String(test.worstSeed),
          NumberText.fixed(test.f, 2), "1, \(test.residualDegreesOfFreedom)",
          NumberText.probability(test.p), NumberText.percent(test.falsePositiveRate),
          test.selectionAware.text,
        ]
      },
      notes: shuffleNote(
        tasks.compactMap { $0.bestWorst.wi.value ?? $0.bestWorst.do.value }.first)
        + grouped(tasks.compactMap(bestWorstNote), isNamed: tasks.count > 1))
  }

  /// Where few arrangements keep the honest p up, and where cells are missing.
  private func bestWorstNote(_ task: TaskAnalysis) -> (name: String, text: String)? {
    let least = leastWords { task.bestWorst[$0].value?.selectionAware }
    let missing =
      task.variance.value?.unbalanced == nil || least == nil && task.bestWorst.wi.value == nil
      ? nil
      : "cells are missing: a seed's mean is of the cells that it has, and values are shuffled among these"
    let words = [least.map { "no honest p is below " + $0 }, missing].compactMap(\.self)
    return words.isEmpty ? nil : (name(task), words.joined(separator: "; ") + ".")
  }

  /// The least p of each kind of seed, where it is more than a thousandth.
  func leastWords(_ found: (Factor) -> PermutationPValue?) -> String? {
    let words = Factor.allCases.compactMap { factor in
      found(factor).flatMap { value in
        value.leastP < 0.001
          ? nil : "\(NumberText.probability(value.leastP)) for \(factor.label)"
      }
    }
    return words.isEmpty ? nil : words.joined(separator: " and ")
  }

  private func shuffleNote(_ test: BestWorstTest?) -> [String] {
    guard let test else { return [] }
    let error = NumberText.percent(test.falsePositiveRateError)
    return [
      "'False' counts \(test.shuffleCount.grouped) shuffles with seed \(test.seed) "
        + "(Monte Carlo standard error about \(error))."
    ]
  }

  /// Test-set noise of each task that keeps its predictions.
  func testSetNoise(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = tasks.compactMap { task in task.testSetNoise.value.map { (task, $0) } }
    return ReportTable(
      "Noise of the test set",
      meaning: "Variance between trials of accuracy at the last evaluation, whatever score counts "
        + "elsewhere: the part that independent flips of single examples explain (a larger test set "
        + "would remove it), and the rest, unbiased, which may come out below zero.",
      columns: [.words("task"), "examples", "variance", "test-set noise", "rest"],
      rows: known.map { task, noise in
        [
          name(task), noise.exampleCount.grouped, NumberText.significant(noise.total),
          NumberText.significant(noise.noise), NumberText.significant(noise.distribution),
        ]
      })
  }

  /// How a p-value was counted, in few letters.
  func short(_ permutation: PermutationPValue) -> String {
    permutation.arrangementCount.grouped + (permutation.isExact ? ", all" : " random")
  }

  /// A row for each task and factor where `finding` has a value.
  private func eachFactor<Value>(
    _ tasks: [TaskAnalysis], _ finding: KeyPath<TaskAnalysis, PerFactor<Finding<Value>>>,
    row: (TaskAnalysis, Factor, Value) -> [String]
  ) -> [[String]] {
    tasks.flatMap { task in
      Factor.allCases.compactMap { factor in
        task[keyPath: finding][factor].value.map { row(task, factor, $0) }
      }
    }
  }
}

extension VarianceAnalysis {
  /// One of the things that variance goes with.
  struct Source {
    let name: String
    let value: Double
    let share: Double?
    /// Nil of a table that lacks or repeats cells.
    let moment: Double?
    /// Nil where there is none: cells that differ in their numbers of runs.
    let interval: Interval?
  }

  /// What the variance goes with.
  var sources: [Source] {
    func source(
      _ name: String, _ value: Double, _ moment: Double?, _ interval: Interval?
    ) -> Source {
      Source(
        name: name, value: value, share: total > 0 ? value / total : nil, moment: moment,
        interval: interval)
    }
    let moments = sums?.moments
    let seeds = [
      source("WI", reml.wi, moments?.wi, intervals?.wi),
      source("DO", reml.do, moments?.do, intervals?.do),
    ]
    guard let interaction else {
      return seeds + [source("WI x DO", reml.residual, moments?.residual, intervals?.residual)]
    }
    return seeds + [
      source("WI x DO", interaction, nil, intervals?.interaction),
      source("noise", reml.residual, nil, intervals?.residual),
    ]
  }
}

extension Factor {
  /// `WI` or `DO`.
  var label: String { rawValue.uppercased() }
}
