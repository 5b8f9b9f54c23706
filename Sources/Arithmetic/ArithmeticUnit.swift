import CKernels
import OpenCL

/// Which code multiplies matrices.
public enum ProductBackend: Sendable, Equatable {
  /// The kernels of profile `seedproof-f32/1`: the same bits everywhere.
  case exact
  /// `cblas_sgemm` of libopenblas: bits depend on its version, core type and thread count.
  case openBLAS
}

/// Computes with one instruction set on a pool of threads of its own, or on a device.
///
/// Results do not depend on the instruction set, the number of threads or the device. Several units may live
/// in one process; a unit has one caller at a time. Its threads end with it.
public final class ArithmeticUnit: @unchecked Sendable {
  public static let maximumThreads = 256

  public let instructionSet: InstructionSet
  public let threads: Int
  public let backend: ProductBackend
  /// Measures the unit's regions while it is set.
  public var clock: PhaseClock?

  /// What computes in the place of the threads; they still hash and compress.
  let device: DeviceUnit?
  let isa: ck_isa
  private let pool: OpaquePointer

  /// - Throws: `ArithmeticError` when the machine lacks the instruction set, the threads or the library.
  public convenience init(
    instructionSet: InstructionSet = .best, threads: Int = 1, backend: ProductBackend = .exact
  ) throws {
    try self.init(instructionSet: instructionSet, threads: threads, backend: backend, on: nil)
  }

  /// - Parameter code: the kernels of a device that is to compute.
  init(
    instructionSet: InstructionSet = .best, threads: Int = 1, backend: ProductBackend = .exact,
    on code: DeviceCode?
  ) throws(ArithmeticError) {
    precondition(code == nil || backend == .exact, "OpenBLAS on a device")
    try instructionSet.requireAvailable()
    guard (1...Self.maximumThreads).contains(threads) else {
      throw .threadCount(threads)
    }
    if backend == .openBLAS { _ = try OpenBLAS.loaded.get() }
    do {
      device = try code.map { code throws(OpenCLError) in try DeviceUnit(code) }
    } catch {
      throw .device(error.description)
    }
    guard let pool = ck_pool_create(threads) else {
      throw .threadsNotStarted(threads)
    }
    self.instructionSet = instructionSet
    self.threads = threads
    self.backend = backend
    self.isa = instructionSet.isa
    self.pool = pool
  }

  deinit { ck_pool_destroy(pool) }

  /// Zeros, where the unit computes: on a device its memory is taken now, and not during an update.
  public func makeVector(count: Int) -> Vector {
    let vector = Vector(count: count)
    if let device { _ = device.read(vector) }
    return vector
  }

  /// Memory of the device; nil without one.
  public var deviceByteCount: Int? { device?.code.context.device.memory }

  /// Sees that all has been computed that was asked for. A device may fail at any time; who records results asks
  /// before.
  ///
  /// - Throws: `ArithmeticError.device`, from the first failure on.
  public func check() throws(ArithmeticError) {
    guard let device else { return }
    // How a command ended is known when it is done.
    device.finish()
    if let failure = device.failure { throw .device(failure.description) }
  }

  /// Runs `body(0)` to `body(blocks - 1)`, each once, on the unit's threads; returns when all are done.
  ///
  /// Threads take the next free block, so the work must be split by the algorithm, never by the
  /// thread count, and a block must write to places of its own. Inside a region, of this unit or of
  /// another, blocks run one after another on the calling thread. Every thread rounds to nearest and keeps
  /// subnormals for the length of a region, whatever its settings were; they are put back afterwards.
  ///
  /// - Precondition: no other thread is using the unit; `0 <= blocks < 2^32 - 1`.
  public func parallelFor(blocks: Int, phase: Phase = .other, _ body: (Int) -> Void) {
    precondition(blocks >= 0 && blocks < Int(UInt32.max), "a region of \(blocks) blocks")
    if let clock, !ck_pool_inside() {
      clock.measure(phase) { runRegion(blocks, body) }
    } else {
      runRegion(blocks, body)
    }
  }

  private func runRegion(_ blocks: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var region = Region(body: body)
      let ran = withUnsafeMutablePointer(to: &region) {
        ck_pool_run(
          pool, blocks,
          { $0!.assumingMemoryBound(to: Region.self).pointee.body($1) }, $0)
      }
      precondition(ran, "two threads use one arithmetic unit")
    }
  }

  private struct Region { let body: (Int) -> Void }
}
