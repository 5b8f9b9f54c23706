import CKernels

/// Functions of the profile in binary64: each a fixed sequence of operations, so that its bits are the
/// same everywhere, with the true value within about one ulp.
public enum Scalar64 {
  /// The natural logarithm.
  ///
  /// - Edge cases: -inf of zero, the quiet NaN of negative numbers and NaN.
  public static func log(_ x: Double) -> Double {
    FloatingPointEnvironment.standard { ck_log64(isa, x) }
  }

  /// The exponential.
  ///
  /// - Edge cases: +inf above about 709.78, subnormal results below about -708.4, +0 below -745.13.
  public static func exp(_ x: Double) -> Double {
    FloatingPointEnvironment.standard { ck_exp64(isa, x) }
  }

  private static let isa = InstructionSet.best.isa
}

extension ArithmeticUnit {
  /// `Scalar64.exp` of each value.
  func exp64(_ values: [Double]) -> [Double] {
    device?.map64(.mapExp64, values) ?? values.map(Scalar64.exp)
  }

  /// `Scalar64.log` of each value.
  func log64(_ values: [Double]) -> [Double] {
    device?.map64(.mapLog64, values) ?? values.map(Scalar64.log)
  }
}
