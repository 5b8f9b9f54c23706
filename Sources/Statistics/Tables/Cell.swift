/// The two seeds that an experiment varies.
public enum Factor: String, Sendable, CaseIterable {
  /// Weight initialization of the final layer: the rows of a grid.
  case wi
  /// Order of the training data: the columns of a grid.
  case `do`
}

/// One value for each factor.
public struct PerFactor<Value> {
  public let wi: Value
  public let `do`: Value

  public subscript(factor: Factor) -> Value { factor == .wi ? wi : self.do }
}

extension PerFactor {
  /// The same computation for both.
  init(_ body: (Factor) -> Value) { self.init(wi: body(.wi), do: body(.do)) }
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

  subscript(factor: Factor) -> Int { factor == .wi ? wi : self.do }

  /// `wi:do`, as the command line writes cells.
  public var description: String { "\(wi):\(self.do)" }

  public static func < (a: Cell, b: Cell) -> Bool { (a.wi, a.do) < (b.wi, b.do) }
}
