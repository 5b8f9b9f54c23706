import Experiment

/// The shards that have to run for the missing cells of a plan, at most as many as there may be tasks.
///
/// A plan is cut into as many shards as the limit allows, so that the tasks are short; where little is missing the
/// blocks are smaller than they were for the whole plan.
public struct ShardChoice: Sendable, Equatable {
  /// In how many shards the plan is cut.
  public let count: Int
  /// Those with missing cells, in order.
  public let shards: [Shard]
  public let missingCount: Int

  /// - Parameters:
  ///   - missing: the places of the missing cells among all, ascending.
  ///   - size: the cells of a group, which runs in one shard.
  ///   - limit: the most shards to choose, at least 1.
  /// - Complexity: O(n log m) for n missing of m cells.
  public init(missing cells: [Int], of cellCount: Int, inGroupsOf size: Int = 1, limit: Int) {
    precondition(limit >= 1, "\(limit) shards")
    missingCount = cells.count
    let missing = size == 1 ? cells : Self.groups(of: cells, size)
    let cellCount = (cellCount + size - 1) / size
    // The smallest block with which the shards are few enough; blocks that hold the plan in `limit` always are.
    let largest = max(1, (cellCount + limit - 1) / limit)
    var block = min(largest, max(1, (missing.count + limit - 1) / limit))
    while true {
      let count = max(1, (cellCount + block - 1) / block)
      let shards = Self.holding(missing, of: cellCount, count: count)
      if shards.count <= limit {
        (self.count, self.shards) = (count, shards)
        return
      }
      block = min(largest, block + max(1, block / 8))
    }
  }

  /// The shards of `folder` that have cells that are not done.
  ///
  /// - Parameters:
  ///   - schedule: the plan's stop rule on its data.
  ///   - limit: the most shards to choose; as many as there are cells without it.
  /// - Throws: `InputError` if a golden of a stopped trial cannot be read.
  public init(
    _ folder: ExperimentFolder, _ schedule: StopSchedule? = nil, limit: Int? = nil
  ) throws {
    let cells = folder.plan.cells
    let missing = try folder.missingPositions(schedule)
    self.init(
      missing: missing, of: cells.count, inGroupsOf: folder.plan.groupSize,
      limit: limit ?? max(1, cells.count))
  }

  /// The numbers of the groups that hold `cells`, which ascend.
  private static func groups(of cells: [Int], _ size: Int) -> [Int] {
    var groups: [Int] = []
    for cell in cells where cell / size != groups.last { groups.append(cell / size) }
    return groups
  }

  private static func holding(_ missing: [Int], of cellCount: Int, count: Int) -> [Shard] {
    var shards: [Shard] = []
    for position in missing {
      if let last = shards.last, last.range(of: cellCount).contains(position) { continue }
      shards.append(.holding(position, of: cellCount, count: count))
    }
    return shards
  }
}

extension ExperimentFolder {
  /// The places of the cells that are not done, in plan order. The folder of the goldens is listed once.
  func missingPositions(_ schedule: StopSchedule?) throws -> [Int] {
    let finished = listedCells().subtracting(try reopenedCells(schedule))
    return plan.cells.indices.filter { !finished.contains(plan.cells[$0]) }
  }
}
