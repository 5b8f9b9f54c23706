import Glibc
import Synchronization

/// Zeroed memory for floats, aligned to 64 bytes; vectors and matrices are views of it.
///
/// Parameters, gradients and moments are one arena each; a tensor is an offset and a shape.
/// Views share the memory, as slices of a C array do: who writes where while others read is the
/// algorithm's business (blocks of a parallel region write to places of their own).
///
/// A unit that computes on a device keeps a copy of its arenas there, and moves them only when the other
/// side asks: `Arena+Device.swift`.
public final class Arena: @unchecked Sendable {
  /// Number of floats.
  public let count: Int

  let base: UnsafeMutablePointer<Float>
  private let byteCount: Int

  /// The copy on a device; nil as long as none has computed with it.
  var deviceCopy: DeviceCopy?
  /// Whether the device has written since these floats were read from it, and the other way round.
  let isBehind = Atomic(false)
  let deviceIsBehind = Atomic(false)
  let fetching = Mutex(())

  /// - Precondition: `count >= 0`.
  public init(count: Int) {
    precondition(count >= 0, "an arena of \(count) floats")
    self.count = count
    byteCount = max(count, 1) * MemoryLayout<Float>.stride
    // Pages come zeroed, and only once they are written to.
    let memory = mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      preconditionFailure("no memory for an arena of \(count) floats")
    }
    base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit { munmap(base, byteCount) }

  /// The whole arena.
  public var all: Vector { Vector(arena: self, base: base, count: count) }
}
