import Statistics
import Testing

@testable import Report

/// The answers on a screen.
@Suite("Answers in few lines") struct SummaryTests {
  @Test("Names of other people are escaped, and no line is wider than the screen")
  func foreignNames() throws {
    let trials = (1...5).map {
      Trial(cell: Cell(wi: $0, do: $0), scores: [0.5 + 0.01 * Double($0)])
    }
    let task = TaskTrials(
      name: "a\u{1b}[31m\u{202e}b", steps: [0], trials: trials, hasOneSeed: true)
    let result = Analysis.run(try TrialTable(tasks: [task]))
    let text = AnalysisText.summary(result, remarks: ["a remark of \u{7}x"])
    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x202e })
    #expect(
      text.split(separator: "\n").allSatisfy { TextWidth.columns(String($0)) <= 80 }, "\(text)")
    #expect(text.hasPrefix("a remark"))
  }

  @Test("Each line says what its number is, and what was left out is named")
  func lines() throws {
    let result = HandMade.page(try HandMade.twoTasks()).analysis
    let text = AnalysisText.summary(result)
    let words = HandMade.unwrapped(text)
    for part in [
      "over fresh seeds, 95% sure", "to expect of the best of n:", "of the variance",
      "if it had no effect, by permutation", "rank correlation of evaluation",
      "what early stopping gains",
      "Kendall's W", "Higher is better; random steps use seed", "not computed: ",
    ] {
      #expect(words.contains(part), "\(part) in:\n\(text)")
    }
    let one = SummaryLines.paragraphs(["a b"], width: 80)
    #expect(one == "a b\n")
    var lines = SummaryLines()
    lines.add("x", "1", "is one")
    lines.add("long", "10", "is ten, and this sentence is longer than the room that is left for it")
    #expect(
      lines.text(width: 40)
        == "  x      1  is one\n  long  10  is ten, and this sentence is\n            longer than the room that is\n            left for it\n"
    )
  }

  @Test("No variance is below 0, and the scores are called by their metric")
  func variancesAndMetric() throws {
    // Means of both kinds of seeds are closer than chance has them.
    let rows = [[0.1, 0.9, 0.2], [0.9, 0.1, 0.8], [0.2, 0.8, 0.3]]
    let trials = rows.enumerated().flatMap { i, row in
      row.enumerated().map { Trial(cell: Cell(wi: i, do: $0.offset), scores: [0.1, $0.element]) }
    }
    let task = TaskTrials(
      name: "t", steps: [1, 2], trials: trials, metric: TaskMetric("macro_f1"))
    let result = Analysis.run(try TrialTable(tasks: [task]))
    let intervals = try #require(result.tasks[0].variance.value?.intervals)
    #expect(intervals.do.lower < 0)
    let words = HandMade.unwrapped(AnalysisText.summary(result))
    #expect(words.contains("0.0% of it, 0 to "), "\(words)")
    #expect(words.hasPrefix("t: the best macro_f1 over training of 9 trials"))
    let details = HandMade.unwrapped(AnalysisText.terminal(result))
    #expect(details.contains("an end below it says that 0 cannot be ruled out"))
    #expect(details.contains("no honest p is below"))
    // Means of DO seeds are equal: no interval that begins and ends at 0 is printed.
    let equal = [[0.70, 0.68], [0.69, 0.71]].enumerated().flatMap { i, row in
      row.enumerated().map { Trial(cell: Cell(wi: i, do: $0.offset), scores: [$0.element]) }
    }
    let found = Analysis.run(
      try TrialTable(tasks: [TaskTrials(name: "t", steps: [0], trials: equal)]))
    #expect(try #require(found.tasks[0].variance.value?.intervals).do.upper <= 0)
    let text = HandMade.unwrapped(AnalysisText.summary(found))
    #expect(text.contains("of it: seeds are closer than chance has them"), "\(text)")
    #expect(!text.contains("0 to 0;"))
  }

  @Test("Of several recipes each pair has a line, with its adjusted p")
  func severalRecipes() throws {
    let recipes = try (0..<3).map { place in
      let trials = (1...5).map { seed in
        Trial(
          cell: Cell(wi: seed, do: seed),
          scores: [0.5 + 0.1 * Double(place) + 0.01 * Double(seed * (place + 1) % 5)])
      }
      let task = TaskTrials(name: "t", steps: [0], trials: trials, hasOneSeed: true)
      return (name: "r\(place)", table: try TrialTable(tasks: [task]))
    }
    let tasks = try TaskComparison.all(recipes, score: .last)
    let words = HandMade.unwrapped(ComparisonText.summary(tasks, score: .last))
    #expect(words.components(separatedBy: "adjusted for all pairs (Holm): ").count == 4)
    #expect(words.contains("r2 is better than r0, 95% sure."))
    #expect(words.contains("random steps use seed 1."))
  }
}
