import Trajectory

/// Decides whether two records are the same.
///
/// `ExactComparison` compares bits, and the statistical lane of the room External values within tolerances.
/// Tests put broken ones in their place, to see that the negative controls notice.
public protocol Comparison: Sendable {
  /// The first value in which `actual` differs from `expected`, a record of `schema`; nil if none does.
  func difference(
    expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
  ) -> Divergence?
  /// The same of the outcomes after `step` updates.
  func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence?
}

/// Bit for bit: NaN equals the same NaN only, and -0 differs from +0.
public struct ExactComparison: Comparison {
  public init() {}

  public func difference(
    expected: TrialOutcome, actual: TrialOutcome, step: Int
  ) -> Divergence? {
    guard expected != actual else { return nil }
    return Divergence(
      step: step, column: .outcome, expected: expected.rawValue, actual: actual.rawValue)
  }

  /// All columns of the table are compared, also those that the schema does not list: there both sides must
  /// have nothing.
  public func difference(
    expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
  ) -> Divergence? {
    let columns = schema.table(expected.record)
    guard expected.record == actual.record, expected.step == actual.step,
      expected.componentNames == actual.componentNames,
      columns.allSatisfy({ expected[$0]?.count == actual[$0]?.count })
    else { return Divergence(expected: expected, actual: actual, schema) }
    for column in columns {
      guard let a = expected[column], let b = actual[column] else { continue }
      guard let places = a.differences(from: b) else {
        return Divergence(expected: expected, actual: actual, schema)
      }
      if let place = places.first {
        return Divergence(step: expected.step, column, at: place, expected: a, actual: b, schema)
      }
    }
    return nil
  }
}

extension Divergence {
  /// Records of another kind, at another step or of another shape; nil stands for the end.
  public init(
    expected: TrajectoryEvent?, actual: TrajectoryEvent?, _ schema: RecordSchema
  ) {
    let step = min(expected?.step ?? .max, actual?.step ?? .max)
    self.init(
      step: step == .max ? 0 : step, column: .record, expected: expected?.name(schema) ?? "the end",
      actual: actual?.name(schema) ?? "the end")
  }

  /// The difference of the values of `column` at `place`.
  init(
    step: Int, _ column: Trajectory.Column, at place: Int, expected: ColumnValues,
    actual: ColumnValues, _ schema: RecordSchema
  ) {
    let (element, indices) = column.place(place, schema)
    var ulps: UInt64?
    switch (expected, actual) {
    case (.numbers(let a), .numbers(let b)):
      ulps = Self.ulps(a[place].bitPattern, b[place].bitPattern)
    case (.doubles(let a), .doubles(let b)):
      ulps = Self.ulps(a[place].bitPattern, b[place].bitPattern)
    default: break
    }
    self.init(
      step: step, column: Column(column), element: element,
      tensor: column.holdsAnswers ? column.name : column.kind == .digest ? element : nil,
      indices: indices,
      expected: expected.text(at: place), actual: actual.text(at: place), ulps: ulps)
  }
}

extension Column {
  /// Where in a record the value at `place` is: for people, and by axis. An update has one value of each column.
  fileprivate func place(
    _ place: Int, _ schema: RecordSchema
  ) -> (element: String?, indices: [String: Int]) {
    guard let labels = schema.shape(of: self)?.labels else {
      if record == .anchor { return (name, [:]) }
      guard case .series(let index) = record, kind == .digest else { return (nil, [:]) }
      return (schema.series[index].digestNames[place], [:])
    }
    switch kind {
    case .count:
      guard labels > 0 else { return ("cell \(place)", ["cell": place]) }
      let (gold, predicted) = place.quotientAndRemainder(dividingBy: labels)
      return ("class \(gold) predicted as \(predicted)", ["gold": gold, "predicted": predicted])
    case .number:
      let (example, label) = place.quotientAndRemainder(dividingBy: max(1, labels))
      return ("example \(example), class \(label)", ["example": example, "class": label])
    case .double, .word, .label, .digest: return ("example \(place)", ["example": place])
    }
  }
}

extension TrajectoryEvent {
  /// The names of an anchor's components.
  fileprivate var componentNames: [String]? {
    if case .anchor(let record) = self { record.components.map(\.name) } else { nil }
  }

  fileprivate func name(_ schema: RecordSchema) -> String {
    switch self {
    case .step(let record): "step \(record.step)"
    case .evaluation(let record):
      "evaluation at \(record.step) with "
        + Column.evaluations.map { "\(self[$0]?.count ?? 0) \($0.plural)" }.joined(separator: ", ")
    case .anchor(let record):
      "anchor at \(record.step) of \(record.components.map(\.name).joined(separator: " "))"
    case .series(let record):
      schema.series.indices.contains(record.series)
        ? "\(schema.series[record.series].name) at \(record.step)"
        : "a series at \(record.step) that the other has not"
    }
  }
}
