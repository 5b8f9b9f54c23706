import Statistics

extension AnalysisTables {
  /// Whether seeds are good on every task: the tables for both factors.
  var agreement: [ReportTable] {
    guard result.tasks.count > 1 else { return [] }
    return [concordance] + Factor.allCases.compactMap { ranks($0) }
      + (pairs.rows.isEmpty ? [] : [pairs])
  }

  /// `WI`, `DO`, or `seed` where there is one kind.
  func label(_ factor: Factor) -> String { hasOneSeed ? "seed" : factor.label }

  private var hasOneSeed: Bool { result.tasks.contains(where: \.hasOneSeed) }

  /// Kendall's W for each factor.
  var concordance: ReportTable {
    ReportTable(
      "Are seeds good on every task?",
      meaning:
        "Kendall's W is 0 where tasks rank the seeds without agreement and 1 where they agree "
        + "fully; p-values are for seeds relabelled at random in each task. 'Top' is the smallest q "
        + "such that some seed is among the best q everywhere, and 'chance' how often that happens "
        + "to some seed when seeds mean nothing.",
      columns: [
        .words("seed"), "tasks", "seeds", "W", "p", "p chi2", "p F", "steady seed", "top", "chance",
      ],
      rows: Factor.allCases.compactMap { factor in
        result.agreement[factor].value.map { agreement in
          let concordance = agreement.concordance
          return [
            label(factor), String(agreement.tasks.count), String(agreement.seeds.count),
            NumberText.fixed(concordance.w, 3), agreement.permutation.text,
            NumberText.probability(concordance.pChiSquared),
            concordance.pF.map(NumberText.probability) ?? NumberText.none,
            String(agreement.alwaysTop.seed), String(agreement.alwaysTop.q),
            NumberText.percent(agreement.alwaysTop.chance),
          ]
        }
      },
      notes: Factor.allCases.flatMap { factor -> [String] in
        result.agreement[factor].refusal.map { ["\(factor.label): \($0.reason)."] } ?? []
      })
  }

  /// The `limit` seeds with the best mean ranks.
  func ranks(_ factor: Factor, atMost limit: Int = 5) -> ReportTable? {
    guard let agreement = result.agreement[factor].value else { return nil }
    let shown = agreement.ranks.sorted { ($0.meanRank, $0.seed) < ($1.meanRank, $1.seed) }
    return ReportTable(
      hasOneSeed ? "Best seeds over all tasks" : "Best \(factor.label) seeds over all tasks",
      meaning: "Rank of the seed on each task by its mean over the other seeds (1 is best). 'p' is "
        + "for a seed named before looking; 'p adjusted' allows for having looked at all of them "
        + "(\(agreement.rankMethod.method)).",
      columns: ["seed", "mean rank"]
        + agreement.tasks.map { .numbers(TextWidth.shortened(names[$0], columns: 12)) }
        + ["p", "p adjusted"],
      rows: shown.prefix(limit).map { rank in
        [String(rank.seed), NumberText.fixed(rank.meanRank, 2)]
          + rank.ranks.map { NumberText.fixed($0, $0 == $0.rounded() ? 0 : 1) }
          + [NumberText.probability(rank.p), NumberText.probability(rank.pAdjusted)]
      })
  }

  /// Agreement of each pair of tasks.
  var pairs: ReportTable {
    ReportTable(
      "Pairs of tasks",
      meaning: "Spearman's rank correlation of the seeds' means between two tasks; p by permuting "
        + "seeds, and adjusted for the number of pairs (Holm).",
      columns: [
        .words("seed"), .words("first task"), .words("second task"), "correlation", "p", "p Holm",
      ],
      rows: Factor.allCases.flatMap { factor in
        (result.agreement[factor].value?.pairs ?? []).map { pair in
          [
            label(factor), names[pair.first], names[pair.second],
            NumberText.fixed(pair.spearman, 3),
            NumberText.probability(pair.p), NumberText.probability(pair.pHolm),
          ]
        }
      })
  }
}
