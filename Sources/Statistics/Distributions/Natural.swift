/// A natural number of any size, for decisions that doubles cannot make.
struct Natural: Comparable, Sendable {
  /// Little-endian, without leading zeros.
  private var limbs: [UInt32]

  init(_ value: UInt32) { limbs = value == 0 ? [] : [value] }

  static func + (a: Natural, b: Natural) -> Natural {
    var sum = Natural(0)
    var carry: UInt64 = 0
    for i in 0..<max(a.limbs.count, b.limbs.count) {
      carry += UInt64(i < a.limbs.count ? a.limbs[i] : 0)
      carry += UInt64(i < b.limbs.count ? b.limbs[i] : 0)
      sum.limbs.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    if carry > 0 { sum.limbs.append(UInt32(carry)) }
    return sum
  }

  static func * (a: Natural, b: UInt32) -> Natural {
    var product = Natural(0)
    if b == 0 { return product }
    var carry: UInt64 = 0
    for limb in a.limbs {
      carry += UInt64(limb) * UInt64(b)
      product.limbs.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    if carry > 0 { product.limbs.append(UInt32(carry)) }
    return product
  }

  /// Drops the remainder.
  static func / (a: Natural, b: UInt32) -> Natural {
    precondition(b > 0, "division by zero")
    var quotient = a
    var rest: UInt64 = 0
    for i in a.limbs.indices.reversed() {
      rest = rest << 32 | UInt64(a.limbs[i])
      quotient.limbs[i] = UInt32(rest / UInt64(b))
      rest %= UInt64(b)
    }
    while quotient.limbs.last == 0 { quotient.limbs.removeLast() }
    return quotient
  }

  static func < (a: Natural, b: Natural) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for i in a.limbs.indices.reversed() where a.limbs[i] != b.limbs[i] {
      return a.limbs[i] < b.limbs[i]
    }
    return false
  }
}
