import Foundation
import Statistics
import Testing

@testable import Report

/// What a change in the last place does, as tables and as a plot.
@Suite struct PerturbationTableTests {
  private static func analysis(updates: [Int]) throws -> AnalysisResult {
    var result = try ExampleTableTests.analysis()
    result.add(
      updates.map { update in
        PerturbedTrials(
          task: "t", update: update, parameter: "classifier.weight", element: 7,
          trials: (0...2).map { ulps in
            PerturbedTrial(
              cell: Cell(wi: 1, do: 1), ulps: ulps, scores: [0.5 + Double(ulps) / 100],
              parting: ulps == 0
                ? nil
                : Parting(updates: [.bit: 0, .lossBy1e6: 9], gaps: [0, 1e-7, .infinity, 2e-3]))
          })
      })
    return result
  }

  @Test func theFloorStandsBesideTheSeeds() throws {
    let result = try Self.analysis(updates: [1_000, 0])
    let tables = AnalysisTables(result)
    let floor = tables.perturbations(result.perturbations)
    // Beside the first change are the components, and what all seeds do; the plain trials are no perturbation.
    #expect(
      floor.rows.map { $0[1] } == ["ULP at 0", "WI", "DO", "WI x DO", "all seeds", "ULP at 1,000"])
    #expect(floor.rows[0][2] == "2" && floor.rows[0][3] == "0.0100" && floor.rows[4][7] == "100.0%")
    #expect(floor.meaning.contains("before update 100") && floor.notes.count == 2)
    let partings = tables.partings(result.perturbations)
    #expect(partings.rows.count == 8)
    #expect(partings.rows[1] == ["t", "ULP at 0", "loss by 1e-6", "2", "2", "9", "9", "9"])
    #expect(partings.rows[3].suffix(4) == ["2", "-", "-", "-"])
    // Where changes of one update are of two elements, the element stands there.
    var two = result
    two.add([
      PerturbedTrials(task: "t", update: 0, parameter: "pooler.dense.bias", element: 3, trials: [])
    ])
    let places = AnalysisTables(two).partings(two.perturbations).rows.map { $0[1] }
    #expect(Set(places) == ["ULP at 0 of classifier.weight 7", "ULP at 1,000"])
  }

  @Test func trajectoriesThatPartAreDrawn() throws {
    for count in [1, 6] {
      let result = try Self.analysis(updates: Array(0..<count))
      let trials = TaskTrials(name: "t", steps: [0], trials: [])
      let figures = TaskFigures(
        task: result.tasks[0], trials: trials, tables: AnalysisTables(result))
      let figure = try #require(figures.partings)
      #expect(MarkupScanner(figure.file).faults == [])
      // A curve for each perturbed trial of the changes that are drawn.
      #expect(
        figure.body.components(separatedBy: "in the last place</title>").count - 1 == 2
          * min(count, 4))
      #expect(figure.meaning.contains("first 4 of 6 changes") == (count == 6))
      #expect(figure.description.contains("losses of 0 of 2 trials part by 1e-3"))
      #expect(figures.all.map(\.name).contains("partings"))
      // The floor stands in the picture of the components too.
      let variance = try #require(figures.variance)
      #expect(variance.body.contains(">one ULP<") && MarkupScanner(variance.file).faults == [])
    }
    let plain = try ExampleTableTests.analysis()
    let none = TaskFigures(
      task: plain.tasks[0], trials: TaskTrials(name: "t", steps: [0], trials: []),
      tables: AnalysisTables(plain))
    #expect(none.partings == nil && none.variance?.body.contains("one ULP") == false)
  }
}
