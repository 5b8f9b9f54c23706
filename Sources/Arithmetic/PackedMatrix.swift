import CKernels

/// A right-hand operand of products, laid out once for many of them.
///
/// Fill it with `ArithmeticUnit.pack`; the memory is kept from one packing to the next. It is a copy:
/// a later change of the matrix does not reach it. Units of one instruction set may share it.
public final class PackedMatrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int

  private enum Content {
    case none
    /// Panels in the order in which the kernels of one instruction set read them.
    case panels(InstructionSet, Vector)
    /// The matrix as it was, for the OpenBLAS backend.
    case copy(Matrix)
  }
  private var content = Content.none

  /// - Parameters: `rows` is the depth k of the products, `columns` their width n.
  public init(rows k: Int, columns n: Int) {
    precondition(k >= 0 && n >= 0, "a packed matrix of \(k) x \(n)")
    rows = k
    columns = n
  }

  /// Room for the panels of `set`: what it held, or new.
  func makePanels(for set: InstructionSet) -> Vector {
    if case .panels(set, let panels) = content { return panels }
    let panels = Vector(count: ck_product_packed_count(set.isa, rows, columns))
    content = .panels(set, panels)
    return panels
  }

  func panels(for set: InstructionSet) -> Vector {
    guard case .panels(set, let panels) = content else {
      preconditionFailure("a matrix used as packed for \(set.rawValue) was not packed for it")
    }
    return panels
  }

  /// Keeps the elements of `matrix`, in the order of its memory.
  func keepCopy(of matrix: Matrix) {
    let isTransposed = matrix.columnStride != 1
    let source = isTransposed ? matrix.transposed : matrix
    let copy: Matrix
    if case .copy(let room) = content, (room.columnStride != 1) == isTransposed {
      copy = isTransposed ? room.transposed : room
    } else {
      let room = Vector(count: rows * columns)
      copy = Matrix(room, rows: source.rows, columns: source.columns)
      content = .copy(isTransposed ? copy.transposed : copy)
    }
    copy.copyRows(from: source)
  }

  func copy() -> Matrix {
    guard case .copy(let matrix) = content else {
      preconditionFailure("a matrix used as packed for OpenBLAS was not packed for it")
    }
    return matrix
  }
}
