import TestSupport
import Testing

@testable import Statistics

/// What looks like a mistake in a table.
@Suite struct TableDoubtTests {
  private static func doubts(
    _ scores: [String], task: String = "t", column: String = "score",
    _ direction: ScoreDirection = .higher
  ) throws -> [String] {
    var columns = TableColumns()
    columns.score = column
    let rows = scores.enumerated().map { "\(task),\($0.offset + 1),\($0.element)" }
    return try table("task,seed,\(column)\n" + rows.joined(separator: "\n"), columns)
      .doubts(direction)
  }

  @Test func percentagesBesideShares() throws {
    let found = try Self.doubts(["0.71", "69.3", "0.72", "0.70", "71.1"])
    #expect(found.count == 1 && found[0].contains("percentages beside shares"), "\(found)")
    #expect(try Self.doubts(["71", "69.3", "72", "70", "71.1"]).isEmpty)
    #expect(try Self.doubts(["0.71", "0.693", "1", "0.7", "0.2"]).isEmpty)
    // A loss may be anywhere.
    #expect(try Self.doubts(["0.71", "69.3", "0.72", "0.70", "71.1"], .lower).isEmpty)
  }

  @Test func fewSeeds() throws {
    let three = try Self.doubts(["0.71", "0.69", "0.72"])
    #expect(three.count == 1 && three[0].contains("3 seeds") && three[0].contains("6.3 times"))
    #expect(try Self.doubts(["0.71", "0.69"])[0].contains("31.9 times"))
    #expect(try Self.doubts(["0.71", "0.69", "0.72", "0.7", "0.6"]).isEmpty)
    // Of several tasks it is said once.
    let two = try table("task,seed,score\na,1,.7\na,2,.8\nb,1,.7\nb,2,.6\n").doubts(.higher)
    #expect(
      two.count == 1 && two[0].hasPrefix("2 tasks, each: 2 seeds") && two[0].hasSuffix("'a', 'b'"))
    // Of a grid the intervals say it.
    #expect(AnalysisTests.task("g", 2, 3).doubts(.higher).isEmpty)
  }

  /// 277 development examples of RTE: 197 right answers are 0.7112, and none give 0.7000.
  @Test func countsThatDoNotFit() throws {
    let fit = ["0.7112", "0.6931", "0.7256", "0.7040", "0.7148"]
    #expect(try Self.doubts(fit, task: "rte", column: "acc").isEmpty)
    let odd = try Self.doubts(fit + ["0.7000"], task: "rte", column: "acc")
    #expect(odd.count == 1 && odd[0].contains("1 score is no share of 277 examples"), "\(odd)")
    // Nothing says that a column 'score' is accuracy.
    #expect(try Self.doubts(fit + ["0.7000"], task: "rte").isEmpty)
  }

  /// Where nothing says how many examples there are, nine of ten scores do.
  @Test func countsThatTheOthersHave() throws {
    let shares = [810, 799, 806, 811, 802, 795, 808, 804, 800].map { "\(Double($0) / 872)" }
    #expect(try Self.doubts(shares).isEmpty)
    let odd = try Self.doubts(shares + ["0.921234567891"])
    #expect(odd.count == 1 && odd[0].contains("as the others are: 0.921234567891"), "\(odd)")
  }

  @Test func oneCurveUnderTwoSeeds() throws {
    let curve = { (seed: Int, curve: [Int]) in
      curve.enumerated().map { "t,\(seed),\($0.offset),0.\($0.element)" }.joined(separator: "\n")
    }
    let text =
      "task,seed,step,score\n" + curve(1, [1, 2, 3, 4, 5]) + "\n" + curve(2, [1, 2, 3, 4, 6])
      + "\n" + curve(3, [5, 5, 5, 5, 5]) + "\n" + curve(4, [5, 5, 5, 5, 5]) + "\n"
    #expect(try table(text + curve(5, [1, 2, 3, 3, 3])).tasks[0].doubts(.higher).isEmpty)
    let twin = try table(text + curve(5, [1, 2, 3, 4, 5])).tasks[0].doubts(.higher)
    #expect(twin.count == 1 && twin[0].contains("the same run twice? 1 and 5"), "\(twin)")
  }
}
