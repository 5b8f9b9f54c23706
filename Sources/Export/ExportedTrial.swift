import Experiment
import Files
import Scores
import Text
import Training
import Trajectory

/// A golden of a folder, checked as a trial of its plan, that gives the rows of each table.
struct ExportedTrial {
  let cell: Cell
  private let file: String
  private let reader: GoldenReader
  /// nil for another trainer's trial, whose scores have no meaning here.
  private let specification: TrialSpecification?
  /// Whether the plan has perturbed trials.
  private let isPerturbed: Bool

  /// - Throws: `InputError` for a golden that is corrupt, or of another trial than plan and name say.
  init(_ folder: ExperimentFolder, _ cell: Cell, _ bounds: RecordBounds) throws {
    let file = folder.goldenPath(cell)
    var found: TrialSpecification?
    reader = try GoldenReader(file) { outline in
      let own: Cell
      if folder.plan.task == .external {
        own = try ExternalSpecification(
          header: outline.header.value, schema: outline.header.schema, file: file
        ).cell
      } else {
        let specification = try TrialSpecification(header: outline.header.value, file: file)
        own = Cell(specification)
        found = specification
      }
      guard own == cell else {
        throw InputError(
          .malformed, file: file, "is the golden of another cell than its name says")
      }
      guard let specification = found else { return }
      try folder.plan.check(specification, file: file)
      try bounds.check(outline, specification, file: file)
    }
    self.cell = cell
    self.file = file
    isPerturbed = folder.plan.perturbation != nil
    specification = found
  }

  /// Hands on the rows of the chosen tables: those of updates and evaluations in the order of the trial, and last the
  /// trial's own.
  func visit(_ chosen: Set<ExportRows>, _ body: (ExportRows, [ExportValue]) throws -> Void) throws {
    let key: [ExportValue] =
      [.integer(Int(cell.wi)), .integer(Int(cell.do))]
      + (isPerturbed ? [.integer(Int(cell.ulps))] : [])
    var last: Evaluation?
    var best: Evaluation?
    var lastLoss = ExportValue.none
    var events = reader.events()
    while let event = try events.next() {
      switch event {
      case .step(let record):
        lastLoss = .binary32(record.loss)
        guard chosen.contains(.updates) else { continue }
        try body(
          .updates, key + [.integer(record.step)] + event.exportedColumns(reader.schema))
      case .evaluation(let record):
        let evaluation = try Evaluation(record, reader.schema, specification, file)
        last = evaluation
        if let score = evaluation.score, score > best?.score ?? -.infinity { best = evaluation }
        if chosen.contains(.evaluations) { try body(.evaluations, key + evaluation.row) }
        if chosen.contains(.classes) {
          for row in evaluation.classRows { try body(.classes, key + row) }
        }
      case .series(let record):
        guard chosen.contains(.series) else { continue }
        for row in record.exportedRows(reader.schema) { try body(.series, key + row) }
      case .anchor: continue
      }
    }
    guard chosen.contains(.trials) else { return }
    try body(.trials, key + row(last, best, lastLoss))
  }

  private func row(
    _ last: Evaluation?, _ best: Evaluation?, _ lastLoss: ExportValue
  ) -> [ExportValue] {
    [
      .text(specification?.task ?? "external"), .init(specification?.metric),
      .text(reader.outcome.rawValue), .integer(reader.stepCount),
      .integer(reader.evaluationCount), .integer(reader.anchorCount),
      .init(last?.step), .init(last?.correct), .init(last?.total), .init(last?.score),
      .init(best?.step), .init(best?.score), lastLoss,
      .text("0x\(reader.contentDigest)"), .text(cell.fileName),
    ] + (last?.metrics ?? ExportTable.metrics.map { _ in .none })
  }
}

/// One evaluation, counted.
private struct Evaluation {
  let step: Int
  let counts: [Int]
  let correct: Int
  /// nil where only right and wrong answers are recorded.
  private let confusion: ConfusionCounts?
  private let names: [String]
  /// nil where it has no meaning here.
  let score: Double?

  var total: Int { counts.reduce(0, +) }

  /// - Throws: `InputError` where the counts are no confusion matrix of the trial's examples.
  init(
    _ record: EvaluationRecord, _ schema: RecordSchema, _ specification: TrialSpecification?,
    _ file: String
  ) throws {
    step = record.step
    counts = record.counts
    // Right answers stand on the diagonal, or first of two counts.
    let labels = schema.labels
    correct =
      schema.evaluation == .correct
      ? record.counts.first ?? 0
      : (0..<labels).reduce(0) { $0 + record.counts[$1 * labels + $1] }
    confusion =
      schema.evaluation == .correct ? nil : ConfusionCounts(labels: labels, counts: counts)
    names = specification?.labels ?? []
    guard let specification else {
      score = nil
      return
    }
    score = record.score(specification)
    guard score != nil else {
      throw InputError(
        .malformed, file: file,
        "has no confusion matrix of its \(specification.data.developmentCount) examples from which "
          + "the score \(specification.metric) can be counted")
    }
  }

  var row: [ExportValue] {
    [
      .integer(step), .integer(correct), .integer(total), .init(score),
      .text(counts.map(String.init).joined(separator: " ")),
    ] + metrics
  }

  /// One value for each of the metrics that are for any number of classes.
  var metrics: [ExportValue] {
    ExportTable.metrics.map { metric in
      guard let confusion, confusion.total > 0, metric.accepts(labelCount: confusion.labelCount)
      else { return .none }
      return .real(metric.score(confusion))
    }
  }

  /// A row for each class.
  var classRows: [[ExportValue]] {
    guard let confusion else { return [] }
    return (0..<confusion.labelCount).map { label in
      let figures = confusion.figures(label)
      return [
        .integer(step), .integer(label),
        names.indices.contains(label) ? .text(names[label]) : .none,
        .integer(figures.goldCount), .integer(figures.predictedCount),
        .integer(figures.correctCount), .real(figures.precision), .real(figures.recall),
        .real(figures.f1),
      ]
    }
  }
}

extension ExportValue {
  fileprivate init(_ value: Int?) { self = value.map(ExportValue.integer) ?? .none }
  fileprivate init(_ value: Double?) { self = value.map(ExportValue.real) ?? .none }
  fileprivate init(_ value: String?) { self = value.map(ExportValue.text) ?? .none }
}
