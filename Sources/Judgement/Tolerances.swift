import Text
import Trajectory

/// How far values may be apart in the statistical lane.
///
/// Text such as `loss=1e-4,gradientNorm=1e-3,count=2`: any column of computed values, by the name of one of them.
/// What is not named must be equal.
public struct Tolerances: Sendable, Equatable, CustomStringConvertible {
  /// By column; what is not in it is 0.
  private var bounds: [Column: Double] = [:]
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
      guard pieces.count == 2,
        let column = Column.computed.first(where: { $0.valueName == pieces[0] })
      else { throw Self.failure("'\(part.prefix(60))' is no tolerance") }
      guard bounds[column] == nil else { throw Self.failure("'\(pieces[0])' stands twice") }
      bounds[column] = try Self.bound(pieces[1], column)
    }
  }

  /// How far values of `column` may be apart, in the measure of the column.
  func bound(_ column: Column) -> Double { bounds[column] ?? 0 }

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
