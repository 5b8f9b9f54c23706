import TestSupport
import Testing

@testable import Judgement

/// The greatest and the middle of many relative differences, of which none is kept.
@Suite struct RelativeSizeTests {
  private func sizes(_ values: [Double]) -> RelativeSizes {
    var sizes = RelativeSizes()
    // Of 1 and 1 - x the relative difference is x.
    for value in values { sizes.append(1, 1 - value) }
    return sizes
  }

  @Test func ofFewDifferences() {
    #expect(sizes([]).largest == nil && sizes([]).median == nil)
    #expect(sizes([0.25]).largest == 0.25 && sizes([0.25]).median == 0.25)
    var zeros = RelativeSizes()
    zeros.append(0, -0.0)
    #expect(zeros.largest == 0 && zeros.median == 0)
    zeros.append(-3, 3)
    #expect(zeros.largest == 2 && zeros.median == 0)
  }

  /// The greatest is exact, and the middle one right to 0.2 %, whatever the sizes.
  @Test func ofManyDifferences() {
    var dice = Dice(12)
    for count in [2, 3, 100, 1001, 20_000] {
      let values = (0..<count).map { _ in
        Double(sign: .plus, exponent: -Int(dice.next() % 40), significand: 1)
          * Double.random(in: 0.5..<1, using: &dice)
      }
      let seen = values.map { 1 - (1 - $0) }.sorted()
      let sizes = sizes(values)
      #expect(sizes.largest == seen.last)
      let middle = seen[(count + 1) / 2 - 1]
      #expect(abs((sizes.median ?? .nan) - middle) <= 0.002 * middle, "\(count)")
    }
  }

  /// Numbers whose difference is beyond the greatest binary64 have a relative difference of 2 all the same.
  @Test func ofTheGreatestNumbers() {
    var sizes = RelativeSizes()
    sizes.append(.greatestFiniteMagnitude, -.greatestFiniteMagnitude)
    #expect(sizes.largest == 2 && sizes.median == 2)
  }
}
