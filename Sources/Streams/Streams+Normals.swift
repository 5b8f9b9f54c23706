import Arithmetic

extension Streams {
  /// Initial weights: `count` values drawn from normal(0, scale), row by row of a tensor.
  ///
  /// Value i takes words 2i (low half) and 2i + 1 (high half) of the tensor's stream, keeps the
  /// upper 52 bits as k, and is `NormalQuantile.value((k + 1/2) 2^-52) * scale`.
  ///
  /// - Parameters:
  ///   - seed: the WI seed.
  ///   - site: the tensor, see `WeightSite`.
  /// - Rounding: all in binary64, nothing fused; the product is then rounded once to binary32.
  /// - Precondition: `count >= 0`.
  public static func normals(
    count: Int, seed: UInt32, site: UInt32, scale: Double = 0.02
  ) -> [Float] {
    precondition(count >= 0, "cannot draw \(count) normals")
    var words = WordStream(purpose: .weightInitialisation, seed: seed, site: site)
    return FloatingPointEnvironment.standard {
      (0..<count).map { _ in
        let low = UInt64(words.next())
        let high = UInt64(words.next())
        let k = (high << 32 | low) >> 12
        return Float(NormalQuantile.value((Double(k) + 0.5) * 0x1p-52) * scale)
      }
    }
  }
}
