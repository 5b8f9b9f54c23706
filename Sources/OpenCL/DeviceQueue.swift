/// Commands for a device, which are done one after another in their order.
///
/// A queue has one caller at a time; several queues of a context may have a thread each.
public final class DeviceQueue: @unchecked Sendable {
  public let context: DeviceContext
  /// The first call that failed. After it nothing runs, and what was read is of no worth.
  public private(set) var failure: OpenCLError?
  /// The buffers that it has made.
  public private(set) var allocationCount = 0

  private let library: OpenCLLibrary
  private let handle: OpaquePointer
  /// Commands of which nobody has asked how they ended.
  private var pending: [(name: StaticString, event: OpaquePointer)] = []

  /// So many commands are asked together at most.
  private static let pendingLimit = 4096

  init(_ context: DeviceContext) throws(OpenCLError) {
    var code = OpenCLCode.success
    let queue = context.library.createQueue(context.handle, context.deviceHandle, 0, &code)
    guard let queue else { throw .call(name: "clCreateCommandQueue", code: code) }
    self.context = context
    library = context.library
    handle = queue
  }

  deinit {
    _ = library.finish(handle)
    for command in pending { _ = library.releaseEvent(command.event) }
    _ = library.releaseQueue(handle)
  }

  // MARK: Things to compute with

  /// Memory of zeros, which is really there: a driver that promises more than it has is found out here.
  ///
  /// - Throws: `OpenCLError.memory` when there is none, or the queue's earlier failure; either stays.
  /// - Precondition: `byteCount >= 0`
  public func makeBuffer(byteCount: Int) throws(OpenCLError) -> DeviceBuffer {
    precondition(byteCount >= 0, "a buffer of \(byteCount) bytes")
    // What earlier commands did wrong is not the new buffer's fault.
    finish()
    if let failure { throw failure }
    do throws(OpenCLError) {
      let buffer = try newBuffer(byteCount)
      allocationCount += 1
      return buffer
    } catch {
      failure = error
      throw error
    }
  }

  private func newBuffer(_ byteCount: Int) throws(OpenCLError) -> DeviceBuffer {
    let noMemory = OpenCLError.memory(
      asked: byteCount, available: context.largestBuffer, device: context.device.name)
    // A pattern of zeros; a buffer of no bytes has one, as the library makes none without.
    var zeros: (UInt64, UInt64) = (0, 0)
    let patternSize = MemoryLayout.size(ofValue: zeros)
    let (padded, overflow) = byteCount.addingReportingOverflow(patternSize - 1)
    let reserved = max(padded / patternSize, 1) * patternSize
    guard !overflow, context.reserve(reserved) else { throw noMemory }
    let readAndWrite: UInt64 = 1
    var code = OpenCLCode.success
    guard
      let handle = library.createBuffer(context.handle, readAndWrite, reserved, nil, &code)
    else {
      context.giveBack(reserved)
      throw OpenCLError.isMemory(code) ? noMemory : .call(name: "clCreateBuffer", code: code)
    }
    let buffer = DeviceBuffer(context, handle, byteCount: byteCount, reserved: reserved)
    var name = "clEnqueueFillBuffer"
    code = library.fill(self.handle, handle, &zeros, patternSize, 0, reserved, 0, nil, nil)
    if code == OpenCLCode.success {
      name = "clFinish"
      code = library.finish(self.handle)
    }
    guard code == OpenCLCode.success else {
      throw OpenCLError.isMemory(code) ? noMemory : .call(name: name, code: code)
    }
    return buffer
  }

  /// The kernel called `name`, for this queue.
  ///
  /// - Throws: `OpenCLError.call` when the program has none of this name, or the queue's earlier failure; either
  ///   stays.
  /// - Precondition: `program` is of the queue's context.
  public func kernel(_ name: String, of program: DeviceProgram) throws(OpenCLError) -> DeviceKernel
  {
    precondition(program.context === context, "a program of another context")
    if let failure { throw failure }
    do throws(OpenCLError) {
      return try DeviceKernel(name, of: program)
    } catch {
      failure = error
      throw error
    }
  }

  // MARK: Commands

  /// Copies `bytes` to a buffer; they may change again when this returns.
  ///
  /// - Precondition: they fit into the buffer from `byteOffset` on.
  public func write(_ bytes: UnsafeRawBufferPointer, to buffer: DeviceBuffer, at byteOffset: Int) {
    write(bytes, to: buffer, at: byteOffset, waits: true)
  }

  /// Copies `bytes` to a buffer some time; they stay as they are until `finish()`.
  ///
  /// - Precondition: they fit into the buffer from `byteOffset` on.
  public func enqueueWrite(
    _ bytes: UnsafeRawBufferPointer, to buffer: DeviceBuffer, at byteOffset: Int
  ) {
    write(bytes, to: buffer, at: byteOffset, waits: false)
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, to buffer: DeviceBuffer, at byteOffset: Int, waits: Bool
  ) {
    requirePlace(byteOffset, bytes.count, in: buffer)
    guard failure == nil, let base = bytes.baseAddress, !bytes.isEmpty else { return }
    let host = UnsafeMutableRawPointer(mutating: base)
    var event: OpaquePointer?
    note(
      "clEnqueueWriteBuffer",
      library.write(
        handle, buffer.handle, waits ? 1 : 0, byteOffset, bytes.count, host, 0, nil, &event))
    wait(for: event, of: "clEnqueueWriteBuffer")
  }

  /// Copies bytes of a buffer to `place`, when all commands before are done.
  ///
  /// - Precondition: the buffer has so many bytes from `byteOffset` on.
  public func read(
    _ buffer: DeviceBuffer, at byteOffset: Int, into place: UnsafeMutableRawBufferPointer
  ) {
    requirePlace(byteOffset, place.count, in: buffer)
    guard failure == nil, let base = place.baseAddress, !place.isEmpty else { return }
    note(
      "clEnqueueReadBuffer",
      library.read(handle, buffer.handle, 1, byteOffset, place.count, base, 0, nil, nil))
    // Commands are done in their order, so all before this one are.
    settle()
  }

  /// Runs a kernel in `groups` groups of `groupSize` items each, which lie along the first dimension.
  ///
  /// Nothing runs where there is no group.
  ///
  /// - Precondition: no count is negative, `groupSize` is at least 1, and there is one argument for each parameter.
  public func run(
    _ kernel: DeviceKernel, groups: (Int, Int, Int), groupSize: Int, _ arguments: [DeviceArgument]
  ) {
    precondition(
      groups.0 >= 0 && groups.1 >= 0 && groups.2 >= 0 && groupSize > 0,
      "\(groups) groups of \(groupSize) items")
    precondition(
      arguments.count == kernel.argumentCount,
      "\(arguments.count) arguments for \(kernel.argumentCount) parameters")
    precondition(kernel.program.context === context, "a kernel of another context")
    guard failure == nil, groups.0 > 0, groups.1 > 0, groups.2 > 0 else { return }
    for index in arguments.indices {
      note("clSetKernelArg", kernel.set(index, to: arguments[index]))
    }
    guard failure == nil else { return }
    let sizes: InlineArray<6, Int> = [groups.0 * groupSize, groups.1, groups.2, groupSize, 1, 1]
    var event: OpaquePointer?
    let code = sizes.span.withUnsafeBufferPointer { sizes in
      library.run(
        handle, kernel.handle, 3, nil, sizes.baseAddress!, sizes.baseAddress! + 3, 0, nil, &event)
    }
    note("clEnqueueNDRangeKernel", code)
    wait(for: event, of: "clEnqueueNDRangeKernel")
  }

  /// Waits until all commands are done.
  public func finish() {
    guard failure == nil else { return }
    note("clFinish", library.finish(handle))
    settle()
  }

  // MARK: How commands ended

  private func wait(for event: OpaquePointer?, of name: StaticString) {
    guard let event else { return }
    pending.append((name, event))
    if pending.count >= Self.pendingLimit { finish() }
  }

  /// Asks the commands that are done how they ended: a call that puts a command into the queue, and one that waits for
  /// it, say nothing of what went wrong on the device.
  private func settle() {
    for (name, event) in pending {
      var status = OpenCLCode.success
      let size = MemoryLayout.size(ofValue: status)
      note("clGetEventInfo", library.getEventInfo(event, 0x11D3, size, &status, nil))
      // A positive one is of a command that is not done, which cannot be after a wait.
      note("\(name)", status > 0 ? OpenCLCode.notDone : status)
      _ = library.releaseEvent(event)
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func note(_ name: String, _ code: Int32) {
    if code != OpenCLCode.success && failure == nil { failure = .call(name: name, code: code) }
  }

  private func requirePlace(_ offset: Int, _ count: Int, in buffer: DeviceBuffer) {
    precondition(
      offset >= 0 && offset <= buffer.byteCount && count <= buffer.byteCount - offset,
      "\(count) bytes at \(offset) of a buffer of \(buffer.byteCount)")
    precondition(buffer.context === context, "a buffer of another context")
  }
}
