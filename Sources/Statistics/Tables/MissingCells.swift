/// Cells of a grid that are not there: how many, and the first of them.
///
/// Trials that share no seed leave nearly all cells of their grid empty: nobody reads them all.
public struct MissingCells: Sendable, Equatable, CustomStringConvertible {
  /// Most cells that are listed.
  public static let listLimit = 1_000

  public let count: Int
  /// In order.
  public let first: [Cell]

  /// None.
  public init() { (count, first) = (0, []) }

  /// The cells of the grid of `seeds` that are not among `present`.
  ///
  /// - Precondition: `present` lie in the grid, each once.
  init(in seeds: PerFactor<[Int]>, without present: [Cell]) {
    count = seeds.wi.count * seeds.do.count - present.count
    precondition(count >= 0, "\(present.count) cells in \(seeds.wi.count) x \(seeds.do.count)")
    let present = Set(present)
    first = Array(
      seeds.wi.lazy.flatMap { wi in seeds.do.lazy.map { Cell(wi: wi, do: $0) } }
        .filter { !present.contains($0) }.prefix(min(count, Self.listLimit)))
  }

  /// The first 20, and how many more.
  public var description: String {
    first.prefix(20).map(\.description).joined(separator: ", ")
      + (count > 20 ? ", and \(count - 20) more" : "")
  }
}
