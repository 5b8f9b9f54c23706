import Text

/// What a row of an exported table is.
public enum ExportRows: String, Sendable, CaseIterable {
  case trials, evaluations, classes, updates, series
}

/// One value of an exported table.
enum ExportValue: Sendable, Equatable {
  /// Not recorded, or without meaning.
  case none
  case integer(Int)
  /// A statistic, made of counts that stand beside it.
  case real(Double)
  /// A number that a trial recorded: written twice, as a decimal and as hexadecimal text.
  case binary32(Float)
  case text(String)
}

/// A column of an exported table: its name and what its values are.
struct ExportColumn: Sendable, Equatable {
  enum Kind: Sendable { case integer, real, binary32, text }

  let name: String
  let kind: Kind

  init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// The fields that it takes in a file: for a number that a trial recorded there are two.
  var fields: [(name: String, kind: Kind)] {
    kind == .binary32 ? [(name, .real), (name + "_hex", .text)] : [(name, kind)]
  }
}

/// One field of a row in a file.
enum ExportField: Sendable, Equatable {
  case none
  case integer(Int)
  /// With the shortest decimals that read back as the same number, of binary32 where it is one.
  case real(Double, decimals: String)
  /// A number as hexadecimal text.
  case exact(String)
  case text(String)
}

extension ExportValue {
  /// The fields of the value in `column`.
  func fields(_ column: ExportColumn) -> [ExportField] {
    switch self {
    case .none: column.fields.map { _ in .none }
    case .integer(let value): [.integer(value)]
    case .real(let value): [.real(value, decimals: value.description)]
    case .binary32(let value):
      [.real(Double(value), decimals: value.description), .exact(HexFloat.text(value))]
    case .text(let text): [.text(text)]
    }
  }
}
