/// Products and sums in binary32 that are rounded once, of operations in binary64 that every processor has.
enum FusedFloat {
  /// `a * b + c`, rounded once.
  ///
  /// The product is exact in binary64. The sum is rounded to odd there: where it is not exact, its last bit is set,
  /// which keeps the second rounding, to binary32, from seeing a tie that is none.
  ///
  /// - Precondition: finite operands; the sum is no less than binary64 can hold to its last bit, as for all that is
  ///   not tiny.
  /// - Source: Boldo and Melquiond 2008, "Emulation of a FMA and correctly rounded sums: proved algorithms using
  ///   rounding to odd"; the error of a sum is Knuth's.
  static func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
    let (product, term) = (Double(a) * Double(b), Double(c))
    let sum = product + term
    let share = sum - product
    let error = (product - (sum - share)) + (term - share)
    guard error != 0, sum.bitPattern & 1 == 0 else { return Float(sum) }
    // The other neighbour is the one towards the exact sum; its last bit is set.
    let isGreater = (error > 0) == (sum > 0)
    return Float(Double(bitPattern: isGreater ? sum.bitPattern + 1 : sum.bitPattern - 1))
  }
}
