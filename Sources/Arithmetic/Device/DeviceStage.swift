import OpenCL

/// Room for the integers and binary64 values that kernels take beside the arenas.
///
/// Integers go through a ring, in the memory of both sides: nothing waits for their transfer, and nothing is
/// allocated once the longest lists of a trial have been seen.
final class DeviceStage {
  private let queue: DeviceQueue
  private var ring: UnsafeMutableBufferPointer<Int32>
  private var ringBuffer: DeviceBuffer
  /// The first place of the ring that is free, and one past the last.
  private var next = 0
  private var end: Int
  /// Where the lists begin that no kernel has run with yet.
  private var waiting = 0
  private var wide: [Int: DeviceBuffer] = [:]

  /// Integers: a few megabytes, so that an update of many rows seldom comes round.
  private static let ringCount = 1 << 20
  /// Binary64 values for which there is always room: the losses of any batch that fits into a device.
  private static let leastRoom = 1 << 14

  init(_ queue: DeviceQueue) throws(OpenCLError) {
    self.queue = queue
    ringBuffer = try queue.makeBuffer(byteCount: 4 * Self.ringCount)
    end = Self.ringCount
    ring = .allocate(capacity: Self.ringCount)
    ring.initialize(repeating: 0)
  }

  deinit {
    queue.finish()
    ring.deallocate()
  }

  /// Sends integers to the device; what runs next may read them, and other lists of the same call.
  func list(_ values: [Int32]) throws(OpenCLError) -> [DeviceArgument] {
    if values.count > end - next { try makeRoom(for: values.count) }
    let place = next..<next + values.count
    next = place.upperBound
    if !values.isEmpty {
      _ = UnsafeMutableBufferPointer(rebasing: ring[place]).update(from: values)
      queue.enqueueWrite(
        UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: ring[place])), to: ringBuffer,
        at: 4 * place.lowerBound)
    }
    return [.buffer(ringBuffer), .size(place.lowerBound)]
  }

  /// Says that a kernel runs with what was sent: the places may be taken again when the ring comes round.
  func hasRun() {
    waiting = next
    end = ring.count
  }

  /// Begins the ring anew. Lists that wait for their kernel stay; where there is no room beside them, the ring grows.
  private func makeRoom(for count: Int) throws(OpenCLError) {
    // What was sent before may still be under way.
    queue.finish()
    let isWhole = end == ring.count
    if isWhole, waiting == next, count <= ring.count {
      waiting = 0
    } else if isWhole, count <= waiting {
      end = waiting
    } else {
      try grow(to: 2 * max(count, ring.count))
    }
    next = 0
  }

  /// Lists that wait keep the buffer that they are in.
  private func grow(to count: Int) throws(OpenCLError) {
    ringBuffer = try queue.makeBuffer(byteCount: 4 * count)
    ring.deallocate()
    ring = .allocate(capacity: count)
    ring.initialize(repeating: 0)
    (waiting, end) = (0, count)
  }

  /// What binary64 values are for.
  enum Use: Int {
    case parts, sums, losses
  }

  /// Room for `count` binary64 values.
  func room(_ use: Use, _ count: Int) throws(OpenCLError) -> DeviceBuffer {
    if let buffer = wide[use.rawValue], buffer.byteCount >= 8 * count { return buffer }
    let buffer = try queue.makeBuffer(byteCount: 8 * max(count, Self.leastRoom))
    wide[use.rawValue] = buffer
    return buffer
  }
}
