import CKernels
import OpenCL

// MARK: - Elements and rows

extension DeviceUnit {
  /// `y[i] = f(x[i])`.
  func map(_ name: DeviceKernelName, _ x: Vector, into y: Vector) {
    run(name, elements: y.count, write(y), read(x), [.size(y.count)])
  }

  /// `z[i] = f(x[i], y[i])`.
  func map(_ name: DeviceKernelName, _ x: Vector, _ y: Vector, into z: Vector) {
    run(name, elements: z.count, write(z), read(x), read(y), [.size(z.count)])
  }

  /// `y[i] = f(x[i])` in binary64.
  func map64(_ name: DeviceKernelName, _ values: [Double]) -> [Double] {
    put(values, .parts)
    run(
      name, elements: values.count, room(.sums, values.count), room(.parts, values.count),
      [.size(values.count)])
    return doubles(.sums, values.count)
  }

  func fill(_ x: Vector, _ value: Float) {
    run(.fill, elements: x.count, write(x), [.float(value), .size(x.count)])
  }

  func clearRows(_ rows: [Int32], of table: Matrix) {
    run(
      .clearRows, rows: rows.count, columns: table.columns, write(table),
      [.size(table.rowStride)], list(rows), [.size(rows.count), .size(table.columns)])
  }

  func gatherRows(_ rows: [Int32], of x: Matrix, into y: Matrix) {
    run(
      .gatherRows, rows: rows.count, columns: x.columns, write(y.vector), read(x),
      [.size(x.rowStride)], list(rows), [.size(rows.count), .size(x.columns)])
  }

  /// Rows of `x` to, or onto, those of `y`.
  func move(_ name: DeviceKernelName, _ x: Matrix, to rows: [Int32], of y: Matrix) {
    run(
      name, rows: rows.count, columns: y.columns, write(y), [.size(y.rowStride)],
      read(x.vector), list(rows), [.size(rows.count), .size(y.columns)])
  }

  // MARK: Embeddings

  func embed(
    ids: [Int32], types: [Int32], positions: [Int32], words: Matrix, typeTable: Matrix,
    positionTable: Matrix, into x: Matrix
  ) {
    run(
      .embed, rows: x.rows, columns: x.columns, write(x.vector), read(words.vector),
      read(typeTable.vector), read(positionTable.vector), list(ids), list(types),
      list(positions), [.size(x.rows), .size(x.columns)])
  }

  func embeddingGradient(_ groups: RowGroups, _ dy: Matrix, into table: Matrix) {
    run(
      .embeddingGradient, rows: groups.ids.count, columns: dy.columns, write(table.vector),
      read(dy.vector), list(groups.ids), list(groups.starts.map(Int32.init)), list(groups.rows),
      [.size(groups.ids.count), .size(dy.columns)])
  }

  // MARK: Dropout

  func dropout(_ x: Matrix, site: DropoutSite, rows: RowPositions, into y: Matrix) {
    run(
      .dropoutRows, rows: x.rows, columns: blocksOfFour(x.columns), write(y.vector),
      read(x.vector), list(rows.sequence), list(rows.row), [.size(x.rows), .size(x.columns)],
      dropout(site))
  }

  /// Items for the aligned blocks of four elements that touch a run of `count`.
  func blocksOfFour(_ count: Int) -> Int { (count + 6) / 4 }

  func dropoutRun(
    _ x: Vector, site: DropoutSite, sequence: UInt32, firstElement: Int, into y: Vector
  ) {
    run(
      .dropoutRun, elements: blocksOfFour(x.count), write(y), read(x),
      [.size(x.count), .word(sequence), .size(firstElement)], dropout(site))
  }

  // MARK: Optimizers

  func adamW(_ p: Vector, _ g: Vector, m: Vector, v: Vector, _ constants: AdamWConstants) {
    let k = constants.kernel
    run(
      .adamW, elements: p.count, write(p), read(g), write(m), write(v),
      [
        .size(p.count), .float(k.decay), .float(k.one_minus_beta1), .float(k.beta2),
        .float(k.one_minus_beta2), .float(k.correction2), .float(k.epsilon), .float(k.step_size),
        .float(k.gradient_scale),
      ])
  }

  func adamWDecay(_ p: Vector, _ decay: Float) {
    run(.adamWDecay, elements: p.count, write(p), [.size(p.count), .float(decay)])
  }

  func bertAdam(_ p: Vector, _ g: Vector, m: Vector, v: Vector, _ constants: BertAdamConstants) {
    let k = constants.kernel
    run(
      .bertAdam, elements: p.count, write(p), read(g), write(m), write(v),
      [
        .size(p.count), .float(k.beta1), .float(k.one_minus_beta1), .float(k.beta2),
        .float(k.one_minus_beta2), .float(k.epsilon), .float(k.weight_decay),
        .float(k.learning_rate), .float(k.gradient_scale),
      ])
  }
}
