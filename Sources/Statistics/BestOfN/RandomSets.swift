/// Random sets of J cells with distinct seeds, of an I x J grid with I >= J. Each gives U(n) over its cells for all n at
/// once; without one of its cells, it is a set of the grid without that cell's row, and without its column.
///
/// Every n has sums of its own, so that several n are computed at the same time. Each sum runs over the sets in the order
/// in which they are drawn.
struct RandomSets {
  private let columnCount: Int
  private let count: Double
  private let center: Double
  private var blocks: [SetsBlock]
  /// How many sets have a row.
  private var rowCounts: [Double]

  /// Sets that are drawn before they are summed.
  private static let batchCount = 64

  /// Draws per set that is there, at most.
  private static let patience = 100

  /// Sets of cells that are all there: a value that is NaN is none. Nil where such sets are too rare.
  ///
  /// - Precondition: at least two sets.
  init?(_ grid: CrossedGrid, count: Int, _ numbers: inout SeededNumbers) {
    precondition(count > 1 && grid.rowCount >= grid.columnCount, "\(count) sets")
    let columns = grid.columnCount
    self.count = Double(count)
    columnCount = columns
    let values = grid.values.filter { !$0.isNaN }
    let center = values.reduce(0, +) / Double(values.count)
    self.center = center
    rowCounts = Array(repeating: 0, count: grid.rowCount)
    blocks = stride(from: 0, to: columns, by: SetsBlock.width).map {
      SetsBlock(first: $0, rows: grid.rowCount, columns: columns)
    }
    var rows = Array(grid.rows.indices)
    let isComplete = values.count == grid.values.count
    var (drawn, tries) = (0, 0)
    while drawn < count {
      let batch = (drawn..<min(count, drawn + Self.batchCount)).compactMap { _ -> [SetCell]? in
        repeat {
          numbers.shuffle(&rows, rows.indices)
          tries += 1
          if tries > Self.patience * count { return nil }
        } while !isComplete && (0..<columns).contains { grid[rows[$0], $0].isNaN }
        var cells = (0..<columns).map {
          SetCell(score: grid[rows[$0], $0] - center, row: Int32(rows[$0]), column: Int32($0))
        }
        cells.sort { $0.score < $1.score }
        for cell in cells { rowCounts[Int(cell.row)] += 1 }
        return cells
      }
      if tries > Self.patience * count { return nil }
      drawn += batch.count
      let before = blocks
      blocks = concurrently(before.count) { place in
        var block = before[place]
        for cells in batch { block.add(cells) }
        return block
      }
    }
  }

  /// What `values` gives for n = 1...J.
  private func each(_ values: (SetsBlock, Int) -> Double) -> [Double] {
    (0..<columnCount).map { n in
      values(blocks[n / SetsBlock.width], n % SetsBlock.width)
    }
  }

  /// For n = 1...J.
  var means: [Double] { each { block, lane in center + block.sums[lane] / count } }

  /// Errors of drawing.
  var standardErrors: [Double] {
    each { block, lane in
      let (square, sum) = (block.squares[lane], block.sums[lane])
      return (max(0, square - sum * sum / count) / (count * (count - 1))).squareRoot()
    }
  }

  /// Of n cells of a set with a given row, J - n in J times none is in that row; so such sets weigh less.
  var leavingOut: SeedsLeftOut {
    SeedsLeftOut(
      withoutRow: rowCounts.enumerated().map { row, sets in
        (1..<max(1, columnCount)).map { n in
          let (block, lane) = (blocks[(n - 1) / SetsBlock.width], (n - 1) % SetsBlock.width)
          return (block.sums[lane] + block.withoutRow[row][lane])
            / (count - sets * Double(n) / Double(columnCount))
        }
      },
      withoutColumn: (0..<columnCount).map { column in
        each { block, lane in block.withoutColumn[column][lane] / count }
      })
  }
}

/// A cell of a set: its score less the center, and where it is.
struct SetCell {
  let score: Double
  let row: Int32
  let column: Int32
}

/// The sums over sets for eight n, one in each lane.
struct SetsBlock {
  static let width = 8
  typealias Lanes = SIMD8<Double>

  /// n - 1 of the first lane.
  private let first: Int
  /// Weights of U(n) over all cells of a set, and over all but one; 0 in lanes without such an n.
  private let weights: [Lanes]
  private let fewer: [Lanes]
  /// (J - n) / J.
  private let share: Lanes
  /// Sums over sets of U(n) less the center, and of its square.
  private(set) var sums = Lanes(repeating: 0)
  private(set) var squares = Lanes(repeating: 0)
  /// Sums over sets of U(n) without the cell of a column.
  private(set) var withoutColumn: [Lanes]
  /// Sums over sets that have a row: (J - n) / J of U(n) without its cell, less U(n) with it.
  private(set) var withoutRow: [Lanes]

  init(first: Int, rows: Int, columns: Int) {
    self.first = first
    let zero = Lanes(repeating: 0)
    var (weights, fewer) = (
      Array(repeating: zero, count: columns), Array(repeating: zero, count: max(1, columns - 1))
    )
    var share = zero
    for lane in 0..<Self.width where first + lane < columns {
      let n = first + lane + 1
      share[lane] = 1 - Double(n) / Double(columns)
      for (i, weight) in BestOfN.weights(count: columns, n).enumerated() {
        weights[i][lane] = weight
      }
      guard n < columns else { continue }
      for (i, weight) in BestOfN.weights(count: columns - 1, n).enumerated() {
        fewer[i][lane] = weight
      }
    }
    (self.weights, self.fewer, self.share) = (weights, fewer, share)
    withoutColumn = Array(repeating: zero, count: columns)
    withoutRow = Array(repeating: zero, count: rows)
  }

  /// Adds a set: a cell of each column, by score.
  mutating func add(_ cells: [SetCell]) {
    precondition(cells.count == weights.count, "\(cells.count) cells, \(weights.count) columns")
    var mean = Lanes(repeating: 0)
    for i in first..<cells.count { mean += weights[i] * cells[i].score }
    sums += mean
    squares += mean * mean
    // Without a cell, those above it move down one place.
    var left = Lanes(repeating: 0)
    for i in first + 1..<max(first + 1, cells.count) { left += cells[i].score * fewer[i - 1] }
    for (r, cell) in cells.enumerated() {
      withoutColumn[Int(cell.column)] += left
      withoutRow[Int(cell.row)] += share * left - mean
      if r + 1 < cells.count { left += (cell.score - cells[r + 1].score) * fewer[r] }
    }
  }
}
