import Files
import Text

/// The values of one column in one record, in the order in which a golden holds them.
public enum ColumnValues: Sendable {
  case numbers([Float])
  case doubles([Double])
  case words([UInt32])
  case counts([Int])
  case labels([UInt8])
  case digests([Digest])

  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .doubles(let values): values.count
    case .words(let values): values.count
    case .counts(let values): values.count
    case .labels(let values): values.count
    case .digests(let values): values.count
    }
  }

  public var isEmpty: Bool { count == 0 }

  /// The places at which `other`, which has as many values of the same kind, has other bits: NaN equals
  /// the same NaN only, and -0 differs from +0.
  ///
  /// - Returns: nil where the two are of another kind or length, so that nothing can be compared.
  public func differences(from other: ColumnValues) -> [Int]? {
    guard count == other.count else { return nil }
    func places(_ differs: (Int) -> Bool) -> [Int] { (0..<count).filter(differs) }
    return switch (self, other) {
    case (.numbers(let a), .numbers(let b)): places { a[$0].bitPattern != b[$0].bitPattern }
    case (.doubles(let a), .doubles(let b)): places { a[$0].bitPattern != b[$0].bitPattern }
    case (.words(let a), .words(let b)): places { a[$0] != b[$0] }
    case (.counts(let a), .counts(let b)): places { a[$0] != b[$0] }
    case (.labels(let a), .labels(let b)): places { a[$0] != b[$0] }
    case (.digests(let a), .digests(let b)): places { a[$0] != b[$0] }
    default: nil
    }
  }

  /// The value at `place` as exact text.
  public func text(at place: Int) -> String {
    switch self {
    case .numbers(let values): HexFloat.text(values[place])
    case .doubles(let values): HexFloat.text(values[place])
    case .words(let values): values[place].digits(8, radix: 16)
    case .counts(let values): String(values[place])
    case .labels(let values): String(values[place])
    case .digests(let values): values[place].description
    }
  }

  /// All values for programs: floats as exact text, counts and classes as numbers.
  public var json: JSONValue {
    switch self {
    case .numbers, .doubles, .words, .digests: .array((0..<count).map { .string(text(at: $0)) })
    case .counts(let values): .array(values.map { .integer(Int64($0)) })
    case .labels(let values): .array(values.map { .integer(Int64($0)) })
    }
  }
}

extension ColumnValues: Equatable {
  /// As `differences(from:)` says: by bits.
  public static func == (a: ColumnValues, b: ColumnValues) -> Bool {
    a.differences(from: b)?.isEmpty ?? false
  }
}
