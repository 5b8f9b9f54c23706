extension Arena? {
  fileprivate func offset(of place: UnsafeMutablePointer<Float>) -> Int {
    guard let self else { preconditionFailure("a view that is lent knows no arena") }
    return place - self.base
  }
}

extension Vector {
  /// Floats of its arena before it: tells which tensor of an arena a view belongs to.
  public var arenaOffset: Int { arena.offset(of: base) }
}

extension Matrix {
  /// Floats of its arena before its first element.
  public var arenaOffset: Int { arena.offset(of: base) }

  /// A copy of the elements, row after row, whatever the strides.
  public var elements: [Float] {
    if isContiguous { return vector.array }
    return (0..<rows).flatMap { row in
      columnStride == 1 ? self.row(row).array : (0..<columns).map { self[row, $0] }
    }
  }
}
