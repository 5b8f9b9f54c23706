import Experiment

/// One of `count` parts of a plan: a block of its cells in plan order, as long as any other or one cell shorter.
///
///     cells floor(n (number - 1) / count) ..< floor(n number / count) of n
///
/// Where a stop rule compares groups of cells, the same is said of its groups: a shard has whole ones.
///
/// A function of the plan alone: processes that start at different times agree on whose a cell is, whatever has been
/// finished in between. Which of the cells are missing is looked up when the shard runs.
public struct Shard: Hashable, Sendable {
  /// There are no more shards than a plan can have cells.
  public static let limit = CellGrid.limit

  /// From 1 to `count`.
  public let number: Int
  public let count: Int

  /// - Returns: nil unless `1 <= number <= count <= limit`.
  public init?(number: Int, count: Int) {
    guard count <= Self.limit, number >= 1, number <= count else { return nil }
    self.number = number
    self.count = count
  }

  /// The places of its cells among `cellCount`.
  ///
  /// - Parameter size: the cells of a group; the last one may be smaller.
  public func range(of cellCount: Int, inGroupsOf size: Int = 1) -> Range<Int> {
    // All counts are at most 10^7, so that products fit.
    let groups = (cellCount + size - 1) / size
    let (first, end) = (groups * (number - 1) / count, groups * number / count)
    return min(first * size, cellCount)..<min(end * size, cellCount)
  }

  /// The shard of `count` that holds the cell at `position`.
  ///
  /// - Precondition: `position` is one of `cellCount`.
  static func holding(_ position: Int, of cellCount: Int, count: Int) -> Shard {
    precondition(position >= 0 && position < cellCount, "cell \(position) of \(cellCount)")
    let number = ((position + 1) * count + cellCount - 1) / cellCount
    guard let shard = Shard(number: number, count: count) else {
      preconditionFailure("shard \(number) of \(count)")
    }
    return shard
  }
}

extension Shard: CustomStringConvertible, LosslessStringConvertible {
  /// `3/16`
  public var description: String { "\(number)/\(count)" }

  /// - Returns: nil unless `text` is what `description` gives.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else {
      return nil
    }
    self.init(number: number, count: count)
    guard description.utf8.elementsEqual(text.utf8) else { return nil }
  }
}

extension Shard {
  /// The places of its cells in the plan.
  public func range(of plan: ExperimentPlan) -> Range<Int> {
    range(of: plan.cells.count, inGroupsOf: plan.groupSize)
  }
}

extension ExperimentPlan {
  /// Cells that run in one shard: those that its stop rule compares.
  var groupSize: Int { stop?.started ?? 1 }
}

extension ExperimentFolder {
  /// The planned cells of `shard`, in plan order.
  public func cells(of shard: Shard) -> Slice<CellGrid> {
    plan.cells[shard.range(of: plan)]
  }
}
