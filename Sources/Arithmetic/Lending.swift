/// A view of an arena's memory.
package protocol ArenaView {
  /// The same view without a hold on the memory.
  ///
  /// - Precondition: the memory is alive as long as the view or one made of it is used; see `lending`.
  var lent: Self { get }
}

extension Vector: ArenaView {
  package var lent: Vector { Vector(arena: nil, base: base, count: count) }
}

extension Matrix: ArenaView {
  package var lent: Matrix {
    Matrix(
      arena: nil, base: base, rows: rows, columns: columns, rowStride: rowStride,
      columnStride: columnStride)
  }
}

/// Calls `body` with the same views, lent: what is made of them counts no references.
///
/// For regions whose blocks make many small views: all threads would count them in the arena's one counter, which
/// takes longer than a small product.
///
/// - Precondition: `body` lets none of its views, nor a view made of them, escape.
package func lending<each View: ArenaView, Result>(
  _ views: repeat each View, body: (repeat each View) -> Result
) -> Result {
  withExtendedLifetime((repeat each views)) { body(repeat (each views).lent) }
}
