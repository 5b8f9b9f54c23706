import CKernels

// MARK: - Embeddings

extension ArithmeticUnit {
  /// `x[r] = (words[ids[r]] + typeTable[types[r]]) + positionTable[positions[r]]`.
  ///
  /// - Shapes: `ids`, `types`, `positions`: [rows]; `x` (out): [rows, C]; tables: [entries, C].
  /// - Precondition: every index is an entry of its table.
  public func embed(
    ids: [Int32], types: [Int32], positions: [Int32], words: Matrix, typeTable: Matrix,
    positionTable: Matrix, into x: Matrix
  ) {
    x.requireRows("x")
    for (indices, table) in [(ids, words), (types, typeTable), (positions, positionTable)] {
      table.require("table", rows: table.rows, columns: x.columns)
      table.requireEntries(indices, rows: x.rows)
    }
    if let device {
      return device.embed(
        ids: ids, types: types, positions: positions, words: words, typeTable: typeTable,
        positionTable: positionTable, into: x)
    }
    withExtendedLifetime((words, typeTable, positionTable, x)) {
      forEachRowBlock(.embeddings, rows: x.rows, columns: x.columns) { block in
        for r in block {
          ck_embed(
            isa, x.row(at: r), words.row(at: Int(ids[r])), typeTable.row(at: Int(types[r])),
            positionTable.row(at: Int(positions[r])), x.columns)
        }
      }
    }
  }

  /// Sums the gradients of equal indices: `table[i]` = the rows r of `dy` with `ids[r] == i`, added
  /// ascending from +0. Rows of the table that are not in `ids` stay as they are.
  ///
  /// - Shapes: `ids`: [rows]; `dy`: [rows, C]; `table` (out): [entries, C].
  /// - Returns: the indices that were written, ascending, each once.
  /// - Precondition: every index is an entry of the table.
  public func embeddingGradient(ids: [Int32], _ dy: Matrix, into table: Matrix) -> [Int32] {
    dy.requireRows("dy")
    table.require("table", rows: table.rows, columns: dy.columns)
    table.requireEntries(ids, rows: dy.rows)
    let groups = RowGroups(ids)
    sumRows(groups, of: dy, into: table)
    return groups.ids
  }

  /// `table[id]` = the rows of its group, added in their order from +0.
  func sumRows(_ groups: RowGroups, of dy: Matrix, into table: Matrix) {
    if let device { return device.embeddingGradient(groups, dy, into: table) }
    withExtendedLifetime((dy, table)) {
      groups.rows.withUnsafeBufferPointer { rows in
        forEachColumnStrip(.embeddings, dy.columns) { columns in
          let c = columns.lowerBound
          for (group, id) in groups.ids.enumerated() {
            let range = groups.starts[group]..<groups.starts[group + 1]
            ck_gathered_column_sums(
              isa, table.row(at: Int(id)) + c, dy.base + c, dy.rowStride,
              rows.baseAddress! + range.lowerBound, range.count, columns.count)
          }
        }
      }
    }
  }
}

/// The rows of each id, ascending.
struct RowGroups {
  /// Sorted, each once.
  private(set) var ids: [Int32] = []

  /// Group g is `rows[starts[g]..<starts[g + 1]]`.
  private(set) var starts: [Int] = []
  private(set) var rows: [Int32] = []

  init(ids: [Int32], starts: [Int], rows: [Int32]) {
    (self.ids, self.starts, self.rows) = (ids, starts, rows)
  }

  /// - Precondition: no id is negative.
  init(_ idOfRow: [Int32]) {
    let sorted = idOfRow.enumerated().map { UInt64($1) << 32 | UInt64($0) }.sorted()
    rows.reserveCapacity(sorted.count)
    for (position, entry) in sorted.enumerated() {
      let id = Int32(entry >> 32)
      if id != ids.last {
        ids.append(id)
        starts.append(position)
      }
      rows.append(Int32(truncatingIfNeeded: entry))
    }
    starts.append(sorted.count)
  }
}

extension Matrix {
  fileprivate func requireEntries(_ indices: [Int32], rows: Int) {
    precondition(indices.count == rows, "\(indices.count) indices for \(rows) rows")
    requireEntries(indices)
  }
}
