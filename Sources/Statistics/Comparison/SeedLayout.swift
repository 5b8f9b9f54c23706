/// How the seeds of several trials go together: which trials depend on each other.
public enum SeedLayout: Sendable, Equatable {
  /// No two trials share a seed that others lack: they are independent runs.
  case runs
  /// A complete grid of at least two seeds of each kind, WI seed by WI seed.
  case grid(wi: Int, do: Int)
  /// Some trials share a seed: neither independent, nor a complete grid.
  case mixed

  /// - Parameter cells: sorted, none twice.
  public init(_ cells: [Cell]) {
    let wi = Set(cells.map(\.wi)).count
    let order = Set(cells.map(\.do)).count
    // A seed that all trials have is no factor; one that each trial has alone is a run's own.
    if [wi, order].allSatisfy({ $0 == 1 || $0 == cells.count }) {
      self = .runs
    } else if wi > 1, order > 1, wi * order == cells.count {
      self = .grid(wi: wi, do: order)
    } else {
      self = .mixed
    }
  }

  /// Places of a bootstrap sample of `count` trials. Of a grid both kinds of seeds are drawn, and cells follow.
  ///
  /// - Source: Owen 2007, The Pigeonhole Bootstrap, for grids.
  func resampled(_ count: Int, _ numbers: inout SeededNumbers) -> [Int] {
    guard case .grid(let wi, let order) = self else {
      return (0..<count).map { _ in numbers.below(count) }
    }
    let rows = (0..<wi).map { _ in numbers.below(wi) }
    let columns = (0..<order).map { _ in numbers.below(order) }
    return rows.flatMap { row in columns.map { row * order + $0 } }
  }
}
