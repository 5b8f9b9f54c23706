import Statistics

extension AnalysisTables {
  /// Variance components of each task.
  func variance(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Where the variance comes from",
      meaning:
        "Variance of the \(scoreName) split into WI seeds, DO seeds and the rest, WI x DO: what "
        + "only the pair decides, and noise where training does not repeat bit for bit. By "
        + "restricted maximum likelihood; 'moments' is the unbiased estimate. Intervals: \(confidence), normal theory, over fresh "
        + "seeds of both kinds.",
      columns: [
        .words("task"), .words("source"), "variance", "SD", "share", "moments", "from", "to",
      ],
      rows: tasks.flatMap { task in
        task.variance.value.map { varianceRows(task, $0) } ?? []
      },
      notes: notes(tasks, \.variance.refusal))
  }

  private func varianceRows(_ task: TaskAnalysis, _ variance: VarianceAnalysis) -> [[String]] {
    variance.sources.map { source, value, share, moment, interval in
      [
        name(task), source, NumberText.significant(value), task.format.text(value.squareRoot()),
        share.map(NumberText.percent) ?? NumberText.none, NumberText.significant(moment),
        NumberText.significant(interval.lower), NumberText.significant(interval.upper),
      ]
    }
  }

  /// Whether WI and DO matter.
  func tests(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Does the seed matter?",
      meaning: "F compares the variance between seeds with the interaction; its p assumes normal "
        + "scores. The permutation p shuffles scores within each seed of the other kind and assumes "
        + "only that effects add.",
      columns: [
        .words("task"), .words("seed"), "F", "df", "p", "permutation p", .words("counted"),
      ],
      rows: eachFactor(tasks, \.tests) { task, factor, test in
        [
          name(task), factor.label, NumberText.significant(test.f, 4),
          "\(test.degreesOfFreedom), \(test.residualDegreesOfFreedom)",
          NumberText.probability(test.p), test.permutation.text, short(test.permutation),
        ]
      },
      notes: notes(tasks, \.tests))
  }

  /// The paper's Table 4, with what it hides.
  func bestWorst(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Best against worst seed",
      meaning: "The paper's test: one-way analysis of variance of the best against the worst seed, "
        + "chosen on the same scores. 'False' is how often it gives p < .05 when all scores are "
        + "shuffled, so that no seed matters; 'honest p' repeats the choice in each permutation.",
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
      notes: notes(tasks, \.bestWorst)
        + shuffleNote(tasks.compactMap { $0.bestWorst.wi.value ?? $0.bestWorst.do.value }.first))
  }

  private func shuffleNote(_ test: BestWorstTest?) -> [String] {
    guard let test else { return [] }
    let error = NumberText.percent(test.falsePositiveRateError)
    return [
      "'False' counts \(NumberText.count(test.shuffleCount)) shuffles with seed \(test.seed) "
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
          name(task), NumberText.count(noise.exampleCount), NumberText.significant(noise.total),
          NumberText.significant(noise.noise), NumberText.significant(noise.distribution),
        ]
      },
      notes: notes(tasks, \.testSetNoise.refusal))
  }

  /// How a p-value was counted, in few letters.
  func short(_ permutation: PermutationPValue) -> String {
    NumberText.count(permutation.arrangementCount) + (permutation.isExact ? ", all" : " random")
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

  /// The refusals of both factors, once where they are the same.
  func notes<Value>(
    _ tasks: [TaskAnalysis], _ finding: (TaskAnalysis) -> PerFactor<Finding<Value>>?
  ) -> [String] {
    notes(tasks) { finding($0)?.wi.refusal }
      + notes(tasks) { task in
        let factors = finding(task)
        return factors?.do.refusal == factors?.wi.refusal ? nil : factors?.do.refusal
      }
  }
}

extension VarianceAnalysis {
  /// What the variance goes with.
  var sources: [(name: String, value: Double, share: Double?, moment: Double, interval: Interval)] {
    let (parts, shares, moments) = (reml, shares, sums.moments)
    return [
      ("WI", parts.wi, shares?.wi, moments.wi, intervals.wi),
      ("DO", parts.do, shares?.do, moments.do, intervals.do),
      ("WI x DO", parts.residual, shares?.residual, moments.residual, intervals.residual),
    ]
  }
}

extension Factor {
  /// `WI` or `DO`.
  var label: String { rawValue.uppercased() }
}
