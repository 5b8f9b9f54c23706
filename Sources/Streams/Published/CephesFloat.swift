/// Logarithm, sine and cosine in binary32 as PyTorch's AVX2 and AVX-512 code computes them.
///
/// Every operation is rounded to binary32; `fma` is `FusedFloat.multiplyAdd`, rounded once. They are not correctly
/// rounded, and no trial of this program uses them: they say what another program's seed gave.
///
/// - Source: the polynomials and the reduction are those of the Cephes library (Moshier), logf, sinf and cosf; which
///   operations are fused was measured.
enum CephesFloat {
  private static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float {
    FusedFloat.multiplyAdd(a, b, c)
  }

  /// Horner's rule from the highest power, each step fused.
  private static func polynomial(_ coefficients: [Float], _ x: Float) -> Float {
    coefficients.dropFirst().reduce(coefficients[0]) { fma($0, x, $1) }
  }

  /// The natural logarithm of a normal positive number.
  static func log(_ x: Float) -> Float {
    let bits = x.bitPattern
    let mantissa = Float(bitPattern: bits & 0x807f_ffff | 0x3f00_0000)
    let isLow = mantissa < 0.707106781186547524
    let exponent = Float(Int32(bits >> 23) - 126) - (isLow ? 1 : 0)
    let m = (mantissa - 1) + (isLow ? mantissa : 0)
    let z = m * m
    var y = polynomial(logarithm, m)
    y = fma(y * m, z, exponent * -2.12194440e-4)
    y = fma(-z, 0.5, y)
    return fma(exponent, 0.693359375, m + y)
  }

  /// Sine and cosine of a number from 0 to some thousands.
  static func sineAndCosine(_ x: Float) -> (sine: Float, cosine: Float) {
    let octant = (Int32(x * 1.27323954473516) + 1) & ~1
    let r = quarters.reduce(x) { fma(Float(octant), $1, $0) }
    let z = r * r
    let c = fma(polynomial(cosine, z) * z, z, -(z * 0.5)) + 1
    let s = fma(polynomial(sine, z) * z, r, r)
    let (first, second) = octant & 2 != 0 ? (c, s) : (s, c)
    return (octant & 4 != 0 ? -first : first, (octant - 2) & 4 != 0 ? second : -second)
  }

  private static let logarithm: [Float] = [
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  ]
  /// -pi/4 in three parts.
  private static let quarters: [Float] = [
    -0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8,
  ]
  private static let cosine: [Float] = [
    2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2,
  ]
  private static let sine: [Float] = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]
}
