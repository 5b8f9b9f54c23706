/// The words of one stream in order: element 0, 1, 2, ...
///
/// Word `element` is word `element % 4` of the Philox block at counter
/// `(element / 4, sequence, site, step)` under the key `(purpose, seed)`.
public struct WordStream: Sendable {
  /// Elements in a stream: 2^32 blocks of four words.
  public static let elementCount: UInt64 = 1 << 34

  private let key: (UInt32, UInt32)
  private let place: (sequence: UInt32, site: UInt32, step: UInt32)
  private var block: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)

  /// The element that `next()` returns; words drawn so far.
  public private(set) var position: UInt64 = 0

  public init(
    purpose: Purpose, seed: UInt32, sequence: UInt32 = 0, site: UInt32 = 0, step: UInt32 = 0
  ) {
    key = (purpose.rawValue, seed)
    place = (sequence, site, step)
  }

  /// The next word.
  ///
  /// - Precondition: fewer than 2^34 words were drawn.
  public mutating func next() -> UInt32 {
    let element = position
    precondition(element < WordStream.elementCount, "a stream has 2^34 words; asked for \(element)")
    position += 1
    if element % 4 == 0 {
      let counter = (UInt32(element / 4), place.sequence, place.site, place.step)
      block = Philox.block(counter: counter, key: key)
    }
    return switch element % 4 {
    case 0: block.0
    case 1: block.1
    case 2: block.2
    default: block.3
    }
  }

  /// An integer in `0..<n`, each with the same probability: one word, and one more for each rejection.
  ///
  /// - Precondition: `n > 0`.
  /// - Source: Lemire 2019 (arXiv:1805.10941), algorithm 5.
  public mutating func bounded(_ n: UInt32) -> UInt32 {
    precondition(n > 0, "bounded(0) has no value to return")
    var product = n.multipliedFullWidth(by: next())
    if product.low < n {
      let threshold = (0 &- n) % n
      while product.low < threshold { product = n.multipliedFullWidth(by: next()) }
    }
    return product.high
  }
}
