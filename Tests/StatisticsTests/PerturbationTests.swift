import Testing

@testable import Statistics

/// Trials whose state was changed by some units in the last place.
@Suite struct PerturbationAnalysisTests {
  private static let cells = [Cell(wi: 1, do: 1), Cell(wi: 1, do: 2)]

  private static func trials(
    _ scores: [[Double]], partings: [Parting?] = [], update: Int = 4
  ) -> PerturbedTrials {
    let all = zip(cells, scores).flatMap { cell, scores in
      scores.enumerated().map { ulps, score in
        PerturbedTrial(
          cell: cell, ulps: ulps, scores: [0.9, score],
          parting: ulps > 0 && partings.indices.contains(ulps - 1) ? partings[ulps - 1] : nil)
      }
    }
    return PerturbedTrials(
      task: "t", update: update, parameter: "p", element: 0, trials: all.reversed())
  }

  private static var last: AnalysisOptions {
    var options = AnalysisOptions()
    options.score = .last
    return options
  }

  /// Within cells: (0.1^2 + 0.1^2) / 2 of the first and (0.02^2 / 2) of the second, by hand.
  @Test func spreadIsThatWithinCells() throws {
    let found = PerturbationAnalysis(
      Self.trials([[0.5, 0.6, 0.7], [0.8, 0.82]]), options: Self.last, seedVariance: 0.04)
    #expect(found.trialCount == 3 && found.cellCount == 2 && found.lostCount == 0)
    let spread = try found.spread.get()
    #expect(spread.degreesOfFreedom == 3)
    #expect(abs(spread.variance - (0.02 + 0.0002) / 3) < 1e-15)
    #expect(abs(spread.range - 0.2) < 1e-15)
    #expect(abs(try #require(spread.shareOfSeeds) - 0.0202 / 3 / 0.04) < 1e-13)
    // sqrt(0.0202 / 9.34840...) and sqrt(0.0202 / 0.21580...): quantiles of chi-squared with 3 degrees.
    let interval = try #require(spread.interval)
    #expect(abs(interval.lower - (0.0202 / 9.348403604496148).squareRoot()) < 1e-12)
    #expect(abs(interval.upper - (0.0202 / 0.21579528262389788).squareRoot()) < 1e-12)
    // The best over training is the same for all; the mean of equal scores may be rounded, their spread is 0.
    let equal = try PerturbationAnalysis(
      Self.trials([Array(repeating: 0.1, count: 10)]), options: Self.last
    ).spread.get()
    #expect(equal.variance == 0 && equal.interval == nil)
    let best = try PerturbationAnalysis(Self.trials([[0.5, 0.6, 0.7], [0.8, 0.82]])).spread.get()
    #expect(
      best.variance == 0 && best.interval == nil && best.range == 0 && best.shareOfSeeds == nil)
  }

  @Test func oneTrialHasNoSpread() {
    let found = PerturbationAnalysis(Self.trials([[0.5], [0.6]]), options: Self.last)
    #expect(found.trialCount == 0 && found.partings.isEmpty)
    #expect(found.spread.refusal?.reason.contains("two trials of one cell") == true)
  }

  @Test func partingsAreSummedUp() {
    let partings: [Parting?] = [
      Parting(updates: [.bit: 0, .lossBy1e6: 3], gaps: [0, 1e-7]),
      Parting(updates: [.bit: 2], gaps: [0]), nil,
    ]
    let found = PerturbationAnalysis(
      Self.trials([[0.5, 0.5, 0.7, 0.5], [0.8, 0.81, 0.8, 0.8]], partings: partings),
      options: Self.last)
    #expect(found.comparedCount == 4 && found.sameScoreCount == 2)
    #expect(found.partings.map(\.measure) == PartingMeasure.allCases)
    #expect(found.partings.map(\.partedCount) == [4, 2, 0, 0])
    #expect(found.partings.map(\.least) == [0, 3, nil, nil])
    #expect(found.partings.map(\.median) == [0, 3, nil, nil])
    #expect(found.partings.map(\.greatest) == [2, 3, nil, nil])
    #expect(found.gaps.map(\.ulps) == [1, 2, 1, 2])
  }

  @Test func lossesAreComparedBySize() {
    #expect(Parting.gap(2, 2) == 0 && Parting.gap(.nan, .nan) == 0)
    #expect(Parting.gap(2, 1) == 0.5 && Parting.gap(1, -1) == 2)
    #expect(Parting.gap(0, -0.0) == 0 && Parting.gap(0, 1e-30) == 1)
    #expect(Parting.gap(1, .infinity) == .infinity && Parting.gap(.nan, 1) == .infinity)
  }

  /// Beside the plain trials of its task; those of one seed are its own.
  @Test func itStandsBesideItsTask() throws {
    let plain = (0..<4).map { Trial(cell: Cell(wi: $0 / 2, do: $0 % 2), scores: [Double($0)]) }
    var result = Analysis.run(
      try TrialTable(tasks: [TaskTrials(name: "t", steps: [0], trials: plain)]))
    result.add([Self.trials([[0.5, 0.6]], update: 9), Self.trials([[0.5, 0.7]], update: 4)])
    #expect(result.perturbations.map(\.update) == [4, 9])
    // The sample variance of 0, 1, 2, 3 is 5 / 3; the best scores of both trials are 0.9.
    #expect(result.perturbations.map { $0.spread.value?.shareOfSeeds } == [0, 0])
    var last = AnalysisOptions()
    last.score = .last
    var ended = Analysis.run(
      try TrialTable(tasks: [TaskTrials(name: "t", steps: [0], trials: plain)]), options: last)
    ended.add([Self.trials([[0.5, 0.7]])])
    let share = try #require(ended.perturbations[0].spread.value?.shareOfSeeds)
    #expect(abs(share - 0.02 / (5.0 / 3)) < 1e-14)
  }
}
