/// Floats as exact text: `0x1.5c6e2ap-1`, as C's `%a` and Python's `float.hex` write them, without trailing zeros.
public enum HexFloat {
  /// The text of `value`. NaN carries its bits: `nan:7fc00000`.
  public static func text(_ value: Float) -> String {
    if value.isNaN { return "nan:" + String(value.bitPattern, radix: 16) }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0x0p+0" }
    // Subnormals are normalised, so that each value has one text.
    let exponent = Int(value.exponent)
    let fraction = value.magnitude.significandBitPattern
    let bits =
      value.isNormal
      ? fraction << 1
      : fraction << UInt32(-exponent - 125) & 0xff_ffff
    var digits = String(bits, radix: 16)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let point = digits.isEmpty ? "" : "." + digits
    return "\(sign)0x1\(point)p\(exponent < 0 ? "" : "+")\(exponent)"
  }

  /// The value of `text`, which must be exactly representable; nil otherwise.
  public static func value(_ text: some StringProtocol) -> Float? {
    if text.hasPrefix("nan:") {
      guard let bits = UInt32(text.dropFirst(4), radix: 16) else { return nil }
      let value = Float(bitPattern: bits)
      return value.isNaN ? value : nil
    }
    if text == "inf" { return .infinity }
    if text == "-inf" { return -.infinity }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard digits.hasPrefix("0x"), text.utf8.count <= 40, let wide = Double(String(text)) else {
      return nil
    }
    return Float(exactly: wide)
  }
}
