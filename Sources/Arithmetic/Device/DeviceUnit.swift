import CKernels
import OpenCL

/// Computes the operations of a unit on a device: the same bits, in the device's memory.
///
/// A call returns once the work is in the device's queue. What a call of the library refuses is kept in `failure`;
/// after it nothing runs, and who records results asks for it first.
final class DeviceUnit {
  let code: DeviceCode
  let queue: DeviceQueue
  private let kernels: [DeviceKernelName: DeviceKernel]
  private let stage: DeviceStage
  /// Room for one result.
  let cell = Vector(count: 1)
  /// What went wrong outside the queue.
  private var ownFailure: OpenCLError?

  init(_ code: DeviceCode) throws(OpenCLError) {
    self.code = code
    queue = try code.context.makeQueue()
    var kernels: [DeviceKernelName: DeviceKernel] = [:]
    for name in DeviceKernelName.allCases {
      kernels[name] = try queue.kernel(name.rawValue, of: code.program)
    }
    self.kernels = kernels
    stage = try DeviceStage(queue)
    _ = read(cell)
    _ = room(.losses, 1)
  }

  /// The first thing that went wrong.
  var failure: OpenCLError? { ownFailure ?? queue.failure }

  // MARK: Arguments

  func read(_ vector: Vector) -> [DeviceArgument] {
    place(vector.arena, vector.base, isWritten: false)
  }

  func write(_ vector: Vector) -> [DeviceArgument] {
    place(vector.arena, vector.base, isWritten: true)
  }

  func read(_ matrix: Matrix) -> [DeviceArgument] {
    place(matrix.arena, matrix.base, isWritten: false)
  }

  func write(_ matrix: Matrix) -> [DeviceArgument] {
    place(matrix.arena, matrix.base, isWritten: true)
  }

  private func place(
    _ arena: Arena?, _ base: UnsafeMutablePointer<Float>, isWritten: Bool
  ) -> [DeviceArgument] {
    guard let arena else { preconditionFailure("a view that is lent, on a device") }
    return attempt {
      () throws(OpenCLError) in
      [
        .buffer(try arena.buffer(for: queue, isWritten: isWritten)),
        .size(base - arena.base),
      ]
    }
  }

  func list(_ values: [Int32]) -> [DeviceArgument] {
    attempt { () throws(OpenCLError) in try stage.list(values) }
  }

  /// Room for binary64 values, as an argument.
  func room(_ use: DeviceStage.Use, _ count: Int) -> [DeviceArgument] {
    attempt { () throws(OpenCLError) in [.buffer(try stage.room(use, count)), .size(0)] }
  }

  /// The arguments; none, and nothing runs any more, if they cannot be had.
  private func attempt(
    _ body: () throws(OpenCLError) -> [DeviceArgument]
  ) -> [DeviceArgument] {
    guard ownFailure == nil else { return [] }
    do {
      return try body()
    } catch {
      ownFailure = error
      return []
    }
  }

  // MARK: Running

  func run(_ name: DeviceKernelName, groups: (Int, Int, Int), _ arguments: [DeviceArgument]...) {
    guard ownFailure == nil, let kernel = kernels[name] else { return }
    queue.run(
      kernel, groups: groups, groupSize: code.shape.groupSize, arguments.flatMap(\.self))
    stage.hasRun()
  }

  /// Runs a kernel with an item for each of `count` elements.
  func run(_ name: DeviceKernelName, elements count: Int, _ arguments: [DeviceArgument]...) {
    run(name, groups: (groups(of: count), 1, 1), arguments.flatMap(\.self))
  }

  /// Runs a kernel with an item for each element of rows of `columns`.
  func run(
    _ name: DeviceKernelName, rows: Int, columns: Int, _ arguments: [DeviceArgument]...
  ) {
    run(name, groups: (groups(of: columns), rows, 1), arguments.flatMap(\.self))
  }

  /// Runs a kernel with a team of items for each row.
  func run(_ name: DeviceKernelName, teams rows: Int, _ arguments: [DeviceArgument]...) {
    let groups = (rows + code.shape.teamsPerGroup - 1) / code.shape.teamsPerGroup
    run(name, groups: (groups, 1, 1), arguments.flatMap(\.self))
  }

  func groups(of count: Int) -> Int { (count + code.shape.groupSize - 1) / code.shape.groupSize }

  /// Waits until all is done.
  func finish() { queue.finish() }

  /// Reads binary64 values; zeros once something went wrong.
  func doubles(_ use: DeviceStage.Use, _ count: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    guard case .buffer(let buffer)? = room(use, count).first, count > 0 else { return values }
    values.withUnsafeMutableBytes { queue.read(buffer, at: 0, into: $0) }
    return values
  }

  /// Puts binary64 values into their room.
  func put(_ values: [Double], _ use: DeviceStage.Use) {
    guard case .buffer(let buffer)? = room(use, values.count).first, !values.isEmpty else { return }
    values.withUnsafeBytes { queue.write($0, to: buffer, at: 0) }
  }
}

extension DeviceUnit {
  func dropout(_ site: DropoutSite) -> [DeviceArgument] {
    let k = site.kernel
    return [
      .word(k.purpose), .word(k.seed), .word(k.site), .word(k.step), .word(k.threshold),
      .float(k.scale),
    ]
  }
}
