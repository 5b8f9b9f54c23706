import Arithmetic

/// The quantile function of the standard normal distribution, in binary64.
///
/// Two quotients of polynomials of degree 7 by Horner's rule, and a logarithm with a square root in the
/// tails. Every product and every sum is rounded; nothing is fused.
///
/// - Source: Wichura 1988, algorithm AS 241, PPND16 (relative accuracy about 1e-16).
public enum NormalQuantile {
  /// The x whose standard normal distribution function is `p`.
  ///
  /// - Precondition: `0 < p < 1`.
  public static func value(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "no normal quantile at \(p)")
    let q = p - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return q * polynomial(centre.numerator, r) / polynomial(centre.denominator, r)
    }
    let r = (-Scalar64.log(q < 0 ? p : 1 - p)).squareRoot()
    let (terms, shifted) = r <= 5 ? (middle, r - 1.6) : (tail, r - 5)
    let x = polynomial(terms.numerator, shifted) / polynomial(terms.denominator, shifted)
    return q < 0 ? -x : x
  }

  /// Horner's rule from the last coefficient, which belongs to the highest power.
  private static func polynomial(_ coefficients: [Double], _ r: Double) -> Double {
    var value = 0.0
    for coefficient in coefficients.reversed() { value = value * r + coefficient }
    return value
  }

  private typealias Terms = (numerator: [Double], denominator: [Double])

  /// |p - 1/2| <= 0.425
  private static let centre: Terms = (
    [
      3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
      1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
      3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ],
    [
      1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
      2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
      5.2264952788528545610e+3,
    ]
  )

  /// sqrt(-log(min(p, 1 - p))) <= 5
  private static let middle: Terms = (
    [
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
      3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9,
    ]
  )

  /// Beyond: p below about 1.4e-11, or as near to 1.
  private static let tail: Terms = (
    [
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15,
    ]
  )
}
