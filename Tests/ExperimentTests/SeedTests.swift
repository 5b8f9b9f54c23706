import Testing
import Text

@testable import Experiment
@testable import Text

@Suite struct SeedTests {
  @Test func seedsInTheirOrder() throws {
    let seeds = try #require(SeedSet([7...7, 1...3, UInt32.max...UInt32.max]))
    #expect(Array(seeds) == [7, 1, 2, 3, .max])
    #expect(seeds.description == "[7, 1...3, 4294967295]")
    #expect(seeds.contains(2) && !seeds.contains(4))
    #expect(SeedSet([1...25])?.description == "1...25")
    #expect(SeedSet([5...5])?.description == "5")
    #expect(SeedSet([0...UInt32.max])?.count == 1 << 32)
    #expect(SeedSet([0...UInt32.max])?[Int(UInt32.max)] == .max)
  }

  @Test func noSeedTwice() {
    #expect(SeedSet([]) == nil)
    #expect(SeedSet([1...3, 3...4]) == nil)
    #expect(SeedSet([5...9, 1...5]) == nil)
    #expect(SeedSet([2...2, 1...3]) == nil)
  }

  @Test(
    arguments: [
      ("7", 7, 7), ("0", 0, 0), ("1...25", 1, 25), ("3...3", 3, 3), ("5...2", 5, 2),
      ("4294967295", UInt32.max, UInt32.max),
    ] as [(String, UInt32, UInt32)])
  func boundsAreRead(text: String, first: UInt32, last: UInt32) throws {
    let bounds = try #require(ExperimentPlan.seedBounds(text))
    #expect(bounds == (first, last))
  }

  @Test(arguments: [
    "", "...", "1...", "...2", "1..2", "1...2...3", "+1", "-1", "01", "1 ... 2", "1.0",
    "4294967296", "1e3", "0x1", "١",
  ])
  func boundsAreRefused(text: String) { #expect(ExperimentPlan.seedBounds(text) == nil) }

  @Test func cellsInPlanOrder() throws {
    let wi = try #require(SeedSet([2...2, 1...1]))
    let dataOrder = try #require(SeedSet([5...7]))
    let cells = try #require(CellGrid(wi: wi, do: dataOrder))
    #expect(cells.map(\.wi) == [2, 2, 2, 1, 1, 1])
    #expect(cells.map(\.do) == [5, 6, 7, 5, 6, 7])
    #expect(cells.contains(Cell(wi: 1, do: 7)) && !cells.contains(Cell(wi: 7, do: 1)))
    let many = try #require(SeedSet([1...UInt32(CellGrid.limit)]))
    #expect(CellGrid(wi: many, do: dataOrder) == nil)
    #expect(CellGrid(wi: many, do: try #require(SeedSet([1...1])))?.count == CellGrid.limit)
    let all = try #require(SeedSet([0...UInt32.max]))
    #expect(CellGrid(wi: all, do: all) == nil)
    #expect(cells.description == "wi [2, 1], do 5...7")
  }

  /// A message names the first ranges of a long list.
  @Test func longListsAreShortened() throws {
    func seeds(_ count: UInt32) throws -> SeedSet {
      try #require(SeedSet((0..<count).map { 2 * $0...2 * $0 }))
    }
    #expect(try seeds(12).shortened == "[0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]")
    #expect(try seeds(13).shortened == "[0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, ...]")
    #expect(try seeds(13).description.hasSuffix(", 22, 24]"))
    #expect(try seeds(1).shortened == "0")
  }

  @Test(arguments: [
    (Cell(wi: 3, do: 7), "wi=003,do=007.golden"),
    (Cell(wi: 999, do: 1000), "wi=999,do=1000.golden"),
    (Cell(wi: 0, do: .max), "wi=000,do=4294967295.golden"),
  ])
  func fileNames(cell: Cell, name: String) {
    #expect(cell.fileName == name)
    #expect(Cell(fileName: name) == cell)
  }

  @Test(arguments: [
    "wi=3,do=007.golden", "wi=003,do=007.golden.partial", "wi=003,do=007", "wi=0003,do=007.golden",
    "wi=003,do=,do=007.golden", "wi=-03,do=007.golden", "", "wi=003.golden",
  ])
  func otherNamesAreNoCells(name: String) { #expect(Cell(fileName: name) == nil) }

  @Test(arguments: [
    ("0.1", 0.1), ("2e-5", 2e-5), ("3", 3), ("1E+2", 100), ("0", 0), ("-1.5", -1.5),
    ("0.30000000000000004", 0.1 + 0.2),
  ])
  func numbers(text: String, value: Double) { #expect(YAMLNumber.number(text) == value) }

  @Test(arguments: [
    "", "-", ".", "1e", "e5", "01", "0x1p3", "nan", ".inf", "1_000", "1e99999",
    "1e999", " 1", "١",
  ])
  func otherTextsAreNoNumbers(text: String) { #expect(YAMLNumber.number(text) == nil) }

  @Test func aGridHoldsItsCellsOnly() throws {
    let (wi, dataOrder) = try (#require(SeedSet([1...2])), #require(SeedSet([5...6])))
    let grid = try #require(CellGrid(wi: wi, do: dataOrder))
    #expect(Array(grid).allSatisfy(grid.contains))
    let others: [(UInt32, UInt32)] = [(0, 5), (3, 5), (1, 4), (2, 7), (5, 1)]
    for (wi, dataOrder) in others {
      #expect(!grid.contains(Cell(wi: wi, do: dataOrder)))
    }
  }

  @Test func suggestions() {
    #expect(editDistance("", "abc") == 3)
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("modle", "model") == 1)
    #expect(didYouMean("epoch", among: ["epochs", "warmup"]) == "did you mean 'epochs'?")
    #expect(didYouMean("banana", among: ["epochs", "warmup"]) == nil)
  }
}
