import Scores
import Statistics
import Text

extension AnalysisTables {
  /// Every metric that the confusion matrices give.
  func metrics(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Metrics of the last evaluation",
      meaning: "Mean and standard deviation (SD, dividing by the count) over trials, counted from "
        + "their confusion matrices. macro_f1 is the mean of the classes' F1, weighted_f1 weighs them by "
        + "their examples, and balanced_accuracy is the mean of the classes' recall. --metric NAME takes one "
        + "for the score.",
      columns: [.words("task"), .words("metric"), "mean", "SD", "trials"],
      rows: tasks.flatMap { task in
        (task.classes.value?.metrics ?? []).map { metric, spread in
          [
            name(task), metric.rawValue, NumberText.fixed(spread.mean, 4),
            NumberText.fixed(spread.sd, 4), spread.count.grouped,
          ]
        }
      })
  }

  /// How well each class is told from the others.
  func classes(_ tasks: [TaskAnalysis]) -> ReportTable {
    let shown = tasks.flatMap { task in
      (task.classes.value?.classes ?? []).prefix(Self.classLimit).map { (task, $0) }
    }
    let names = DisplayNames(shown.map(\.1.name), limit: 24)
    return ReportTable(
      "Figures of each class",
      meaning: "At the last evaluation: the share of a class's predictions that are right "
        + "(precision), the share of its examples that are found (recall), and the harmonic mean of both "
        + "(F1), each the mean over trials; SD of F1 divides by the count.",
      columns: [
        .words("task"), .words("class"), "examples", "precision", "recall", "F1", "SD of F1",
      ],
      rows: shown.map { task, one in
        [
          name(task), names[one.name], one.exampleCount.grouped,
          NumberText.fixed(one.precision.mean, 4), NumberText.fixed(one.recall.mean, 4),
          NumberText.fixed(one.f1.mean, 4), NumberText.fixed(one.f1.sd, 4),
        ]
      },
      notes: tasks.compactMap { task in
        let more = (task.classes.value?.classes.count ?? 0) - Self.classLimit
        return more > 0 ? "\(name(task)): \(more) more classes are in the JSON." : nil
      })
  }

  /// Most classes of a task that are printed.
  private static let classLimit = 30
}
