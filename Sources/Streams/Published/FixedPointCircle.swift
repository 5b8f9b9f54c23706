/// Sine and cosine in binary64 by integers of 128 bits, with 124 of them behind the point.
///
/// The error before the rounding is below 2^-118, so that results are correctly rounded but for about one number in
/// 2^60.
enum FixedPointCircle {
  private static let places = 124
  private static let one: UInt128 = 1 << 124
  /// floor(pi/2 * 2^124)
  private static let quarterTurn: UInt128 = 0x1921_fb54_442d_1846_9898_cc51_701b_839a

  /// - Precondition: `0 <= angle < 8`; 0, or at least 2^-72.
  static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    precondition(angle >= 0 && angle < 8 && (angle == 0 || angle >= 0x1p-72), "angle \(angle)")
    let (quarters, rest) = fixed(angle).quotientAndRemainder(dividingBy: quarterTurn)
    let (sine, cosine) = (series(from: rest, 1, rest), series(from: one, 0, rest))
    return switch quarters & 3 {
    case 0: (float(sine), float(cosine))
    case 1: (float(cosine), -float(sine))
    case 2: (-float(sine), -float(cosine))
    default: (-float(cosine), float(sine))
    }
  }

  /// first - first x^2 / ((k+1)(k+2)) + ..., until a term is nothing. Sums may be below 0 on the way, modulo 2^128.
  private static func series(from first: UInt128, _ power: UInt128, _ x: UInt128) -> UInt128 {
    let square = product(x, x)
    var (term, power, sum, isAdded) = (first, power, first, false)
    while term > 0 {
      term = product(term, square) / ((power + 1) * (power + 2))
      power += 2
      sum = isAdded ? sum &+ term : sum &- term
      isAdded.toggle()
    }
    return sum
  }

  private static func product(_ a: UInt128, _ b: UInt128) -> UInt128 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high << UInt128(128 - places) | low >> UInt128(places)
  }

  private static func fixed(_ x: Double) -> UInt128 {
    guard x > 0 else { return 0 }
    let significand = UInt128(x.significandBitPattern | 1 << 52)
    return significand << UInt128(places - 52 + Int(x.exponent))
  }

  private static func float(_ x: UInt128) -> Double { Double(x) * 0x1p-124 }
}
