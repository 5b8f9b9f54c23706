import TestSupport
import Testing

@testable import Statistics

/// Several rows with the same seeds.
@Suite struct RepeatTests {
  /// As in a table of 102 runs with 27 seeds twice, each time with the same score (castorini/sigtestv, SST-2).
  @Test func equalScoresAreOneRun() throws {
    let text = "task,seed,score\nt,100,0.925458\nt,125,0.920871\nt,100,0.925458\nt,150,0.917431\n"
    let read = try table(text)
    #expect(read.tasks[0].trials.map(\.cell.wi) == [100, 125, 150])
    #expect(read.remarks.contains { $0.contains("the same run twice, counted once: 100") })
    let grid = try table("task,wi,do,score\nt,1,1,.7\nt,1,1,.7\nt,2,1,.6\n")
    #expect(grid.tasks[0].trials.count == 2 && grid.remarks[0].contains("1:1"))
  }

  static let repeated = """
    task,wi,do,score
    t,1,1,.70
    t,1,1,.71
    t,1,2,.68
    t,1,2,.66
    t,2,1,.72
    t,2,1,.75
    t,2,2,.65
    t,2,2,.65
    t,3,1,.61
    t,3,2,.69
    """

  /// What repeats differ by is noise; what is left of the cells' means, the interaction.
  @Test func othersTellNoiseFromInteraction() throws {
    let read = try table(Self.repeated)
    #expect(read.tasks[0].trials.count == 10 && read.tasks[0].trials[1].run == 1)
    #expect(
      read.remarks.contains {
        $0.contains("4 seeds with several runs")
          && $0.contains("in 1 of them the scores are equal: 2:2")
      })
    let found = Analysis.run(read, options: AnalysisTests.options).tasks[0]
    let expected = try UnbalancedComponents(
      read.tasks[0].trials.map { ($0.cell, $0.scores[0]) })
    let variance = try found.variance.get()
    #expect(variance.unbalanced == expected && variance.interaction == expected.interaction)
    #expect(variance.interaction != nil)
    let shares = try #require(variance.shares)
    #expect(agrees(shares.total + variance.interaction! / variance.total, 1))
    #expect(found.scoredCount == 10 && found.best.value == 0.75)
    #expect(found.tests.wi.refusal?.reason.contains("as many runs in each cell") == true)
    #expect(variance.intervals == nil && variance.withoutIntervals == found.tests.wi.refusal)
    #expect(found.bestWorst.wi.refusal == .unequalRuns)
    #expect(found.meanEstimate.value?.mean == expected.mean)
  }

  /// Of one seed, several runs are one look at it.
  @Test func seedsWithSeveralRuns() throws {
    let text = "task,seed,score\nt,1,.5\nt,1,.7\nt,2,.8\nt,3,.9\n"
    let found = Analysis.run(try table(text), options: AnalysisTests.options).tasks[0]
    #expect(found.scoredCount == 4 && found.meanEstimate.value?.degreesOfFreedom == 2)
    #expect(agrees(found.meanEstimate.value?.mean, (0.6 + 0.8 + 0.9) / 3))
    #expect(found.spreadEstimate.interval == nil)
  }

  @Test func comparedByTheirMeans() throws {
    let recipe = Recipe(name: "r", try table(Self.repeated).tasks[0], score: .last)
    #expect(recipe.cells.count == 6 && agrees(recipe.scores[0], 0.705))
  }

  /// With steps a run has one row of each.
  @Test func repeatsOfCurves() throws {
    let text =
      "task,seed,step,score\nt,1,1,.5\nt,1,2,.6\nt,1,1,.4\nt,1,2,.7\nt,2,1,.5\nt,2,2,.9\n"
    let trials = try table(text).tasks[0].trials
    #expect(trials.map(\.scores) == [[0.5, 0.6], [0.4, 0.7], [0.5, 0.9]])
    #expect(trials.map(\.run) == [0, 1, 0])
  }

  /// To give a table twice is no repeat.
  @Test func joiningIsNoRepeat() throws {
    let read = try table(OneSeedTests.five)
    #expect(throws: TableError.self) { try TrialTable(joining: read.tasks + read.tasks) }
    let pairs = try table("task,wi,do,score\nt,1,2,.5\nt,2,3,.6\n")
    #expect(throws: TableError.self) { try TrialTable(joining: read.tasks + pairs.tasks) }
  }
}
