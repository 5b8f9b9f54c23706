extension TaskView {
  func variance() -> Finding<VarianceAnalysis> {
    residualGrid.map { grid in
      let sums = SumsOfSquares(grid)
      return VarianceAnalysis(
        sums: sums, intervals: VarianceIntervals(sums, confidence: options.confidence))
    }
  }

  func test(_ factor: Factor) -> Finding<FactorTest> {
    residualGrid.map { grid in
      let sums = SumsOfSquares(grid)
      let squares = sums.meanSquares
      let degrees = sums.degreesOfFreedom
      let own = factor == .wi ? degrees.wi : degrees.do
      let f = (factor == .wi ? squares.wi : squares.do) / squares.residual
      return FactorTest(
        f: f, degreesOfFreedom: own, residualDegreesOfFreedom: degrees.residual,
        p: FDistribution(own, degrees.residual).upperTail(f),
        permutation: PermutationTest(count: options.permutationCount, seed: options.seed)
          .rowEffect(grid.rows(of: factor), purpose: stream(RandomPurpose.effect[factor])))
    }
  }

  func bestWorst(_ factor: Factor) -> Finding<BestWorstTest> {
    splittable.flatMap { grid in
      let rows = grid.rows(of: factor)
      guard BestWorst(rows).f.isFinite else {
        return .refused(Refusal("scores of the best and of the worst seed do not vary"))
      }
      return .known(
        BestWorstTest(
          rows, shuffleCount: options.shuffleCount, seed: options.seed,
          purpose: stream(RandomPurpose.bestWorst[factor])))
    }
  }

  func testSetNoise() -> Finding<TestSetNoise> {
    let correct = scored.compactMap(\.correct)
    guard correct.count == scored.count else {
      return .refused(
        Refusal(
          task.lacksLabels
            ? "needs the labels of the development set, which are not at hand, or not those of the trials"
            : "needs the predictions of every trial, as golden files keep them"))
    }
    guard let examples = correct.first?.count, examples > 1,
      correct.allSatisfy({ $0.count == examples })
    else { return .refused(Refusal("trials differ in their development examples")) }
    return .known(TestSetNoise(correct: correct))
  }

  /// The splittable grid where its residual is not zero.
  private var residualGrid: Finding<CrossedGrid> {
    splittable.flatMap { grid in
      SumsOfSquares(grid).residual > 0
        ? .known(grid)
        : .refused(Refusal("the grid is exactly additive: there is no residual to test against"))
    }
  }
}
