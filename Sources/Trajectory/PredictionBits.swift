/// Predictions of an evaluation as packed bits.
///
/// Example e has bits e * width ..< (e + 1) * width, the least significant first, in bytes filled
/// from their least significant bit. Bits past the last example are 0.
enum PredictionBits {
  static func packed(_ predictions: [UInt8], width: Int, byteCount: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    for (example, prediction) in predictions.enumerated() {
      for bit in 0..<width where prediction >> bit & 1 == 1 {
        let position = example * width + bit
        bytes[position / 8] |= 1 << (position % 8)
      }
    }
    return bytes
  }

  /// The predictions of `count` examples.
  ///
  /// - Returns: nil if a bit past the end is set or a class is not below `labels`.
  static func unpacked(_ bytes: [UInt8], count: Int, width: Int, labels: Int) -> [UInt8]? {
    var predictions = [UInt8](repeating: 0, count: count)
    for example in 0..<count {
      var prediction: UInt8 = 0
      for bit in 0..<width {
        let position = example * width + bit
        prediction |= (bytes[position / 8] >> (position % 8) & 1) << bit
      }
      guard prediction < labels else { return nil }
      predictions[example] = prediction
    }
    let used = count * width
    guard used % 8 == 0 || bytes[used / 8] >> (used % 8) == 0 else { return nil }
    return predictions
  }
}
