extension Double {
  /// The number with that many decimals, rounded to nearest.
  package func decimals(_ count: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let whole = Int64((magnitude * scale).rounded(.toNearestOrEven))
    let digits = String(whole)
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -count)
    return (self < 0 && whole > 0 ? "-" : "") + padded[..<point] + "." + padded[point...]
  }
}
