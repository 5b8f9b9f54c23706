extension TaskView {
  func variance() throws(Refusal) -> VarianceAnalysis {
    if let incomplete {
      let found = try incomplete.get()
      return VarianceAnalysis(
        found.components,
        intervals: Finding { () throws(Refusal) in
          try VarianceIntervals(found.table, found.effects, confidence: options.confidence)
        })
    }
    let sums = try residualSums()
    return VarianceAnalysis(
      sums: sums, intervals: VarianceIntervals(sums, confidence: options.confidence))
  }

  func test(_ factor: Factor) throws(Refusal) -> FactorTest {
    let permutations = PermutationTest(count: options.permutationCount, seed: options.seed)
    let purpose = stream(RandomPurpose.effect[factor])
    if let incomplete {
      let effect = try incomplete.get().effects[factor].get()
      return FactorTest(
        f: effect.f, degreesOfFreedom: effect.degrees,
        residualDegreesOfFreedom: effect.residualDegrees, p: effect.p,
        permutation: permutations.adjustedEffect(effect, purpose: purpose))
    }
    let sums = try residualSums()
    let squares = sums.meanSquares
    let degrees = sums.degreesOfFreedom
    let own = factor == .wi ? degrees.wi : degrees.do
    let f = (factor == .wi ? squares.wi : squares.do) / squares.residual
    return FactorTest(
      f: f, degreesOfFreedom: own, residualDegreesOfFreedom: degrees.residual,
      p: FDistribution(own, degrees.residual).upperTail(f),
      permutation: permutations.rowEffect(
        try grid.get().rows(of: factor), purpose: purpose))
  }

  func bestWorst(_ factor: Factor) throws(Refusal) -> BestWorstTest {
    let purpose = stream(RandomPurpose.bestWorst[factor])
    if incomplete != nil {
      if goodness.allSatisfy({ $0 == goodness[0] }) {
        throw Refusal("every final score is \(scores[0])")
      }
      return try BestWorstTest(
        CellMeans(observations(goodness), of: factor), shuffleCount: options.shuffleCount,
        seed: options.seed, purpose: purpose)
    }
    let rows = try splittable().rows(of: factor)
    guard BestWorst(rows).f.isFinite else { throw .constantRows }
    return BestWorstTest(
      rows, shuffleCount: options.shuffleCount, seed: options.seed, purpose: purpose)
  }

  func testSetNoise() throws(Refusal) -> TestSetNoise {
    TestSetNoise(correct: try correctness())
  }

  /// Of the splittable grid, where its residual is not zero.
  private func residualSums() throws(Refusal) -> SumsOfSquares {
    let sums = SumsOfSquares(try splittable())
    if sums.residual > 0 { return sums }
    throw Refusal("the grid is exactly additive: there is no residual to test against")
  }
}
