import OpenCL

/// The floats of an arena in the memory of a device.
final class DeviceCopy {
  let queue: DeviceQueue
  let buffer: DeviceBuffer

  init(_ queue: DeviceQueue, floats count: Int) throws(OpenCLError) {
    self.queue = queue
    buffer = try queue.makeBuffer(byteCount: max(count, 1) * MemoryLayout<Float>.stride)
  }
}

// Whoever is about to use one copy makes sure that it is the newer one. The whole arena is moved: what is read
// between updates is small or asked for as a whole (weights and moments at an anchor).
extension Arena {
  /// Before the processor reads: several threads may.
  @inline(__always)
  func willRead() {
    if isBehind.load(ordering: .acquiring) { fetch() }
  }

  /// Before the processor writes.
  @inline(__always)
  func willWrite() {
    willRead()
    if deviceCopy != nil { deviceIsBehind.store(true, ordering: .releasing) }
  }

  private func fetch() {
    fetching.withLock { _ in
      guard isBehind.load(ordering: .acquiring), let deviceCopy else { return }
      deviceCopy.queue.read(deviceCopy.buffer, at: 0, into: bytes)
      isBehind.store(false, ordering: .releasing)
    }
  }

  /// The copy for `queue`, which is the newer one when it comes to run.
  ///
  /// - Parameter isWritten: whether what runs writes to it.
  func buffer(for queue: DeviceQueue, isWritten: Bool) throws(OpenCLError) -> DeviceBuffer {
    if deviceCopy?.queue !== queue {
      willRead()
      deviceCopy = nil
      deviceCopy = try DeviceCopy(queue, floats: count)
      deviceIsBehind.store(true, ordering: .releasing)
    }
    guard let deviceCopy else { preconditionFailure("a copy that was just made") }
    if deviceIsBehind.load(ordering: .acquiring) {
      queue.write(UnsafeRawBufferPointer(bytes), to: deviceCopy.buffer, at: 0)
      deviceIsBehind.store(false, ordering: .releasing)
    }
    if isWritten { isBehind.store(true, ordering: .releasing) }
    return deviceCopy.buffer
  }

  private var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: base, count: count))
  }
}
