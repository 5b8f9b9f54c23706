import Testing

@testable import Arithmetic

/// The kernels against the definition, bit for bit, memory around c included.
@Suite struct ProductKernelTests {
  /// Around the lanes and the panels of every instruction set.
  static let sizes = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33]

  @Test(arguments: InstructionSet.available)
  func everySmallShapeIsTheChain(_ set: InstructionSet) {
    var random = RandomValues(seed: 11)
    for rows in Self.sizes {
      for columns in Self.sizes {
        for depth in Self.sizes where set != .generic || (rows + columns + depth) % 3 == 0 {
          let pick = random.integer(1 << 20)
          check(
            ProductCase(
              rows: rows, columns: columns, depth: depth, aIsTransposed: pick & 1 == 1,
              bLayout: ProductCase.BLayout.allCases[pick / 2 % 3], isPacked: pick & 32 != 0,
              accumulates: pick & 64 != 0, hasBias: pick & 128 != 0, gap: [0, 3, 16][pick % 3],
              offset: pick % 16, seed: UInt64(pick)),
            set, parts: [1, 2, 3, 5][pick / 256 % 4])
        }
      }
    }
  }

  /// Every tail of rows, of columns and of k, in every form.
  @Test(arguments: InstructionSet.available, 1...67)
  func everyTailIsTheChain(_ set: InstructionSet, _ tail: Int) {
    for (rows, columns, depth) in [(tail, 19, 6), (5, tail, 7), (3, 18, tail)] {
      for (index, layout) in ProductCase.BLayout.allCases.enumerated() {
        for form in 0..<4 {
          check(
            ProductCase(
              rows: rows, columns: columns, depth: depth, aIsTransposed: form & 1 != 0,
              bLayout: layout, isPacked: form & 2 != 0, accumulates: (tail + form) % 3 == 0,
              hasBias: (tail + index) % 2 == 0, gap: tail % 5, offset: tail % 16,
              seed: UInt64(tail)),
            set, parts: [1, 2, 3, 5][tail % 4])
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func everyFormIsTheChain(_ set: InstructionSet) {
    for form in 0..<(1 << 4) {
      for layout in ProductCase.BLayout.allCases {
        for parts in [1, 2, 3, 5] {
          check(
            ProductCase(
              rows: 19, columns: 70, depth: 37, aIsTransposed: form & 1 != 0, bLayout: layout,
              isPacked: form & 2 != 0, accumulates: form & 4 != 0, hasBias: form & 8 != 0, gap: 2),
            set, parts: parts)
        }
      }
    }
  }

  /// Longer than the blocks of k and of rows, wide enough for a to be copied, strides of 2 KiB.
  static let blockShapes = [
    (rows: 9, columns: 130, depth: 1601, gap: 0), (rows: 15, columns: 40, depth: 769, gap: 0),
    (rows: 530, columns: 35, depth: 21, gap: 0), (rows: 31, columns: 144, depth: 512, gap: 0),
    (rows: 30, columns: 131, depth: 500, gap: 12), (rows: 401, columns: 129, depth: 17, gap: 1),
  ]

  @Test(arguments: InstructionSet.available, blockShapes.indices)
  func blocksGoOnFromEachOther(_ set: InstructionSet, _ index: Int) {
    let shape = Self.blockShapes[index]
    for aIsTransposed in [false, true] {
      for isPacked in [false, true] {
        check(
          ProductCase(
            rows: shape.rows, columns: shape.columns, depth: shape.depth,
            aIsTransposed: aIsTransposed, bLayout: isPacked ? .columns : .rows, isPacked: isPacked,
            accumulates: aIsTransposed == isPacked, hasBias: isPacked, gap: shape.gap),
          set, parts: 2)
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func everyAlignmentGivesTheSameBits(_ set: InstructionSet) {
    for offset in 0..<16 {
      check(
        ProductCase(rows: 7, columns: 37, depth: 9, isPacked: offset % 2 == 1, offset: offset),
        set, parts: 1)
    }
  }

  private func check(_ form: ProductCase, _ set: InstructionSet, parts: Int) {
    let memory = form.makeMemory()
    let expected = form.expected(memory)
    if set == .generic, form.plain(memory) != expected {
      Issue.record("the plain loops of C differ from those of Swift: \(form)")
    }
    let computed = form.computed(memory, set, parts: parts)
    guard computed != expected else { return }
    let place = zip(computed, expected).enumerated().first { $1.0 != $1.1 }!
    Issue.record(
      """
      \(form), \(parts) parts: float \(place.offset) of c is \
      \(Float(bitPattern: place.element.0).hexadecimal), not \
      \(Float(bitPattern: place.element.1).hexadecimal)
      """)
  }
}

extension Float {
  fileprivate var hexadecimal: String { "0x" + String(bitPattern, radix: 16) }
}
