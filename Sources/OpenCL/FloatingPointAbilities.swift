/// What a device can do with numbers of one width, as `cl_device_fp_config` has it.
///
/// - Source: The OpenCL Specification 1.2, table 4.3, `CL_DEVICE_SINGLE_FP_CONFIG`.
public struct FloatingPointAbilities: OptionSet, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Keeps subnormal numbers.
  public static let denormals = Self(rawValue: 1 << 0)
  public static let infinityAndNaN = Self(rawValue: 1 << 1)
  public static let roundToNearest = Self(rawValue: 1 << 2)
  public static let roundToZero = Self(rawValue: 1 << 3)
  public static let roundToInfinity = Self(rawValue: 1 << 4)
  /// Multiplies and adds with one rounding.
  public static let fma = Self(rawValue: 1 << 5)
  public static let softwareEmulated = Self(rawValue: 1 << 6)
  /// Of binary32 alone; binary64 always divides so.
  public static let correctlyRoundedDivideSquareRoot = Self(rawValue: 1 << 7)

  private static let named: [(Self, String)] = [
    (denormals, "subnormals"), (infinityAndNaN, "infinities and NaN"),
    (roundToNearest, "rounding to nearest"), (roundToZero, "rounding to zero"),
    (roundToInfinity, "rounding to infinity"), (fma, "fma"), (softwareEmulated, "in software"),
    (correctlyRoundedDivideSquareRoot, "correctly rounded division and square root"),
  ]

  /// In words, in the order of the standard; what has no name here is left out.
  public var names: [String] { Self.named.filter { contains($0.0) }.map(\.1) }
}
