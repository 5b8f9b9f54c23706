import Arithmetic

/// What one operation of an update gave.
public struct OperationOutput: Sendable {
  /// Where in the network, then `forward`, `backward` or `update`: `layer 3/attention/probabilities forward`.
  public let name: String
  /// Sizes, outermost first.
  public let shape: [Int]
  /// Row after row.
  public let values: [Float]

  public init(_ name: String, shape: [Int], _ values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }

  public init(_ name: String, _ matrix: Matrix) {
    self.init(name, shape: [matrix.rows, matrix.columns], matrix.elements)
  }

  public init(_ name: String, _ vector: Vector) {
    self.init(name, shape: [vector.count], vector.array)
  }
}

/// Is told of operations in the order in which they come about.
public typealias OperationObserver = (OperationOutput) -> Void
