import Scores
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
    #expect(agrees(examples.accuracy.spread.total, found.testSetNoise.value?.total ?? 0))
    #expect(agrees(examples.accuracy.spread.stays, found.testSetNoise.value?.distribution ?? 0))
    #expect(examples.accuracy.crossed.refusal?.reason.contains("two WI and two DO seeds") == true)
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
    #expect(try found.accuracy.crossed.get() == crossed && found.accuracy.trials == crossed.trials)
    #expect(
      found.accuracy.exampleCounts == [6, 24, 96] && found.accuracy.standardErrors.count == 4)
    #expect(agrees(found.disagreement, 83.0 / 198) && found.flipCount == 6)
    #expect(found.neverRightCount == 0 && found.alwaysRightCount == 0)
  }

  /// Without classes nothing is known of another metric, or of kappas.
  @Test func withoutClasses() throws {
    let trials = (0..<4).map { place in
      Trial(cell: Cell(wi: place / 2, do: place % 2), scores: [0.5], correct: [true, place > 1])
    }
    let task = TaskTrials(name: "t", steps: [0], trials: trials, metric: TaskMetric("f1"))
    let found = try AnalysisTests.run([task]).tasks[0].examples.get()
    #expect(found.jackknife == nil && found.cohenKappa == nil && found.fleissKappa == nil)
  }
}

/// F1, MCC and kappas against numpy, by Tests/Fixtures/Statistics/example_metrics.py.
@Suite struct ExampleMetricTests {
  static func classes(_ node: KnownAnswers.Node) -> [UInt8] { node.numbers.map { UInt8($0) } }

  static func task(_ known: KnownAnswers.Node, _ metric: String, dropping: Int = 0) -> TaskTrials {
    let gold = classes(known["gold"])
    let (rows, order) = (known["predictions"].list.map(classes), known["do"].int)
    let trials = rows.dropLast(dropping).enumerated().map { place, row in
      Trial(
        cell: Cell(wi: place / order, do: place % order),
        scores: [known["metrics"][metric]["scores"].numbers[place]],
        correct: zip(row, gold).map { $0 == $1 }, predictions: row)
    }
    return TaskTrials(
      name: "t", steps: [0], trials: trials, metric: TaskMetric(metric),
      gold: GoldClasses(labels: known["labels"].int, classes: gold))
  }

  @Test(arguments: [(0, "f1"), (0, "mcc"), (0, "acc_and_f1"), (1, "f1"), (1, "mcc"), (2, "mcc")])
  func agreesWithNumpy(_ place: Int, _ metric: String) throws {
    let known = try KnownAnswers("cases", file: "Statistics/example_metrics.json").root[place]
    let found = try AnalysisTests.run([Self.task(known, metric)]).tasks[0].examples.get()
    let expected = known["metrics"][metric]
    let split = try #require(found.jackknife)
    let crossed = try split.crossed.get()
    #expect(split.value == .pseudoValue(try #require(Metric(rawValue: metric))))
    #expect(agrees(crossed.mean, expected["mean"].number, within: 1e-10))
    let order: [CrossedTerm] = [
      .wi, .do, .wiDo, .example, .wiExample, .doExample, .wiDoExample,
    ]
    for (term, value) in zip(order, expected["components"].numbers) {
      #expect(abs(crossed[term] - value) < 1e-12, "\(term)")
    }
    #expect(agrees(found.cohenKappa, known["cohen"].number))
    #expect(agrees(found.fleissKappa, known["fleiss"].number))
    #expect(found.accuracy.value == .correctness && found.splits.count == 2)
  }

  /// A cell is missing: trials are one sample.
  @Test func oneSample() throws {
    let known = try KnownAnswers("cases", file: "Statistics/example_metrics.json").root[1]
    let one = TaskTrials(
      name: "t", steps: [0],
      trials: Self.task(known, "f1").trials.enumerated().map { place, trial in
        Trial(
          cell: Cell(wi: place, do: place), scores: trial.scores, correct: trial.correct,
          predictions: trial.predictions)
      }, metric: TaskMetric("f1"), hasOneSeed: true,
      gold: GoldClasses(labels: 2, classes: Self.classes(known["gold"])))
    let split = try #require(try AnalysisTests.run([one]).tasks[0].examples.get().jackknife)
    let sample = known["metrics"]["f1"]["sample"].numbers
    for (mine, other) in zip(
      [split.trials.trial, split.trials.example, split.trials.trialExample], sample)
    {
      #expect(abs(mine - other) < 1e-12)
    }
    #expect(split.crossed.refusal != nil)
  }

  /// Accuracy needs no jackknife.
  @Test func accuracyIsCounted() throws {
    let known = try KnownAnswers("cases", file: "Statistics/example_metrics.json").root[0]
    let task = Self.task(known, "f1")
    let plain = TaskTrials(
      name: "t", steps: [0], trials: task.trials, metric: TaskMetric("accuracy"), gold: task.gold)
    let found = try AnalysisTests.run([plain]).tasks[0].examples.get()
    #expect(found.jackknife == nil && found.cohenKappa != nil)
    // One class throughout, in both trials of a pair: chance alone makes them agree.
    let same = Predictions(labels: 2, gold: [0, 1], trials: [[1, 1], [1, 1], [0, 1]])
    #expect(CohenKappa(same).pair(0, 1) == nil && CohenKappa(same).pair(0, 2) == 0)
    #expect(CohenKappa(same).mean == 0)
  }
}
