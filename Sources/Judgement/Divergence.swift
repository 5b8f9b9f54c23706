import Trajectory

/// The first place where a rerun differs from its golden.
public struct Divergence: Sendable, Equatable {
  /// What is compared: a column of the golden, its outcome, or the record itself.
  public struct Column: Sendable, Hashable {
    public let name: String
    /// The kind of record that holds it; nil for what is no column.
    public let holder: Trajectory.Column.Record?
    /// What it is of, if it is a column of a series.
    let part: Trajectory.Column.SeriesPart?

    /// A column of the table. The components of an anchor share a name; the element tells them apart.
    public init(_ column: Trajectory.Column) {
      name = column.valueName
      holder = column.record
      part = column.part
    }

    private init(_ name: String, _ holder: Trajectory.Column.Record? = nil) {
      self.name = name
      self.holder = holder
      part = nil
    }

    public static let outcome = Column("outcome")
    /// The kind or the step of the record itself: one has a record where the other has another or none.
    public static let record = Column("record")
    public static let anchor = Column("anchor", .anchor)
    public static let loss = Column(.loss)
    public static let gradientNorm = Column(.gradientNorm)
    public static let batchDigest = Column(.batchDigest)
    public static let count = Column(.counts)
    public static let prediction = Column(.predictions)
    public static let logit = Column(.logits)
  }

  /// Updates done before the value was computed.
  public let step: Int
  public let column: Column
  /// Which of the values of the column: an example, a cell of the confusion matrix, a part of the state.
  public let element: String?
  /// The part of the state, of a digest; `logits`, `predictions` or `counts` of an evaluation.
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

  /// The distance of two floats on the line of all floats; nil if either is NaN.
  public static func ulps(_ a: UInt32, _ b: UInt32) -> UInt64? {
    guard !Float(bitPattern: a).isNaN, !Float(bitPattern: b).isNaN else { return nil }
    func position(_ bits: UInt32) -> Int64 {
      let magnitude = Int64(bits & 0x7fff_ffff)
      return bits >> 31 == 0 ? magnitude : -magnitude
    }
    return (position(a) - position(b)).magnitude
  }

  /// The same of binary64.
  public static func ulps(_ a: UInt64, _ b: UInt64) -> UInt64? {
    guard !Double(bitPattern: a).isNaN, !Double(bitPattern: b).isNaN else { return nil }
    let (x, y) = (a & ~(1 << 63), b & ~(1 << 63))
    return a >> 63 == b >> 63 ? max(x, y) - min(x, y) : x + y
  }
}
