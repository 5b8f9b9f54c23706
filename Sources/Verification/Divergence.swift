import Files

/// The first place where a rerun differs from its golden.
public struct Divergence: Sendable, Equatable {
  /// What is compared.
  public enum Column: String, Sendable, CaseIterable {
    case batchDigest
    case loss
    case gradientNorm
    case count
    case prediction
    case logit
    case anchor
    case outcome
    /// The kind or the step of the record itself: one has a record where the other has another or none.
    case record
  }

  /// Updates done before the value was computed.
  public let step: Int
  public let column: Column
  /// Which of the values of the column: an example, a cell of the confusion matrix, a part of the state.
  public let element: String?
  /// The part of the state, of an anchor; `logits`, `predictions` or `counts` of an evaluation.
  public let tensor: String?
  /// Where in it, by axis: `example` and `class`; `gold` and `predicted`.
  public let indices: [String: Int]
  public let expected: String
  public let actual: String
  /// Representable values between the two, for floats that are not NaN.
  public let ulps: UInt64?

  public init(
    step: Int, column: Column, element: String? = nil, tensor: String? = nil,
    indices: [String: Int] = [:], expected: String, actual: String, ulps: UInt64? = nil
  ) {
    self.step = step
    self.column = column
    self.element = element
    self.tensor = tensor
    self.indices = indices
    self.expected = expected
    self.actual = actual
    self.ulps = ulps
  }

  /// A difference of two floats, given by their bits.
  init(
    step: Int, column: Column, element: String? = nil, tensor: String? = nil,
    indices: [String: Int] = [:], expected: UInt32, actual: UInt32
  ) {
    self.init(
      step: step, column: column, element: element, tensor: tensor, indices: indices,
      expected: HexFloat.text(Float(bitPattern: expected)),
      actual: HexFloat.text(Float(bitPattern: actual)),
      ulps: Self.ulps(expected, actual))
  }

  /// The distance of two floats on the line of all floats; nil if either is NaN.
  static func ulps(_ a: UInt32, _ b: UInt32) -> UInt64? {
    guard !Float(bitPattern: a).isNaN, !Float(bitPattern: b).isNaN else { return nil }
    func position(_ bits: UInt32) -> Int64 {
      let magnitude = Int64(bits & 0x7fff_ffff)
      return bits >> 31 == 0 ? magnitude : -magnitude
    }
    return (position(a) - position(b)).magnitude
  }
}
