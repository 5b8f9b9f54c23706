import Trajectory

/// In what the distance of two values of a column is measured.
enum ToleranceMeasure {
  /// Over the greater magnitude of the two.
  case relative
  /// As it is.
  case absolute
  /// A number of examples.
  case examples
}

extension Column {
  /// The measure of the column's tolerance; nil for digests, which are equal or not.
  var tolerance: ToleranceMeasure? {
    switch kind {
    case .number, .double: holdsAnswers ? .absolute : .relative
    case .count, .label: .examples
    case .word, .digest: nil
    }
  }

  /// The columns of values that every trainer may compute. A digest may be of what it was only told.
  static let computed = (Column.steps + Column.evaluations).filter { $0.tolerance != nil }

  /// Whether the values are numbers of which another seed changes each a little. Of a few examples it may
  /// change no count, or one.
  var isContinuous: Bool { kind == .number || kind == .double }
}

extension RecordSchema {
  /// The columns of computed values that the schema records.
  package var computedColumns: [Column] { columns.filter { $0.tolerance != nil } }
}
