import TestSupport
import Testing

@testable import Statistics

/// Two recipes, run by run.
@Suite struct SequentialComparisonTests {
  private static func recipe(_ name: String, _ scores: [Double], from seed: Int = 1) -> Recipe {
    Recipe(
      name: name, cells: scores.indices.map { Cell(wi: $0 + seed, do: $0 + seed) }, scores: scores)
  }

  private static func options(_ bound: Double?) -> ComparisonOptions {
    var options = ComparisonOptions()
    options.sequentialBound = bound
    return options
  }

  private static let a = (0..<40).map { 0.8 + Double($0 * 7 % 5) / 100 }
  private static let b = (0..<40).map { 0.6 + Double($0 * 3 % 7) / 100 }

  @Test func isTheBettorsWord() throws {
    let found = try RecipeComparison(
      Self.recipe("a", Self.a), Self.recipe("b", Self.b), options: Self.options(0.5)
    ).sequence.get()
    var forward = ImprovementEValue(alpha: 0.05, bound: 0.5)
    var reverse = forward
    for (x, y) in zip(Self.a, Self.b) {
      forward.add(x - y)
      reverse.add(y - x)
    }
    #expect(found.count == 40 && found.eValue == forward.values.last)
    #expect(found.eValueOfReverse == reverse.values.last && found.p == forward.p)
    #expect(found.decidedAfter == forward.decidedAfter && found.decidedAfter != nil)
    #expect(found.reverseDecidedAfter == nil)
    let interval = try #require(found.interval)
    let mean = Brute.mean(zip(Self.a, Self.b).map { $0 - $1 })
    #expect(interval.lower < mean && mean < interval.upper && interval.lower > 0)
    #expect(found.fixedClaims.last == 40)
    // More looks, more claims of what is not there.
    #expect(try #require(found.fixedError).rate > 0.15)
  }

  /// Where less is better, the evidence is for the lower scores.
  @Test func ofLosses() throws {
    var options = Self.options(0.5)
    options.direction = .lower
    let found = try RecipeComparison(
      Self.recipe("a", Self.a), Self.recipe("b", Self.b), options: options
    ).sequence.get()
    #expect(found.decidedAfter == nil && found.reverseDecidedAfter != nil)
    #expect(try #require(found.interval).upper < 0)
  }

  @Test func refusals() throws {
    func reason(_ a: Recipe, _ b: Recipe, _ bound: Double?) -> String? {
      RecipeComparison(a, b, options: Self.options(bound)).sequence.refusal?.reason
    }
    let (a, b) = (Self.recipe("a", Self.a), Self.recipe("b", Self.b))
    #expect(reason(a, b, nil) == "was not asked for")
    #expect(reason(a, b, 0.1)?.contains("--bound") == true)
    let grid = Recipe(
      name: "g", cells: [1, 2].flatMap { wi in [1, 2].map { Cell(wi: wi, do: $0) } },
      scores: [0.1, 0.2, 0.3, 0.4])
    #expect(reason(grid, grid, 1)?.contains("share no seed") == true)
    // Of unequal numbers of runs with seeds of their own, as many as both have.
    let fewer = Self.recipe("b", Array(Self.b.prefix(7)), from: 100)
    #expect(
      try RecipeComparison(a, fewer, options: Self.options(1)).sequence.get().count == 7)
  }
}
