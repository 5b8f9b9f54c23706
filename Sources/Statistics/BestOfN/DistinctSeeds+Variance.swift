/// The row-and-column jackknife of an estimate T(n): in another experiment the seeds of both kinds are fresh, so
/// each is left out in turn.
///
///     variance(n) = (I-1)/I sum_i (T_-i - their mean)^2 + (J-1)/J sum_j (T_-j - their mean)^2
///
/// The interaction is counted twice, so that the estimate errs on the large side: for n = 1 it is (MSA + MSB) / IJ,
/// where (MSA + MSB - MSE) / IJ has no bias.
struct SeedsLeftOut {
  /// Estimates for n = 1...J - 1 without each row, and without each column, of an I x J grid with I >= J.
  let withoutRow: [[Double]]
  let withoutColumn: [[Double]]

  /// For n = 1...J; nil at the end, where nothing can be left out.
  var variances: [Double?] {
    (0..<withoutColumn.count).map { n in
      n + 1 == withoutColumn.count
        ? nil
        : BestOfN.jackknife(withoutRow.map { $0[n] })
          + BestOfN.jackknife(withoutColumn.map { $0[n] })
    }
  }
}

extension DistinctSeedsEstimate {
  /// Counted anew on each smaller grid.
  static func exactLeavingOut(_ grid: CrossedGrid) -> SeedsLeftOut {
    func withoutEachRow(_ grid: CrossedGrid) -> [[Double]] {
      if grid.rowCount == 1 { return [[]] }
      return grid.rows.indices.map { row in
        let others = grid.rows.indices.filter { $0 != row }
        let rest = CrossedGrid(
          rows: others, columns: grid.columns, values: others.flatMap(grid.row))
        return exact(rest.rowCount >= rest.columnCount ? rest : rest.transposed)
      }
    }
    return SeedsLeftOut(
      withoutRow: withoutEachRow(grid), withoutColumn: withoutEachRow(grid.transposed))
  }
}
