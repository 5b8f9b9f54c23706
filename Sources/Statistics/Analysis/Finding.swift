/// What a method found, or why it does not apply: never a number that means something else.
public typealias Finding<Value> = Result<Value, Refusal>

extension Finding where Failure == Refusal {
  /// What was found; nil where the method was refused.
  public var value: Success? { try? get() }

  /// Why there is no value; nil where there is one.
  public var refusal: Refusal? { if case .failure(let refusal) = self { refusal } else { nil } }
}

extension PerFactor {
  /// What a method finds for each factor.
  init<Found>(catching method: (Factor) throws(Refusal) -> Found) where Value == Finding<Found> {
    self.init { factor in Finding { () throws(Refusal) in try method(factor) } }
  }
}

/// Why a method was not used.
public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// What the method needs and the table lacks.
  public let reason: String
  /// Cells without a score that the method would need; none where cells are not the matter.
  public let missing: MissingCells

  /// What needs a grid, where trials have one kind of seed.
  public static let oneSeed = Refusal("the table has one column of seeds")
  /// What needs a grid, where no two trials share a seed.
  public static let independentRuns = Refusal(
    "no two trials share a seed: they are independent runs and no grid")

  public init(_ reason: String, missing: MissingCells = MissingCells()) {
    self.reason = reason
    self.missing = missing
  }

  /// The reason and the first 20 missing cells.
  public var description: String {
    missing.count == 0 ? reason : "\(reason); missing (wi:do): \(missing)"
  }
}

/// A p-value by permuting, and how it was counted.
public struct PermutationPValue: Sendable, Equatable {
  /// `(b + 1) / (m + 1)` for m random arrangements; the exact share for all of them. Never 0.
  public let p: Double
  /// Arrangements looked at.
  public let arrangementCount: Int
  /// All arrangements were counted.
  public let isExact: Bool
  /// Seed of the random arrangements; nil when exact.
  public let seed: UInt64?
  /// No p by these arrangements is below it, however far scores are apart.
  public let leastP: Double
}

/// An interval and what it covers.
public struct Interval: Sendable, Equatable {
  public let lower: Double
  public let upper: Double

  public init(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}
