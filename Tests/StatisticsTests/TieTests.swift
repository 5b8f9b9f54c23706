import TestSupport
import Testing

@testable import Statistics

/// Sums in another order differ in their last bits: such means are one mean.
@Suite("Means that are equal but for rounding") struct TieTests {
  static let text = """
    task,wi,do,score
    a,1,1,0.1
    a,1,2,0.2
    a,1,3,0.3
    a,2,1,0.3
    a,2,2,0.2
    a,2,3,0.1
    a,3,1,0.05
    a,3,2,0.1
    a,3,3,0.1
    b,1,1,0.3
    b,1,2,0.1
    b,1,3,0.2
    b,2,1,0.1
    b,2,2,0.4
    b,2,3,0.1
    b,3,1,0.05
    b,3,2,0.1
    b,3,3,0.15
    """

  @Test func seedsShareTheirRank() throws {
    let found = try #require(Analysis.run(try table(Self.text)).agreement.wi.value)
    #expect(found.ranks.map(\.ranks) == [[1.5, 1.5], [1.5, 1.5], [3, 3]])
    #expect(agrees(found.concordance.w, 1) && agrees(found.permutation.p, 1.0 / 3))
    #expect(found.alwaysTop == AlwaysTop(seed: 1, q: 2, chance: 1))
    #expect(agrees(found.pairs[0].spearman, 1) && agrees(found.pairs[0].p, 1.0 / 3))
  }

  @Test func bestAndWorstAreTheFirstOfSeveral() {
    // Sums .6, .6 and one bit more, .6; then .3, .3 and one bit more.
    let high = BestWorst(CrossedGrid([[0.3, 0.2, 0.1], [0.1, 0.2, 0.3], [0, 0.1, 0.05]]))
    #expect(high.best == 0 && high.worst == 2)
    let low = BestWorst(CrossedGrid([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.5, 0.6, 0.7]]))
    #expect(low.best == 2 && low.worst == 0)
  }
}
