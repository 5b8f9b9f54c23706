import Experiment
import TestSupport
import Testing

@testable import Grid

@Suite struct ShardTests {
  static let sizes = [1, 2, 3, 7, 16, 31, 625, 10_000_000]
  static let counts = [1, 2, 3, 5, 16, 17, 1000]

  @Test(arguments: sizes, counts)
  func shardsAreBalancedBlocksOfAll(size: Int, count: Int) throws {
    var next = 0
    for number in 1...count {
      let range = try #require(Shard(number: number, count: count)).range(of: size)
      #expect(range.lowerBound == next)
      #expect(range.count == size / count || range.count == size / count + 1)
      next = range.upperBound
    }
    #expect(next == size)
  }

  @Test(arguments: sizes, counts + [10_000_000])
  func theShardOfACellHoldsIt(size: Int, count: Int) {
    var dice = Dice(UInt64(size &* 31 &+ count))
    for position in [0, size / 2, size - 1]
      + (0..<20).map({ _ in .random(in: 0..<size, using: &dice) })
    {
      let shard = Shard.holding(position, of: size, count: count)
      #expect(shard.count == count)
      #expect(shard.range(of: size).contains(position), "\(position) of \(size) in \(shard)")
    }
  }

  @Test func textIsExact() {
    #expect(Shard("3/16") == Shard(number: 3, count: 16))
    #expect(Shard("10000000/10000000") != nil)
    for text in [
      "", "/", "1", "0/3", "4/3", "-1/3", "1/0", "01/3", "+1/3", "1/3/", "1/ 3", "1/10000001",
      "1/99999999999999999999", "\u{661}/3",
    ] { #expect(Shard(text) == nil, "\(text)") }
  }

  @Test(arguments: [1, 2, 7, 100, 1001])
  func asManyShardsAsMayBe(limit: Int) {
    let all = ShardChoice(missing: Array(0..<625), of: 625, limit: limit)
    #expect(all.shards.count == min(limit, 625) || all.shards.count > min(limit, 625) / 2)
    #expect(all.shards.count <= limit)
    #expect(all.shards.count == all.count)
    #expect(all.missingCount == 625)
  }

  /// What is left of a block is cut anew, so that the second submission is as parallel as the first.
  @Test func fewMissingCellsMakeShortShards() {
    let last = ShardChoice(missing: Array(600..<625), of: 625, limit: 20)
    #expect(last.shards.count > 10 && last.shards.count <= 20)
    #expect(last.shards.allSatisfy { $0.range(of: 625).count <= 3 })
    let one = ShardChoice(missing: [311], of: 625, limit: 20)
    #expect(one.shards == [Shard(number: 312, count: 625)])
    let none = ShardChoice(missing: [], of: 625, limit: 20)
    #expect(none.shards.isEmpty && none.missingCount == 0)
  }

  /// Random cells: each missing one is in exactly one shard, each shard has one, and the limit holds.
  @Test func theChoiceCoversWhatIsMissing() {
    var dice = Dice(12)
    for _ in 0..<300 {
      let size = Int.random(in: 1...500, using: &dice)
      let share = Int.random(in: 0...10, using: &dice)
      let missing = (0..<size).filter { _ in Int.random(in: 0..<10, using: &dice) < share }
      let limit = Int.random(in: 1...40, using: &dice)
      let choice = ShardChoice(missing: missing, of: size, limit: limit)
      #expect(choice.shards.count <= limit)
      #expect(choice.shards == choice.shards.sorted { $0.number < $1.number })
      let covered = choice.shards.flatMap { shard in
        missing.filter(shard.range(of: size).contains)
      }
      #expect(covered == missing, "seed 12: \(missing) of \(size), limit \(limit)")
      #expect(
        choice.shards.allSatisfy { shard in missing.contains(where: shard.range(of: size).contains)
        }
      )
    }
  }

  @Test func aMillionCellsAreChosenQuickly() {
    let missing = Array(stride(from: 0, to: 1_000_000, by: 2))
    let time = ContinuousClock().measure {
      let choice = ShardChoice(missing: missing, of: 1_000_000, limit: 1001)
      #expect(choice.shards.count <= 1001 && choice.shards.count > 500)
    }
    #expect(time < .seconds(5), "\(time)")
  }

  @Test func aRunnerRunsItsShardOnly() throws {
    let grid = try GridRunnerTests.Grid()
    for number in [2, 1] {
      let shard = try #require(Shard(number: number, count: 2))
      var runner = grid.runner()
      runner.cells = Array(grid.folder.cells(of: shard))
      let summary = try runner.run { request in
        try GridRunnerTests.finish(request)
        return .completed
      }
      let own = number == 1 ? GridRunnerTests.cells[..<3] : GridRunnerTests.cells[3...]
      #expect(summary.outcomes.keys.sorted() == Array(own))
      // What is kept and missing is so of the whole plan.
      #expect(summary.keptCount == (number == 1 ? 3 : 0))
      #expect(summary.missingCount == (number == 1 ? 0 : 3))
    }
    #expect(grid.folder.missingCells().isEmpty)
  }
}
