/// A WI x DO table that lacks or repeats cells, and what is known of it.
struct IncompleteGrid {
  let table: UnbalancedTable
  let components: UnbalancedComponents
  /// Refused where the runs of cells differ in number.
  let effects: PerFactor<Finding<AdjustedEffect>>

  /// Additions that the components may take, for one look at their likelihood.
  private static let limit = 100_000_000

  /// - Throws: `Refusal` where the table is too large, or has nothing that tells seeds from the rest.
  init(
    _ seeds: PerFactor<[Int]>, _ observations: [(cell: Cell, value: Double)]
  ) throws(Refusal) {
    let (a, b) = (seeds.wi.count, seeds.do.count)
    let (area, isTooWide) = a.multipliedReportingOverflow(by: b)
    if isTooWide || area > Self.limit / min(a, b) {
      throw Refusal("is not computed for an incomplete grid of \(a) x \(b) seeds: it is too large")
    }
    let table = try UnbalancedTable(observations)
    self.table = table
    components = UnbalancedComponents(table)
    effects = PerFactor(catching: { factor throws(Refusal) in
      try AdjustedEffect(table, of: factor)
    })
  }
}
