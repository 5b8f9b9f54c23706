/// The two seeds that an experiment varies.
public enum Factor: String, Sendable, CaseIterable {
  /// Weight initialisation of the final layer: the rows of a grid.
  case wi
  /// Order of the training data: the columns of a grid.
  case `do`
}

/// One value for each factor.
public struct PerFactor<Value> {
  public let wi: Value
  public let `do`: Value

  public init(wi: Value, do: Value) {
    self.wi = wi
    self.do = `do`
  }

  public subscript(factor: Factor) -> Value { factor == .wi ? wi : self.do }

  /// The same computation on both.
  public func map<Result>(_ body: (Value) throws -> Result) rethrows -> PerFactor<Result> {
    PerFactor<Result>(wi: try body(wi), do: try body(self.do))
  }
}

extension PerFactor: Sendable where Value: Sendable {}
extension PerFactor: Equatable where Value: Equatable {}

/// A place in the WI x DO grid.
public struct Cell: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let wi: Int
  public let `do`: Int

  public init(wi: Int, do: Int) {
    self.wi = wi
    self.do = `do`
  }

  /// `wi:do`, as the command line writes cells.
  public var description: String { "\(wi):\(self.do)" }

  public static func < (a: Cell, b: Cell) -> Bool { (a.wi, a.do) < (b.wi, b.do) }
}
