/// Named random streams: pure functions of (purpose, seed, position).
///
/// `README.md` of this room writes down the layout, with known answers.
public enum Streams {
  /// The order of the training data in an epoch: each of `0..<count` once.
  ///
  ///     r = 0, 1, ..., count - 1
  ///     for i in 0 ..< count - 1: swap r[i] and r[i + bounded(count - i)]
  ///
  /// - Parameters:
  ///   - seed: the DO seed.
  ///   - epoch: from 0; the step of the stream.
  /// - Precondition: `0 <= count < 2^31`.
  public static func permutation(count: Int, seed: UInt32, epoch: UInt32) -> [Int32] {
    precondition(count >= 0 && count <= Int(Int32.max), "no permutation of \(count) elements")
    var words = WordStream(purpose: .dataOrder, seed: seed, step: epoch)
    var order = (0..<Int32(count)).map(\.self)
    for index in 0..<max(0, count - 1) {
      order.swapAt(index, index + Int(words.bounded(UInt32(count - index))))
    }
    return order
  }
}
