import Experiment

/// One of `count` parts of a plan: a block of its cells in plan order, as long as any other or one cell shorter.
///
///     cells floor(n (number - 1) / count) ..< floor(n number / count) of n
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
  public func range(of cellCount: Int) -> Range<Int> {
    // Both counts are at most 10^7, so that their product fits.
    cellCount * (number - 1) / count..<cellCount * number / count
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

extension ExperimentFolder {
  /// The planned cells of `shard`, in plan order.
  public func cells(of shard: Shard) -> Slice<CellGrid> {
    plan.cells[shard.range(of: plan.cells.count)]
  }
}
