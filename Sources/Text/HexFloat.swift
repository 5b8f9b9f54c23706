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

  /// The text of a binary64 value.
  public static func text(_ value: Double) -> String {
    if value.isNaN { return "nan:" + String(value.bitPattern, radix: 16) }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0x0p+0" }
    let exponent = Int(value.exponent)
    let fraction = value.magnitude.significandBitPattern
    let bits =
      value.isNormal ? fraction : fraction << UInt64(-exponent - 1022) & 0xf_ffff_ffff_ffff
    var digits = bits.digits(13, radix: 16)
    while digits.last == "0" { digits.removeLast() }
    let point = digits.isEmpty ? "" : "." + digits
    return "\(sign)0x1\(point)p\(exponent < 0 ? "" : "+")\(exponent)"
  }

  /// The binary32 value of `text`, which must be exactly representable; nil otherwise. Nothing is rounded, however many
  /// digits there are.
  public static func value(_ text: some StringProtocol) -> Float? {
    if text.hasPrefix("nan:") {
      guard let bits = UInt32(text.dropFirst(4), radix: 16) else { return nil }
      let value = Float(bitPattern: bits)
      return value.isNaN ? value : nil
    }
    if text == "inf" { return .infinity }
    if text == "-inf" { return -.infinity }
    // From its first digit that is not 0 to its last a binary32 value has at most 7.
    guard let parts = parts(text, digitLimit: 7) else { return nil }
    guard parts.significand > 0 else { return parts.isNegative ? -0.0 : 0 }
    // Beyond these powers no product with at most 56 bits is a binary32 value, and none is rounded here.
    guard -500...500 ~= parts.exponent else { return nil }
    let wide = Double(
      sign: .plus, exponent: parts.exponent, significand: Double(parts.significand))
    return Float(exactly: wide).map { parts.isNegative ? -$0 : $0 }
  }

  /// The binary64 value of `text`, which must be exactly representable; nil otherwise.
  public static func double(_ text: some StringProtocol) -> Double? {
    if text.hasPrefix("nan:") {
      guard let bits = UInt64(text.dropFirst(4), radix: 16) else { return nil }
      let value = Double(bitPattern: bits)
      return value.isNaN ? value : nil
    }
    if text == "inf" { return .infinity }
    if text == "-inf" { return -.infinity }
    // A binary64 value has at most 14 such digits.
    guard let parts = parts(text, digitLimit: 14) else { return nil }
    guard parts.significand > 0 else { return parts.isNegative ? -0.0 : 0 }
    guard let significand = Double(exactly: parts.significand) else { return nil }
    let value = Double(sign: .plus, exponent: parts.exponent, significand: significand)
    // What was rounded, because it is subnormal, does not come back.
    guard value.isFinite, value > 0,
      Double(sign: .plus, exponent: -parts.exponent, significand: value) == significand
    else { return nil }
    return parts.isNegative ? -value : value
  }

  /// The digits of `text` as an integer times a power of 2.
  private static func parts(
    _ text: some StringProtocol, digitLimit: Int
  ) -> (isNegative: Bool, significand: UInt64, exponent: Int)? {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    guard digits.hasPrefix("0x"), text.utf8.count <= 40,
      let magnitude = magnitude(digits.dropFirst(2).utf8, digitLimit)
    else { return nil }
    return (isNegative, magnitude.significand, magnitude.exponent)
  }

  /// Digits with an optional point, and then an optional `p` and the power of 2.
  private static func magnitude(
    _ text: some Collection<UInt8>, _ digitLimit: Int
  ) -> (significand: UInt64, exponent: Int)? {
    let parts = text.split(separator: UInt8(ascii: "p"), omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    var significand: UInt64 = 0
    var exponent = 0
    // From the first digit that is not 0 to the last one that is not; and zeros that count only if another follows.
    var (digitCount, zeroCount) = (0, 0)
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
      if significand == 0 { zeroCount = 1 }
      digitCount += zeroCount
      guard digitCount <= digitLimit else { return nil }
      significand = significand << (4 * UInt64(zeroCount)) | UInt64(digit)
      zeroCount = 0
    }
    guard hasDigit else { return nil }
    if parts.count == 2 {
      guard let power = Int(String(decoding: parts[1], as: UTF8.self)) else { return nil }
      exponent += min(max(power, -10_000), 10_000)
    }
    return (significand, exponent + 4 * zeroCount)
  }
}
