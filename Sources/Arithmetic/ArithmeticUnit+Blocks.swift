import Synchronization

// MARK: - Splitting work by its own shape

extension ArithmeticUnit {
  /// What `body` makes of each of `items`, in their order; in parallel.
  public func parallelMap<Item, Result: Sendable>(
    _ items: [Item], _ body: (Item) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: items.count))
    parallelFor(blocks: items.count) { index in
      let result = body(items[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.map { $0! } }
  }

  /// Elements in a block of an elementwise operation, and about so many in a block of rows: some
  /// microseconds of work.
  private static let blockSize = 4096

  /// Columns in a block of a column reduction: whole cache lines, and enough sums to run at once.
  private static let stripWidth = 128

  /// Runs `body` on consecutive ranges of `0..<count`, in parallel.
  func forEachBlock(_ phase: Phase, of count: Int, _ body: (Range<Int>) -> Void) {
    forEachRange(phase, of: count, size: Self.blockSize, body)
  }

  /// Runs `body` on consecutive ranges of `0..<rows`, in parallel.
  func forEachRowBlock(
    _ phase: Phase, rows: Int, columns: Int, _ body: (Range<Int>) -> Void
  ) {
    forEachRange(phase, of: rows, size: max(1, Self.blockSize / max(columns, 1)), body)
  }

  /// Runs `body` on consecutive ranges of `0..<columns`, in parallel.
  func forEachColumnStrip(_ phase: Phase, _ columns: Int, _ body: (Range<Int>) -> Void) {
    forEachRange(phase, of: columns, size: Self.stripWidth, body)
  }

  func forEachRange(
    _ phase: Phase, of count: Int, size: Int, _ body: (Range<Int>) -> Void
  ) {
    parallelFor(blocks: (count + size - 1) / size, phase: phase) { block in
      body(block * size..<min((block + 1) * size, count))
    }
  }
}

// MARK: - Shapes

extension Matrix {
  /// Traps unless the elements of a row follow each other.
  func requireRows(_ name: StaticString) {
    precondition(
      columnStride == 1 || columns <= 1, "\(name): columns \(columnStride) floats apart")
  }

  /// Traps unless the matrix is `rows` x `columns` with the elements of a row following each other.
  func require(_ name: StaticString, rows: Int, columns: Int) {
    requireRows(name)
    precondition(
      self.rows == rows && self.columns == columns,
      "\(name): \(self.rows) x \(self.columns), not \(rows) x \(columns)")
  }

  /// The start of row `r`.
  func row(at r: Int) -> UnsafeMutablePointer<Float> { base + r * rowStride }
}

extension Vector {
  /// Traps unless there are `count` elements.
  func require(_ name: StaticString, count: Int) {
    precondition(self.count == count, "\(name): \(self.count) floats, not \(count)")
  }
}
