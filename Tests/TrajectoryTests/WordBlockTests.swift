import Testing

@testable import Trajectory

@Suite struct WordBlockTests {
  /// Words of all kinds: noise, runs, floats near each other, NaN.
  private func words(_ count: Int, salt: UInt32 = 0) -> [UInt32] {
    (0..<UInt32(count)).map { i in
      switch i % 5 {
      case 0: (i &+ salt) &* 2_654_435_761
      case 1: 0
      case 2: Float(i).bitPattern &+ salt
      case 3: 0x7fc0_0001
      default: 0x8000_0000 | i &+ salt
      }
    }
  }

  @Test(arguments: [1, 2, 3, 255, 256, 1000, WordBlock.wordLimit])
  func comesBackWithAndWithoutABase(_ count: Int) {
    let (original, base) = (words(count), words(count, salt: 3))
    let plain = WordBlock.encoded(original)
    #expect(WordBlock.decoded(plain[...], count: count) == original)
    let near = WordBlock.encoded(original, base: base)
    #expect(WordBlock.decoded(near[...], count: count, base: base) == original)
    #expect(count < 2 || WordBlock.decoded(near[...], count: count) != original)
  }

  @Test func nearWordsAreSmaller() {
    let base = (0..<5000).map { (Float($0) * 0.37 - 800).bitPattern }
    let moved = base.map { $0 &+ 7 }
    #expect(WordBlock.encoded(moved, base: base).count < 200)
    #expect(WordBlock.encoded(moved).count > 5000)
  }

  @Test func noCutAndNoExtraByteIsRead() {
    let stored = WordBlock.encoded(words(300))
    for count in 0..<stored.count {
      #expect(WordBlock.decoded(stored[..<count], count: 300) == nil)
    }
    #expect(WordBlock.decoded((stored + [0])[...], count: 300) == nil)
    #expect(WordBlock.decoded(stored[...], count: 299) == nil)
    #expect(WordBlock.decoded(stored[...], count: 301) == nil)
  }

  /// A length of four billion, and streams that would give more than the block has.
  @Test func lengthsAreCheckedBeforeTheyAreUsed() throws {
    #expect(WordBlock.decoded([255, 255, 255, 255, 1][...], count: 8) == nil)
    let bomb = try #require(Deflate.compressed([UInt8](repeating: 0, count: 1 << 20)))
    var stored: [UInt8] = []
    for _ in 0..<4 {
      stored.append(littleEndian: UInt32(bomb.count))
      stored += bomb
    }
    #expect(WordBlock.decoded(stored[...], count: bomb.count + 1) == nil)
  }
}
