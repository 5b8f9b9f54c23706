import CKernels

@testable import Arithmetic

/// One product in memory of its own, with room around every operand, and what it must become.
struct ProductCase: CustomStringConvertible {
  enum BLayout: CaseIterable { case rows, columns, neither }

  var rows: Int
  var columns: Int
  var depth: Int
  var aIsTransposed = false
  var bLayout = BLayout.rows
  var isPacked = false
  var accumulates = false
  var hasBias = false
  /// Extra floats between rows, and before the first.
  var gap = 0
  var offset = 0
  var seed: UInt64 = 1

  var description: String {
    """
    \(rows)x\(depth)x\(columns)\(aIsTransposed ? " a transposed" : "") b by \(bLayout)\
    \(isPacked ? " packed" : "")\(accumulates ? " accumulating" : "")\(hasBias ? " bias" : "") \
    gap \(gap) offset \(offset) seed \(seed)
    """
  }

  struct Memory {
    var a: [Float]
    var b: [Float]
    var c: [Float]
    var bias: [Float]
    var product = ck_product()
    let offset: Int
  }

  func makeMemory() -> Memory {
    var random = RandomValues(seed: seed)
    var product = ck_product()
    product.rows = rows
    product.columns = columns
    product.depth = depth
    (product.a_row, product.a_depth) = aIsTransposed ? (1, rows + gap) : (depth + gap, 1)
    switch bLayout {
    case .rows: (product.b_depth, product.b_column) = (columns + gap, 1)
    case .columns: (product.b_depth, product.b_column) = (1, depth + gap)
    case .neither: (product.b_depth, product.b_column) = (2 * columns + gap, 2)
    }
    product.c_row = columns + gap
    product.accumulate = accumulates
    let aCount = offset + (max(rows, depth) + gap) * max(rows, depth) + 1
    let bCount = offset + 2 * (max(columns, depth) + gap) * max(columns, depth) + 1
    return Memory(
      a: random.awkwardFloats(aCount), b: random.awkwardFloats(bCount),
      c: random.awkwardFloats(offset + (columns + gap) * rows + 16),
      bias: random.awkwardFloats(columns), product: product, offset: offset)
  }

  /// The bits of c and of everything around it, by the definition: one element after another.
  func expected(_ memory: Memory) -> [UInt32] {
    let p = memory.product
    var c = memory.c
    for i in 0..<rows {
      for j in 0..<columns {
        let place = offset + i * p.c_row + j
        var sum: Float = accumulates ? c[place] : 0
        for k in 0..<depth {
          sum.addProduct(
            memory.a[offset + i * p.a_row + k * p.a_depth],
            memory.b[offset + k * p.b_depth + j * p.b_column])
        }
        c[place] = hasBias ? sum + memory.bias[j] : sum
      }
    }
    return c.map(\.bitPattern)
  }

  /// The same by the plain loops of C.
  func plain(_ memory: Memory) -> [UInt32] {
    var c = memory.c
    var product = memory.product
    memory.a.withUnsafeBufferPointer { a in
      memory.b.withUnsafeBufferPointer { b in
        memory.bias.withUnsafeBufferPointer { bias in
          c.withUnsafeMutableBufferPointer { c in
            product.a = a.baseAddress! + offset
            product.b = b.baseAddress! + offset
            product.c = c.baseAddress! + offset
            if hasBias { product.bias = bias.baseAddress }
            ck_product_plain(&product)
          }
        }
      }
    }
    return c.map(\.bitPattern)
  }

  /// What the kernels make of it, in `parts` parts, the last part first.
  func computed(_ memory: Memory, _ set: InstructionSet, parts: Int) -> [UInt32] {
    var c = memory.c
    var product = memory.product
    var packed = [Float](
      repeating: .nan, count: ck_product_packed_count(set.isa, depth, columns) + 1)
    memory.a.withUnsafeBufferPointer { a in
      memory.b.withUnsafeBufferPointer { b in
        memory.bias.withUnsafeBufferPointer { bias in
          packed.withUnsafeMutableBufferPointer { packed in
            c.withUnsafeMutableBufferPointer { c in
              product.a = a.baseAddress! + offset
              product.b = b.baseAddress! + offset
              product.c = c.baseAddress! + offset
              if hasBias { product.bias = bias.baseAddress }
              if isPacked {
                for part in 0..<parts {
                  ck_product_pack(set.isa, &product, packed.baseAddress, part, parts)
                }
                product.packed = UnsafePointer(packed.baseAddress)
              }
              for part in (0..<parts).reversed() {
                ck_product_run(set.isa, &product, part, parts)
              }
            }
          }
        }
      }
    }
    return c.map(\.bitPattern)
  }
}
