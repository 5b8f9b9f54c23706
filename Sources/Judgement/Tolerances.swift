import Text
import Trajectory

/// How far values may be apart in the statistical lane.
///
/// Text such as `loss=1e-4,gradientNorm=1e-3,count=2`: any column of computed values, by the name of one of them. Those
/// of series begin with the name of their series, `eval_loss=1e-3,dev-mm.count=1`.
/// What is not named must be equal.
public struct Tolerances: Sendable, Equatable, CustomStringConvertible {
  /// By column; what is not in it is 0.
  private var bounds: [Column: Double] = [:]
  /// By names that columns of series may have; what they measure the goldens say.
  private var ofSeries: [String: String] = [:]
  /// As it was stated.
  public let description: String

  /// One for all numbers of updates, relative to the greater magnitude; all else must be equal.
  init(relative: Double) {
    let columns = Column.computed.filter { $0.tolerance == .relative }
    for column in columns { bounds[column] = relative }
    description = columns.map { "\($0.valueName)=\(relative)" }.joined(separator: ",")
  }

  /// - Throws: `InputError` that says what is wrong with the text.
  public init(_ text: String) throws {
    description = text
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard pieces.count == 2, Series.isName(pieces[0]), Double(pieces[1]) != nil else {
        throw Self.failure("'\(part.prefix(60))' is no tolerance")
      }
      guard let column = Column.computed.first(where: { $0.valueName == pieces[0] }) else {
        guard ofSeries.updateValue(pieces[1], forKey: pieces[0]) == nil else {
          throw Self.failure("'\(pieces[0])' stands twice")
        }
        continue
      }
      guard bounds[column] == nil else { throw Self.failure("'\(pieces[0])' stands twice") }
      bounds[column] = try Self.bound(pieces[1], column)
    }
  }

  /// How far values of `column` may be apart, in the measure of the column.
  func bound(_ column: Column) -> Double {
    guard case .series = column.record else { return bounds[column] ?? 0 }
    return ofSeries[column.valueName].flatMap { try? Self.bound($0, column) } ?? 0
  }

  /// Whether a tolerance is stated for a series, which `check` must see.
  package var namesSeries: Bool { !ofSeries.isEmpty }

  /// Refuses a tolerance for what no golden of these schemas records.
  ///
  /// - Throws: `InputError` of kind usage.
  package func check(_ schemas: [RecordSchema]) throws {
    let columns = schemas.flatMap(\.computedColumns)
    for (name, text) in ofSeries.sorted(by: { $0.key < $1.key }) {
      let named = columns.filter { $0.valueName == name }
      guard !named.isEmpty else {
        let known = Set((Column.computed + columns).map(\.valueName)).sorted()
        throw InputError(
          "--tolerance: no golden records '\(name)'",
          advice: "name one of \(known.joined(separator: ", "))")
      }
      for column in named { _ = try Self.bound(text, column) }
    }
  }

  /// Whether values of the column may be apart at all.
  func isLoose(_ column: Column) -> Bool { bound(column) > 0 }

  private static func bound(_ text: String, _ column: Column) throws -> Double {
    let real = Double(text)
    switch column.tolerance {
    case .examples:
      guard let whole = Int(text), 0...1_000_000_000 ~= whole else {
        throw failure("\(column.valueName) must be an integer from 0")
      }
      return Double(whole)
    case .relative:
      // From 1 on every value would pass.
      guard let real, real >= 0, real < 1 else {
        throw failure("\(column.valueName) must be in 0..<1")
      }
      return real
    case .absolute:
      guard let real, real >= 0, real < 1e9 else {
        throw failure("\(column.valueName) must be a number from 0")
      }
      return real
    case nil: preconditionFailure("no tolerance is stated for \(column.name)")
    }
  }

  private static func failure(_ reason: String) -> InputError {
    InputError("--tolerance: \(reason)", advice: "write loss=1e-4,gradientNorm=1e-3,count=2")
  }
}
