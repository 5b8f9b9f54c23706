import TestSupport
import Testing

@testable import Statistics

/// Tables with one column of seeds.
@Suite struct OneSeedTests {
  static let five = """
    task,seed,score
    t,11,.7112
    t,12,.6931
    t,13,.7256
    t,14,.7040
    t,15,.7148
    """

  static func analysis(
    _ text: String, _ columns: TableColumns = TableColumns(),
    _ change: (inout AnalysisOptions) -> Void = { _ in }
  ) throws -> TaskAnalysis {
    var options = AnalysisTests.options
    change(&options)
    return Analysis.run(try table(text, columns), options: options).tasks[0]
  }

  /// The intervals are R's: t.test(x)$conf.int, and of the SD by chi-squared.
  @Test func meanAndSpread() throws {
    let found = try Self.analysis(Self.five)
    #expect(found.hasOneSeed && found.seeds.wi == [11, 12, 13, 14, 15])
    let mean = try found.meanEstimate.get()
    #expect(agrees(mean.mean, 0.70974) && mean.degreesOfFreedom == 4 && mean.seeds == .runs)
    #expect(
      agree(
        [mean.interval.lower, mean.interval.upper], [0.694_671_395_717_96, 0.724_808_604_282_04],
        within: 1e-10))
    #expect(agrees(found.spreadEstimate.sd, 0.012_135_814_764_571_8))
    let spread = try #require(found.spreadEstimate.interval)
    #expect(
      agree(
        [spread.lower, spread.upper], [0.007_270_968_795_848_4, 0.034_872_938_890_865],
        within: 1e-9))
    #expect(agrees(found.overallSD, 0.010_854_602_710_371_3))
    #expect(found.best.cell == Cell(wi: 13, do: 13) && found.best.points[0].band != nil)
    #expect(agrees(found.best.points[1].u, 0.71732))
  }

  /// By the oracle of `BettingSequenceTests`: narrow series of 5, 20 and 40 values.
  @Test(arguments: [(5, 0.167, 0.852), (20, 0.391, 0.679), (40, 0.461, 0.622)])
  func meanAtAnyTime(_ count: Int, _ lower: Double, _ upper: Double) throws {
    let rows = BettingSequenceTests.narrow.prefix(count).enumerated().map {
      "t,\($0.offset),\($0.element)"
    }
    // The order is that of the seeds, not of the rows.
    let found = try Self.analysis(
      "task,seed,score\n" + rows.reversed().joined(separator: "\n"))
    let bets = try #require(found.meanEstimate.get().atAnyTime)
    #expect(bets.interval == Interval(lower, upper) && bets.support == 0...1)
    #expect(bets.supportSource == "assumed: all scores lie in 0...1")
    let grid = try Self.analysis("task,wi,do,score\nt,1,1,.1\nt,1,2,.2\nt,2,1,.4\nt,2,2,.3\n")
    #expect(try grid.meanEstimate.get().atAnyTime == nil)
    let losses = try Self.analysis("task,seed,score\nt,1,3.1\nt,2,2.9\n") {
      $0.direction = .lower
    }
    #expect(try losses.meanEstimate.get().atAnyTime == nil)
    // Of one WI seed the runs differ in DO alone.
    let row = try Self.analysis("task,wi,do,score\nt,1,1,.1\nt,1,2,.2\nt,1,3,.4\n")
    #expect(try row.meanEstimate.get().atAnyTime != nil)
  }

  @Test func whatNeedsAGridIsRefusedOnceWithoutCells() throws {
    let found = try Self.analysis(Self.five)
    #expect(found.missing.count == 0)
    for refusal in [
      found.variance.refusal, found.tests.wi.refusal, found.tests.do.refusal,
      found.bestWorst.wi.refusal, found.sdGiven.do.refusal, found.best.distinct.refusal,
    ] {
      #expect(refusal == .oneSeed && refusal?.missing.count == 0)
    }
  }

  /// Columns are found by their usual names, by an option, or both seeds are one column.
  @Test(
    arguments: [
      (five, nil, nil), (five.replacing("seed", with: "s"), "s", nil),
      (five.replacing("seed", with: "s"), nil, "s"),
      (five.replacing("t,1", with: "t,Run 1"), nil, nil),
      (five.replacing(",.", with: ".0,."), nil, nil),
    ] as [(String, String?, String?)])
  func columns(_ text: String, _ seed: String?, _ both: String?) throws {
    var columns = TableColumns()
    (columns.seed, columns.wi, columns.do) = (seed, both, both)
    let read = try table(text, columns).tasks[0]
    let five = try table(Self.five).tasks[0].trials
    #expect(read.hasOneSeed && read.trials == five)
  }

  /// A WI and a DO column are not taken for one; a seed beside them is a column like others.
  @Test func pairsStayPairs() throws {
    let read = try table("task,seed,wi,do,score\nt,9,1,2,.5\nt,9,2,2,.6\n").tasks[0]
    #expect(!read.hasOneSeed && read.trials[0].cell == Cell(wi: 1, do: 2))
    let error = try #require(throws: TableError.self) { try table("task,wi,score\nt,1,.5\n") }
    #expect(error.advice?.contains("--do-column") == true)
    // An option's value that begins with hyphens is written behind an equals sign.
    let hyphens = try #require(throws: TableError.self) {
      try table("task,--seed,score\nt,1,.5\n")
    }
    #expect(hyphens.advice?.contains("here --seed-column=--seed") == true)
  }

  @Test func runsThatShareNoSeedAreASampleToo() throws {
    let text =
      "task,wi,do,score\n" + (1...6).map { "t,\($0),\($0 + 3),0.\($0)" }.joined(separator: "\n")
    let found = try Self.analysis(text)
    #expect(!found.hasOneSeed && found.missing.count == 0)
    #expect(found.variance.refusal == .independentRuns && found.meanEstimate.value?.seeds == .runs)
    #expect(found.spreadEstimate.interval != nil)
  }

  /// Early stopping has both halves; degenerate runs have an exact interval and no rates by seed.
  @Test func whatNeedsNoGridIsThere() throws {
    let rows = (1...6).flatMap { seed in
      (1...3).map { "rte,\(seed),\($0),0.\(50 + seed * $0 % 7 * 5)" }
    }
    let found = try Self.analysis(
      "task,seed,step,acc\n" + rows.joined(separator: "\n"),
      {
        var columns = TableColumns()
        columns.score = "acc"
        return columns
      }())
    #expect(found.earlyStopping.value?.halfCounts == [3, 3] && found.correlation.value?.count == 2)
    let runs = try found.degenerate.get()
    #expect(
      runs.perSeed.wi.isEmpty
        && runs.interval
          == BinomialInterval.exact(
            runs.cells.count, of: 6, confidence: 0.95)
    )
  }

  /// Of each grid the mean is as sure as its seeds; of one row the other seed stays.
  @Test func meansOfGrids() throws {
    let grid = try AnalysisTests.run([AnalysisTests.task("t", 4, 5)]).tasks[0]
    let values = AnalysisTests.task("t", 4, 5).trials.map { $0.scores.max()! }
    let variance = VarianceOfMean(
      grid: CrossedGrid(rows: Array(1...4), columns: Array(1...5), values: values))
    #expect(grid.meanEstimate.value?.seeds == .grid)
    #expect(agrees(grid.meanEstimate.value?.standardError, variance.value.squareRoot()))
    #expect(grid.spreadEstimate.interval == nil)
    let row = try AnalysisTests.run([AnalysisTests.task("t", 1, 5)]).tasks[0]
    #expect(row.meanEstimate.value?.seeds == .orderOnly && row.spreadEstimate.interval != nil)
    let gone = try AnalysisTests.run([
      AnalysisTests.task("t", 1, 5, nonfinite: [Cell(wi: 1, do: 2)])
    ]).tasks[0]
    #expect(gone.meanEstimate.value?.degreesOfFreedom == 3)
  }

  /// Ranks over tasks need no second seed.
  @Test func agreementOfSeeds() throws {
    let text =
      "task,seed,score\n"
      + ["a", "b", "c"].flatMap { task in (1...5).map { "\(task),\($0),0.\(9 - $0)" } }
      .joined(separator: "\n")
    let result = Analysis.run(try table(text), options: AnalysisTests.options)
    #expect(result.agreement.wi.value.map { agrees($0.concordance.w, 1) } == true)
    #expect(result.agreement.do.refusal == .oneSeed)
  }
}
