import Statistics
import Text

extension AnalysisTables {
  /// Correlation of a few evaluations with the last.
  func correlation(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Early against final evaluation",
      meaning: "Spearman's rank correlation over trials between the score after so many steps and "
        + "the score of the last evaluation: near 1, an early look tells how a trial will end.",
      columns: [.words("task"), "evaluation", "step", "correlation"],
      rows: tasks.flatMap { task in
        let points = task.correlation.value ?? []
        return Thinning.evenly(points.count, atMost: 10).map { correlationRow(task, points[$0]) }
      })
  }

  /// One evaluation.
  func correlationRow(_ task: TaskAnalysis, _ point: EvaluationCorrelation) -> [String] {
    [
      name(task), String(point.index + 1), point.step.grouped,
      point.spearman.map { NumberText.fixed($0, 3) } ?? "all tie",
    ]
  }

  /// The best use of the budgets `counts`, or of a few.
  func earlyStopping(_ tasks: [TaskAnalysis], at counts: [Int]? = nil) -> ReportTable {
    let parts = tasks.filter { $0.earlyStopping.value?.hasEqualParts == true }.map { task in
      "Of \(name(task)), which is evaluated at uneven distances, 'after' counts the "
        + "\((task.earlyStopping.value?.evaluationCount ?? 0).counted("equal part")) of its training. "
    }
    return ReportTable(
      "Early stopping",
      meaning: "For a budget of so many full trials: the expected best of that many full trials, "
        + "and the setting (start so many, keep so many after so many evaluations) with the highest "
        + "expected best, which is optimistic, as it is chosen and scored on the same trials. "
        + parts.joined() + "What is won is the best score over training of any trial started. "
        + "'Fair gain' is chosen on one half of the seeds and scored on the other. 'Paper's' is the "
        + "gain that the paper's search reports; gains are positive where it is better. All are exact expectations over the trials at hand.",
      columns: [
        .words("task"), "budget", "full", .words("start/keep/after"), "best", "gain", "fair gain",
        "paper's",
      ],
      rows: tasks.flatMap { task in
        let budgets = task.earlyStopping.value?.budgets ?? []
        return (counts ?? Thinning.oneTwoFive(upTo: budgets.count)).map {
          earlyStoppingRow(task, budgets[$0 - 1])
        }
      })
  }

  /// One budget.
  func earlyStoppingRow(_ task: TaskAnalysis, _ budget: BudgetResult) -> [String] {
    let format = task.format
    let setting = budget.best.setting
    return [
      name(task), String(budget.budget), format.text(budget.baseline),
      "\(setting.started)/\(setting.kept)/\(setting.evaluations)", format.text(budget.best.value),
      format.signed(budget.gain),
      budget.crossFit.map { format.signed($0.gain) } ?? NumberText.none,
      budget.paper.gain.map { format.signed($0) } ?? NumberText.none,
    ]
  }
}
