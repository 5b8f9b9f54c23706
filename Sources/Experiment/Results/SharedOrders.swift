import Streams
import Training

/// Orders of the training data that trials of different DO seeds have in common.
enum SharedOrders {
  /// What a reader of a table of such trials must know; nil where each order belongs to one seed.
  ///
  /// - Parameters:
  ///   - specification: of one trial, for all.
  ///   - seeds: the DO seeds, each once.
  static func remark(
    _ specification: TrialSpecification, seeds: some Collection<UInt32>
  ) -> String? {
    guard case .published(let profile) = StreamsProfile(rawValue: specification.streams),
      profile.neighbouringSeeds != .shareNone
    else { return nil }
    let count = specification.data.trainCount
    let schedule = Schedule(specification.protocol, exampleCount: count)
    let epochs = UInt32(schedule.epoch(of: schedule.stepCount - 1) + 1)
    let groups = profile.sharedOrders(of: seeds, epochCount: epochs, count: count)
    guard let first = groups.first else { return nil }
    let sharing = Set(groups.joined().map(\.seed)).count
    return
      "\(sharing) of \(seeds.count) DO seeds share orders with others, and their trials are not independent, though "
      + "all that follows takes them for that: with \(profile.name) \(first[1]) has the order of \(first[0])"
  }
}
