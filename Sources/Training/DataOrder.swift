import Encoder
import Streams

/// Which examples each update trains on: one permutation an epoch, drawn by the DO seed as the profile says.
struct DataOrder {
  let schedule: Schedule
  private let seed: UInt32
  private let streams: StreamsProfile
  private var epoch = -1
  private var permutation: [Int32] = []

  init(_ schedule: Schedule, seed: UInt32, streams: StreamsProfile) {
    self.schedule = schedule
    self.seed = seed
    self.streams = streams
  }

  /// The examples of update `step`, in packed order.
  mutating func examples(at step: Int) -> [Int] {
    let wanted = schedule.epoch(of: step)
    if wanted != epoch {
      epoch = wanted
      permutation = streams.permutation(
        count: schedule.exampleCount, seed: seed, epoch: UInt32(epoch))
    }
    return schedule.batch(at: step).map { Int(permutation[$0]) }
  }

  /// What every batch of the trial fits in.
  func capacity(lengths: [Int], headCount: Int) -> BatchCapacity {
    var order = self
    var capacity = BatchCapacity()
    for step in 0..<schedule.stepCount {
      capacity.formUnion(
        BatchCapacity(
          lengths: order.examples(at: step).map { lengths[$0] }, headCount: headCount))
    }
    return capacity
  }
}
