import TestSupport
import Testing

@testable import Statistics

/// An analysis of trials whose predictions are known.
@Suite struct AnalysisExampleTests {
  @Test func predictionsSplitTheNoise() throws {
    let answers = try KnownAnswers("variance").root["test_set_split"]
    let trials = answers["correct"].table.enumerated().map { index, row in
      Trial(
        cell: Cell(wi: 1, do: index), scores: [Brute.mean(row)], correct: row.map { $0 == 1 })
    }
    let found = try AnalysisTests.run([TaskTrials(name: "t", steps: [0], trials: trials)]).tasks[0]
    #expect(agrees(found.testSetNoise.value?.noise, 1 / 40.0))
    let examples = try found.examples.get()
    #expect(agrees(examples.spread.total, found.testSetNoise.value?.total ?? 0))
    #expect(agrees(examples.spread.stays, found.testSetNoise.value?.distribution ?? 0))
    #expect(examples.crossed.refusal?.reason.contains("two WI and two DO seeds") == true)
    func reason(lacksLabels: Bool) throws -> String? {
      let bare = trials.map { Trial(cell: $0.cell, scores: $0.scores) }
      let task = TaskTrials(name: "t", steps: [0], trials: bare, lacksLabels: lacksLabels)
      let found = try AnalysisTests.run([task]).tasks[0]
      #expect(found.examples.refusal == found.testSetNoise.refusal)
      return found.testSetNoise.refusal?.reason
    }
    #expect(try reason(lacksLabels: false)?.contains("needs the predictions") == true)
    #expect(try reason(lacksLabels: true)?.contains("needs the labels") == true)
  }

  /// On a grid, the components are those of both seeds.
  @Test func examplesOfAGrid() throws {
    let correct = CrossedExamplesTests.small
    let trials = correct.enumerated().map { place, right in
      Trial(
        cell: Cell(wi: place / 4 + 1, do: place % 4 + 1),
        scores: [Double(right.count { $0 }) / 6], correct: right)
    }
    let found = try AnalysisTests.run([TaskTrials(name: "t", steps: [0], trials: trials)]).tasks[0]
      .examples
      .get()
    let crossed = CrossedExamples(correct: correct, wi: 3, do: 4)
    #expect(try found.crossed.get() == crossed && found.trials == crossed.trials)
    #expect(found.exampleCounts == [6, 24, 96] && found.standardErrors.count == 4)
    #expect(agrees(found.disagreement, 83.0 / 198) && found.flipCount == 6)
    #expect(found.neverRightCount == 0 && found.alwaysRightCount == 0)
  }
}
