import Testing

@testable import OpenCL

private let device = (try? OpenCLDevice.all())?.first { $0.isAvailable && $0.hasCompiler }

private let source = """
  kernel void scale(global float *y, ulong y_at, global const float *x, ulong x_at, ulong n,
                    int add, uint mask, float factor) {
    ulong i = get_global_id(0);
    if (i < n) y[y_at + i] = x[x_at + i] * factor + add + (mask & (uint)i);
  }
  kernel void place(global int *where) {
    ulong x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    ulong at = (z * get_global_size(1) + y) * get_global_size(0) + x;
    where[at] = (int)(get_local_id(0) + 10 * get_group_id(0) + 100 * y + 1000 * z);
  }
  kernel void add_one(global int *x, int limit) {
    if ((int)get_global_id(0) < limit) x[get_global_id(0)] += 1;
  }
  """

/// Skipped, with this line, on machines without a device.
@Suite(.enabled(if: device != nil, "there is no OpenCL device"))
struct DeviceQueueTests {
  let context: DeviceContext
  let program: DeviceProgram
  let queue: DeviceQueue

  init() throws {
    context = try DeviceContext(try #require(device))
    program = try context.build(source, options: "-cl-std=CL1.2")
    queue = try context.makeQueue()
  }

  private func write<T>(_ values: [T], to buffer: DeviceBuffer, at index: Int = 0) {
    values.withUnsafeBytes {
      queue.write($0, to: buffer, at: index * MemoryLayout<T>.stride)
    }
  }

  private func read<T: Numeric>(
    _ buffer: DeviceBuffer, at index: Int = 0, count: Int, _ queue: DeviceQueue? = nil
  ) -> [T] {
    var values = [T](repeating: 77, count: count)
    values.withUnsafeMutableBytes {
      (queue ?? self.queue).read(buffer, at: index * MemoryLayout<T>.stride, into: $0)
    }
    return values
  }

  @Test func devicesAreNumberedAndDescribed() throws {
    let devices = try OpenCLDevice.all()
    #expect(devices.map(\.index) == Array(devices.indices))
    for device in devices {
      #expect(!device.name.isEmpty && !device.platform.isEmpty && !device.driver.isEmpty)
      #expect(device.version.hasPrefix("OpenCL ") && device.languageVersion.hasPrefix("OpenCL C "))
      #expect(device.memory > 0 && (1...device.memory).contains(device.largestBuffer))
      #expect(device.largestGroup > 0 && device.computeUnits > 0 && device.localMemory > 0)
      // What OpenCL 1.2 asks of a device, and of binary64 where there is one.
      #expect(device.single.contains([.roundToNearest, .infinityAndNaN]))
      #expect(device.double.isEmpty || device.double.contains([.fma, .denormals, .roundToNearest]))
    }
    #expect(try OpenCLDevice.all() == devices)
  }

  /// Every kind of argument but `double`, which not every device has; offsets on both sides; a tail beyond n.
  @Test func aKernelGetsItsArguments() throws {
    let scale = try queue.kernel("scale", of: program)
    let (x, y) = (try queue.makeBuffer(byteCount: 40), try queue.makeBuffer(byteCount: 48))
    write([Float](arrayLiteral: 9, 9, 9, 1, 2, 3, 4, 5, 6, 7), to: x)
    queue.run(
      scale, groups: (3, 1, 1), groupSize: 4,
      [.buffer(y), .size(2), .buffer(x), .size(3), .size(7), .int(-100), .word(1), .float(0.5)])
    let expected: [Float] = [
      0, 0, -99.5, -98, -98.5, -97, -97.5, -96, -96.5, 0, 0, 0,
    ]
    #expect(read(y, count: 12) == expected && queue.failure == nil)
    // Other arguments for the same kernel.
    queue.run(
      scale, groups: (1, 1, 1), groupSize: 4,
      [.buffer(y), .size(9), .buffer(x), .size(0), .size(1), .int(5), .word(0), .float(-1)])
    #expect(read(y, at: 8, count: 3) == [Float](arrayLiteral: -96.5, -4, 0))
  }

  @Test(.enabled(if: device?.double.isEmpty == false, "the device has no binary64"))
  func aKernelGetsADouble() throws {
    let program = try context.build(
      "kernel void put(global double *x, double a) { x[get_global_id(0)] = a; }", options: "")
    let buffer = try queue.makeBuffer(byteCount: 16)
    let put = try queue.kernel("put", of: program)
    queue.run(
      put, groups: (2, 1, 1), groupSize: 1, [.buffer(buffer), .double(0x1.23456789abcdep-9)])
    #expect(read(buffer, count: 2) == [Double](repeating: 0x1.23456789abcdep-9, count: 2))
  }

  @Test func groupsLieInThreeDimensions() throws {
    let place = try queue.kernel("place", of: program)
    let buffer = try queue.makeBuffer(byteCount: 4 * 2 * 2 * 3 * 2)
    queue.run(place, groups: (2, 3, 2), groupSize: 2, [.buffer(buffer)])
    var expected: [Int32] = []
    for z in 0..<2 {
      for y in 0..<3 {
        for x in 0..<4 { expected.append(Int32(x % 2 + 10 * (x / 2) + 100 * y + 1000 * z)) }
      }
    }
    #expect(read(buffer, count: 24) == expected)
    // No group, no work.
    for groups in [(0, 3, 2), (2, 0, 2), (2, 3, 0)] {
      queue.run(place, groups: groups, groupSize: 2, [.buffer(buffer)])
    }
    #expect(read(buffer, count: 24) == expected && queue.failure == nil)
  }

  @Test func newBuffersAreZeros() throws {
    for byteCount in [0, 1, 15, 16, 17, 100_003] {
      let used = try queue.makeBuffer(byteCount: byteCount)
      write([UInt8](repeating: 255, count: byteCount), to: used)
      #expect(read(used, count: byteCount) == [UInt8](repeating: 255, count: byteCount))
    }
    for byteCount in [0, 1, 15, 16, 17, 100_003] {
      let fresh = try queue.makeBuffer(byteCount: byteCount)
      #expect(fresh.byteCount == byteCount)
      #expect(read(fresh, count: byteCount) == [UInt8](repeating: 0, count: byteCount))
    }
    #expect(queue.allocationCount == 12 && queue.failure == nil)
  }

  @Test func commandsRunInOrder() throws {
    let addOne = try queue.kernel("add_one", of: program)
    let buffer = try queue.makeBuffer(byteCount: 4 * 8)
    let start: [Int32] = [0, 10, 20, 30, 40, 50, 60, 70]
    let tail: [Int32] = [5, 6]
    start.withUnsafeBytes { start in
      tail.withUnsafeBytes { tail in
        queue.enqueueWrite(start, to: buffer, at: 0)
        for _ in 0..<1000 {
          queue.run(addOne, groups: (2, 1, 1), groupSize: 4, [.buffer(buffer), .int(7)])
        }
        queue.enqueueWrite(tail, to: buffer, at: 24)
        queue.run(addOne, groups: (2, 1, 1), groupSize: 4, [.buffer(buffer), .int(8)])
        queue.finish()
      }
    }
    #expect(
      read(buffer, count: 8) == [Int32](arrayLiteral: 1001, 1011, 1021, 1031, 1041, 1051, 6, 7))
    #expect(queue.failure == nil)
  }

  @Test func twoQueuesShareBuffersAndPrograms() throws {
    let other = try context.makeQueue()
    let buffer = try queue.makeBuffer(byteCount: 16)
    for queue in [queue, other, queue] {
      let addOne = try queue.kernel("add_one", of: program)
      queue.run(addOne, groups: (4, 1, 1), groupSize: 1, [.buffer(buffer), .int(4)])
      queue.finish()
    }
    #expect(read(buffer, count: 4, other) == [Int32](repeating: 3, count: 4))
    #expect((queue.allocationCount, other.allocationCount) == (1, 0))
    // A failure is its queue's alone.
    #expect(throws: OpenCLError.self) { _ = try other.kernel("absent", of: program) }
    #expect(other.failure != nil && queue.failure == nil)
  }

  // MARK: Failures

  @Test func aKernelThatIsNotThereStops() throws {
    let addOne = try queue.kernel("add_one", of: program)
    let buffer = try queue.makeBuffer(byteCount: 16)
    let failure = OpenCLError.call(name: "clCreateKernel", code: -46)
    #expect(throws: failure) { _ = try queue.kernel("no_such_kernel", of: program) }
    #expect(queue.failure == failure)
    // Nothing runs, nothing is read, nothing is made; the first failure stays.
    queue.run(addOne, groups: (1, 1, 1), groupSize: 4, [.buffer(buffer), .int(4)])
    write([Int32](repeating: 9, count: 4), to: buffer)
    queue.finish()
    #expect(read(buffer, count: 4) == [Int32](repeating: 77, count: 4))
    #expect(throws: failure) { _ = try queue.makeBuffer(byteCount: 4) }
    #expect(throws: failure) { _ = try queue.kernel("add_one", of: program) }
    #expect(queue.failure == failure && queue.allocationCount == 1)
    #expect(read(buffer, count: 4, try context.makeQueue()) == [Int32](repeating: 0, count: 4))
  }

  @Test func aGroupThatIsTooLargeStops() throws {
    let addOne = try queue.kernel("add_one", of: program)
    let buffer = try queue.makeBuffer(byteCount: 16)
    let size = context.device.largestGroup * 4
    queue.run(addOne, groups: (1, 1, 1), groupSize: size, [.buffer(buffer), .int(4)])
    guard case .call("clEnqueueNDRangeKernel", let code) = queue.failure else {
      Issue.record("no failure")
      return
    }
    #expect(code == -54 || code == -55)
  }

  @Test func aScalarOfAnotherSizeStops() throws {
    let addOne = try queue.kernel("add_one", of: program)
    let buffer = try queue.makeBuffer(byteCount: 16)
    queue.run(addOne, groups: (1, 1, 1), groupSize: 4, [.buffer(buffer), .size(4)])
    #expect(queue.failure == .call(name: "clSetKernelArg", code: -51))
  }

  @Test func aRefusedProgramSaysWhy() throws {
    let broken = "kernel void f(global float *x) {\n  x[0] = nothing_of_this_name;\n}\n"
    do throws(OpenCLError) {
      _ = try context.build(broken, options: "")
      Issue.record("it was compiled")
    } catch {
      guard case .build(let log) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(log.contains("nothing_of_this_name"))
      #expect("\(error)".contains("refuses the program") && !"\(error)".contains("\n"))
    }
    #expect(throws: OpenCLError.self) { _ = try context.build(source, options: "-no-such-option") }
  }

  @Test(arguments: [Int.max, Int.max - 15, 1 << 60])
  func aBufferThatIsTooLargeStops(_ byteCount: Int) throws {
    let failure = OpenCLError.memory(
      asked: byteCount, available: context.device.largestBuffer, device: context.device.name)
    #expect(throws: failure) { _ = try queue.makeBuffer(byteCount: byteCount) }
    #expect(queue.failure == failure && queue.allocationCount == 0)
  }

  /// The memory of buffers that are gone is there again, and that of living ones is counted.
  @Test func memoryIsCountedWhileBuffersLive() throws {
    let all = context.device.memory
    #expect(context.reserve(all - 64) && !context.reserve(80))
    let left = context.largestBuffer
    #expect(left == min(64, context.device.largestBuffer))
    do {
      let buffer = try queue.makeBuffer(byteCount: 40)
      #expect(buffer.byteCount == 40 && context.largestBuffer == 16)
    }
    #expect(context.largestBuffer == left)
    #expect(throws: OpenCLError.memory(asked: 65, available: 64, device: context.device.name)) {
      _ = try queue.makeBuffer(byteCount: 65)
    }
    #expect(context.largestBuffer == left)
    context.giveBack(all - 64)
  }

  @Test func placesBeyondABufferAreFaults() async {
    await #expect(processExitsWith: .failure) {
      let context = try DeviceContext(try OpenCLDevice.all()[0])
      let queue = try context.makeQueue()
      let buffer = try queue.makeBuffer(byteCount: 8)
      [UInt8](repeating: 0, count: 5).withUnsafeBytes { queue.write($0, to: buffer, at: 4) }
    }
    await #expect(processExitsWith: .failure) {
      let context = try DeviceContext(try OpenCLDevice.all()[0])
      let queue = try context.makeQueue()
      let buffer = try queue.makeBuffer(byteCount: 8)
      var bytes = [UInt8](repeating: 0, count: 4)
      bytes.withUnsafeMutableBytes { queue.read(buffer, at: -1, into: $0) }
    }
  }
}
