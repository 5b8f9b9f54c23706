import TestSupport
import Testing

@testable import Statistics

/// Trials whose loss or score is not finite.
@Suite struct DivergedTests {
  static let grid = """
    task,wi,do,acc
    rte,1,1,0.70
    rte,1,2,0.68
    rte,1,3,0.71
    rte,2,1,0.72
    rte,2,2,NaN
    rte,2,3,0.69
    rte,3,1,0.66
    rte,3,2,0.70
    rte,3,3,0.73
    """

  static func read(_ text: String, _ change: (inout TableColumns) -> Void = { _ in }) throws
    -> TrialTable
  {
    var columns = TableColumns()
    columns.score = "acc"
    change(&columns)
    return try table(text, columns)
  }

  /// As pandas, R, W&B, MLflow and NumPy write them.
  @Test(arguments: ["NaN", "nan", "", "inf", "-Infinity", "NA", "None", "null", "<NA>", "N/A"])
  func isKeptAndNamed(_ lack: String) throws {
    let read = try Self.read(Self.grid.replacing("NaN", with: lack))
    let lost = read.tasks[0].trials.filter { $0.status == .nonfinite }
    #expect(lost.map(\.cell) == [Cell(wi: 2, do: 2)] && read.tasks[0].trials.count == 9)
    let words = lack.isEmpty ? "1 empty" : "1 '\(lack)'"
    #expect(
      read.remarks.contains {
        $0.contains("1 of 9 trials without a finite score") && $0.contains(words)
      })
  }

  @Test func isLeftOutAndCounted() throws {
    let found = Analysis.run(try Self.read(Self.grid), options: AnalysisTests.options).tasks[0]
    #expect(found.nonfinite == [Cell(wi: 2, do: 2)] && found.scoredCount == 8)
    let effect = try #require(found.diverged)
    #expect(
      effect.treatment == .drop && effect.count == 1 && agrees(effect.meanWithout, found.mean))
    // With 146 of 277 in its place.
    #expect(agrees(effect.meanWith, (8 * found.mean + 146.0 / 277) / 9))
    // REML needs no complete grid.
    let components = try UnbalancedComponents(
      Self.read(Self.grid).tasks[0].trials.filter { $0.status == .completed }.map {
        ($0.cell, $0.scores[0])
      })
    #expect(found.variance.value?.unbalanced == components)
    #expect(
      found.meanEstimate.value?.mean == components.mean && found.meanEstimate.value?.seeds == .grid)
  }

  @Test func countsAsDegenerate() throws {
    let read = try Self.read(Self.grid) { $0.allowsNoScore = true }
    let task = read.tasks[0].replacingNonfinite(with: 146.0 / 277)
    let found = Analysis.run(try TrialTable(tasks: [task]), options: AnalysisTests.options).tasks[0]
    #expect(found.scoredCount == 9 && found.nonfinite == [Cell(wi: 2, do: 2)])
    #expect(found.degenerate.value?.cells == [Cell(wi: 2, do: 2)])
    #expect(found.variance.value?.sums != nil && found.diverged?.treatment == .degenerate)
    #expect(agrees(found.diverged?.meanWith, found.mean))
    #expect(agrees(found.diverged?.meanWithout, (9 * found.mean - 146.0 / 277) / 8))
  }

  /// What it reached before it was lost is no score of it.
  @Test func curvesBeforeDoNotCount() throws {
    let text =
      "task,seed,step,acc\na,1,1,0.5\na,1,2,0.6\na,2,1,0.9\na,2,2,nan\na,3,1,0.4\na,3,2,0.7\n"
    let task = try Self.read(text).tasks[0]
    #expect(task.trials[1].scores == [0.9] && task.trials[1].status == .nonfinite)
    let counted = task.replacingNonfinite(with: 0.3)
    #expect(counted.trials[1].scores == [0.3, 0.3] && counted.trials[1].isReplaced)
  }

  @Test func allLostIsAllDegenerate() throws {
    let text = "task,seed,acc\na,1,nan\na,2,\na,3,inf\n"
    #expect(throws: TableError.self) { try Self.read(text) }
    let task = try Self.read(text) { $0.allowsNoScore = true }.tasks[0].replacingNonfinite(
      with: 0.5)
    var options = AnalysisTests.options
    options.degenerateThresholds = ["a": 0.5]
    let found = Analysis.run(try TrialTable(tasks: [task]), options: options).tasks[0]
    #expect(
      found.degenerate.value?.rate == 1 && found.mean == 0.5 && found.diverged?.meanWithout == nil)
  }

  @Test func allDegenerateIsAnalyzed() throws {
    let text = "task,wi,do,acc\nrte,1,1,0.5271\nrte,1,2,0.5271\nrte,2,1,0.5271\nrte,2,2,0.5271\n"
    let found = Analysis.run(try Self.read(text), options: AnalysisTests.options).tasks[0]
    #expect(found.degenerate.value?.rate == 1 && found.mean == 0.5271)
    #expect(found.variance.refusal?.reason == "every final score is 0.5271")
    #expect(found.degenerate.value.map { agrees($0.interval.upper, 1) } == true)
  }

  /// Where the last score counts, curves may have any length.
  @Test func unequalNumbersOfEvaluations() throws {
    let text =
      "task,seed,step,acc\na,1,1,0.5\na,1,2,0.6\na,2,1,0.4\na,3,1,0.4\na,3,5,0.7\na,4,1,0.9\na,4,2,nan\n"
    let error = try #require(throws: TableError.self) { try Self.read(text) }
    #expect(error.line == 4 && error.advice?.contains("--score last") == true)
    let read = try Self.read(text) { $0.onlyLast = true }
    #expect(read.tasks[0].trials.map(\.scores) == [[0.6], [0.4], [0.7], []])
    #expect(
      read.remarks.contains { $0.contains("1 to 2 evaluations; of each the last one counts") })
    // Equal ones stay curves.
    let equal = try Self.read("task,seed,step,acc\na,1,1,0.5\na,1,2,0.6\na,2,1,0.4\na,2,2,0.3\n") {
      $0.onlyLast = true
    }
    #expect(equal.tasks[0].steps == [1, 2])
  }

  /// A task with a single trial takes nothing from the others.
  @Test func tasksWithOneTrialAreLeftOut() throws {
    let read = try Self.read(Self.grid + "\nb,1,1,0.5\nc,1,1,0.5\nc,1,2,nan")
    #expect(read.tasks.map(\.name) == ["rte"])
    #expect(
      read.remarks.contains {
        $0.contains("2 tasks have fewer than two trials") && $0.contains("'b', 'c'")
          && $0.contains("left out, with 1 trial without a score")
      })
  }
}
