import TestSupport
import Testing

@testable import Statistics

/// Early stopping where evaluations lie unevenly.
@Suite struct EqualPartsTests {
  /// The ends of equal parts, rounded up, are even, whatever the last one is; so is a table without steps.
  @Test(arguments: [
    [0], [7], [16, 32], [16, 32, 40], [0, 1, 2, 3], [2, 3, 5, 6, 8, 9, 11], [10, 20, 30, 31],
    [1, 3, 4, 6, 100], [5, 4, 3], [3, 3, 3, 9],
  ])
  func evenOnesStay(_ steps: [Int]) { #expect(EqualParts(steps: steps) == nil) }

  @Test func partsAreOfTraining() {
    // The longest distance is 30, which goes four times into 120.
    #expect(EqualParts(steps: [1, 2, 3, 30, 60, 90, 120])?.evaluationCounts == [4, 5, 6, 7])
    // 34 goes three times into 104, and the parts end at 34, 69 and 104.
    #expect(EqualParts(steps: [1, 2, 36, 70, 104])?.evaluationCounts == [2, 3, 5])
    // The first evaluation is far off, or the last.
    #expect(EqualParts(steps: [60, 61, 64, 120])?.evaluationCounts == [1, 4])
    #expect(EqualParts(steps: [1, 2, 5, 100])?.evaluationCounts == [4])
    let far = Int.max - 1
    #expect(EqualParts(steps: [1, 2, far / 2, far])?.evaluationCounts == [3, 4])
  }

  /// Each part has the evaluations before its end, and the last has all.
  @Test(arguments: 1...50)
  func everyPartHasOne(_ seed: UInt64) {
    var numbers = SeededNumbers(seed: seed, purpose: 0)
    var steps = [1 + numbers.below(5)]
    for _ in 0..<20 { steps.append(steps[steps.count - 1] + 1 + numbers.below(30)) }
    guard let parts = EqualParts(steps: steps) else { return }
    let (count, last) = (parts.evaluationCounts.count, steps[20])
    for (index, evaluations) in parts.evaluationCounts.enumerated() {
      let inside = steps.filter { $0 * count <= last * (index + 1) }
      // An end that is no whole update is rounded down, which no step can tell.
      #expect(evaluations == inside.count && evaluations >= 1)
    }
    #expect(parts.evaluationCounts.last == 21)
  }

  @Test func aPartHasTheBestSoFar() throws {
    let parts = try #require(EqualParts(steps: [1, 2, 3, 30, 60, 90, 120]))
    #expect(parts.best(of: [1, 5, 2, 4, 3, 6, 0]) == [5, 5, 6, 6])
  }

  private func analysis(_ steps: [Int], _ keep: (Int) -> Bool) throws -> EarlyStoppingAnalysis {
    var numbers = SeededNumbers(seed: 3, purpose: 0)
    let trials = (0..<16).map { index in
      let scores = steps.map { _ in Double(numbers.below(1000)) / 1000 }
      return Trial(
        cell: Cell(wi: index / 4, do: index % 4),
        scores: zip(steps, scores).filter { keep($0.0) }.map(\.1))
    }
    let task = TaskTrials(name: "t", steps: steps.filter(keep), trials: trials)
    let table = try TrialTable(tasks: [task])
    return try Analysis.run(table, options: AnalysisTests.options).tasks[0].earlyStopping.get()
  }

  /// A stop costs its share of the training: with many evaluations at first it is not cheaper than it was.
  @Test func aStopCostsItsShare() throws {
    let steps = Array(1...9) + stride(from: 10, through: 100, by: 10)
    let uneven = try analysis(steps) { _ in true }
    #expect(uneven.hasEqualParts && uneven.evaluationCount == 10)
    let even = try analysis(steps) { $0 % 10 == 0 }
    #expect(!even.hasEqualParts && even.evaluationCount == 10)
    #expect(uneven.budgets.map(\.settingCount) == even.budgets.map(\.settingCount))
    let settings = uneven.budgets.map(\.best.setting)
    #expect(settings.allSatisfy { $0.evaluations <= 10 })
  }
}
