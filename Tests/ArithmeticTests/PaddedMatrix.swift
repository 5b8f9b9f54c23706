@testable import Arithmetic

/// A matrix with room around each row, which no operation may touch.
struct PaddedMatrix {
  private static let mark: Float = -77.25
  private static let roomAtTheEnd = 5

  let matrix: Matrix
  private let memory: Vector
  private let offset: Int
  private let gap: Int

  /// Rows of `values`, `gap` floats apart, the first after `offset` floats.
  init(_ values: [[Float]], columns: Int, gap: Int = 3, offset: Int = 5) {
    memory = Vector(count: offset + values.count * (columns + gap) + Self.roomAtTheEnd)
    memory.fill(Self.mark)
    matrix = Matrix(
      memory[offset..<memory.count], rows: values.count, columns: columns,
      rowStride: columns + gap)
    self.offset = offset
    self.gap = gap
    for (r, row) in values.enumerated() {
      for (c, value) in row.enumerated() { matrix[r, c] = value }
    }
  }

  /// Zeros.
  init(rows: Int, columns: Int, gap: Int = 3, offset: Int = 5) {
    self.init(
      [[Float]](repeating: [Float](repeating: 0, count: columns), count: rows),
      columns: columns, gap: gap, offset: offset)
  }

  var bits: [[UInt32]] {
    (0..<matrix.rows).map { r in (0..<matrix.columns).map { matrix[r, $0].bitPattern } }
  }

  var isIntactAround: Bool {
    let all = memory.array
    return (all[..<offset] + all.suffix(Self.roomAtTheEnd)).allSatisfy { $0 == Self.mark }
      && (0..<matrix.rows).allSatisfy { r in
        let end = offset + r * matrix.rowStride + matrix.columns
        return all[end..<end + gap].allSatisfy { $0 == Self.mark }
      }
  }
}

extension RandomValues {
  mutating func rows(_ rows: Int, _ columns: Int) -> [[Float]] {
    (0..<rows).map { _ in floats(columns) }
  }

  mutating func awkwardRows(_ rows: Int, _ columns: Int) -> [[Float]] {
    (0..<rows).map { _ in awkwardFloats(columns) }
  }
}

extension [[Float]] {
  var bits: [[UInt32]] { map { $0.map(\.bitPattern) } }
}

extension [Float] {
  var bits: [UInt32] { map(\.bitPattern) }
}

/// Column counts around the lanes, and a row of more than one block.
let raggedWidths = Array(1...67) + [128, 129, 384, 5000]
