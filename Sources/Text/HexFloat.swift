/// Floats as exact text: `0x1.5c6e2ap-1`, as C's `%a` and Python's `float.hex` write them, without trailing zeros.
public enum HexFloat {
  /// The text of `value`. NaN carries its bits: `nan:7fc00000`.
  public static func text(_ value: Float) -> String {
    if value.isNaN { return "nan:" + String(value.bitPattern, radix: 16) }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0x0p+0" }
    // Subnormals are normalized, so that each value has one text.
    let exponent = Int(value.exponent)
    let fraction = value.magnitude.significandBitPattern
    let bits =
      value.isNormal
      ? fraction << 1
      : fraction << UInt32(-exponent - 125) & 0xff_ffff
    var digits = bits.digits(6, radix: 16)
    while digits.last == "0" { digits.removeLast() }
    let point = digits.isEmpty ? "" : "." + digits
    return "\(sign)0x1\(point)p\(exponent < 0 ? "" : "+")\(exponent)"
  }

  /// The value of `text`, which must be exactly representable; nil otherwise. Nothing is rounded, however many
  /// digits there are.
  public static func value(_ text: some StringProtocol) -> Float? {
    if text.hasPrefix("nan:") {
      guard let bits = UInt32(text.dropFirst(4), radix: 16) else { return nil }
      let value = Float(bitPattern: bits)
      return value.isNaN ? value : nil
    }
    if text == "inf" { return .infinity }
    if text == "-inf" { return -.infinity }
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    guard digits.hasPrefix("0x"), text.utf8.count <= 40,
      let magnitude = magnitude(digits.dropFirst(2).utf8)
    else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// The value of digits with an optional point, and then an optional `p` and the power of 2.
  private static func magnitude(_ text: some Collection<UInt8>) -> Float? {
    let parts = text.split(separator: UInt8(ascii: "p"), omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    var significand: UInt64 = 0
    var exponent = 0
    // Zeros that count only if another digit follows them.
    var zeroCount = 0
    var (hasDigit, hasPoint) = (false, false)
    for byte in parts[0] {
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
        continue
      }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      hasDigit = true
      if hasPoint { exponent -= 4 }
      zeroCount += 1
      guard digit > 0 else { continue }
      // From its first digit that is not 0 to its last a binary32 value has at most 7.
      if significand == 0 { zeroCount = 1 }
      guard zeroCount <= 7, significand < 1 << 28 else { return nil }
      significand = significand << (4 * UInt64(zeroCount)) | UInt64(digit)
      zeroCount = 0
    }
    guard hasDigit else { return nil }
    if parts.count == 2 {
      guard let power = Int(String(decoding: parts[1], as: UTF8.self)) else { return nil }
      exponent += min(max(power, -10_000), 10_000)
    }
    guard significand > 0 else { return 0 }
    exponent += 4 * zeroCount
    // Beyond these powers no product with at most 56 bits is a binary32 value, and none is rounded here.
    guard -500...500 ~= exponent else { return nil }
    return Float(exactly: Double(sign: .plus, exponent: exponent, significand: Double(significand)))
  }
}
