/// The cells of a WI x DO table that may lack some, each with the mean of its runs: what is rearranged by permutations.
struct CellMeans {
  /// Seeds of the rows, which are of the factor that is asked about, ascending.
  let rows: [Int]
  /// Column after column: the row of each cell, and its value.
  let rowOf: [Int]
  let values: [Double]
  let columns: [Range<Int>]
  /// Places of the cells of each row.
  let places: [[Int]]

  /// - Throws: `Refusal` where cells have different numbers of runs, so that their means are not alike, where there are
  ///   too many seeds, or fewer than two of a kind.
  init(
    _ observations: [(cell: Cell, value: Double)], of factor: Factor
  ) throws(Refusal) {
    let other: Factor = factor == .wi ? .do : .wi
    let groups = Dictionary(grouping: observations, by: \.cell)
    guard Set(groups.values.map(\.count)).count < 2 else { throw .unequalRuns }
    rows = Set(groups.keys.map { $0[factor] }).sorted()
    let columnSeeds = Set(groups.keys.map { $0[other] }).sorted()
    if rows.count < 2 || columnSeeds.count < 2 {
      throw Refusal("needs at least two WI and two DO seeds")
    }
    guard max(rows.count, columnSeeds.count) <= AdjustedEffect.seedLimit else {
      throw .manySeeds
    }
    let rowPlaces = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    var (rowOf, values, columns) = ([Int](), [Double](), [Range<Int>]())
    let byColumn = Dictionary(grouping: groups.keys, by: { $0[other] })
    for seed in columnSeeds {
      let start = values.count
      for cell in (byColumn[seed] ?? []).sorted(by: { $0[factor] < $1[factor] }) {
        rowOf.append(rowPlaces[cell[factor]] ?? 0)
        values.append(Spread((groups[cell] ?? []).map(\.value)).mean)
      }
      columns.append(start..<values.count)
    }
    (self.rowOf, self.values, self.columns) = (rowOf, values, columns)
    var places = [[Int]](repeating: [], count: rows.count)
    for (place, row) in rowOf.enumerated() { places[row].append(place) }
    self.places = places
  }

  /// The cells as columns of rows and values.
  var pairs: [[(row: Int, value: Double)]] {
    columns.map { $0.map { (rowOf[$0], values[$0]) } }
  }

  /// How many arrangements of values within their columns there are; nil above `limit`.
  func arrangementCount(limit: Int) -> Int? {
    var all = 1
    for column in columns {
      for factor in 1...max(1, column.count) {
        all *= factor
        if all > limit { return nil }
      }
    }
    return all
  }

  /// Calls `body` with every arrangement of values within their columns.
  func forEachArrangement(_ body: ([Double]) -> Void) {
    var values = values
    func visit(_ column: Int) {
      guard column < columns.count else { return body(values) }
      ColumnArrangements.permute(Array(self.values[columns[column]])) { part in
        values.replaceSubrange(columns[column], with: part)
        visit(column + 1)
      }
    }
    visit(0)
  }
}

extension Refusal {
  /// Cells whose means differ in noise cannot be rearranged.
  static let unequalRuns = Refusal("needs as many runs in each cell that has any")
  static let manySeeds = Refusal(
    "is computed for up to \(AdjustedEffect.seedLimit) seeds of a kind where cells are missing")
}
