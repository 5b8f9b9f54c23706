/// What a kernel is given, in the order of its parameters.
public enum DeviceArgument {
  /// A pointer to global memory.
  case buffer(DeviceBuffer)
  /// `int`
  case int(Int32)
  /// `uint`
  case word(UInt32)
  /// `ulong`
  case size(Int)
  case float(Float)
  case double(Double)
}

/// A function of a program. It belongs to one queue and one thread: its arguments are set before each run.
public final class DeviceKernel {
  let program: DeviceProgram
  let handle: OpaquePointer
  let argumentCount: Int

  init(_ name: String, of program: DeviceProgram) throws(OpenCLError) {
    let library = program.context.library
    var code = OpenCLCode.success
    guard let kernel = library.createKernel(program.handle, name, &code) else {
      throw .call(name: "clCreateKernel", code: code)
    }
    self.program = program
    handle = kernel
    do throws(OpenCLError) {
      let count = try Inquiry("clGetKernelInfo", kernel, library.getKernelInfo)
        .value(0x1191, UInt32.self)
      argumentCount = Int(count)
    } catch {
      _ = library.releaseKernel(kernel)
      throw error
    }
  }

  deinit { _ = program.context.library.releaseKernel(handle) }

  /// The library's answer.
  ///
  /// - Precondition: a buffer is of the kernel's context, a size is not negative.
  func set(_ index: Int, to argument: DeviceArgument) -> Int32 {
    switch argument {
    case .buffer(let buffer):
      precondition(buffer.context === program.context, "a buffer of another context")
      return set(index, toBits: buffer.handle)
    case .int(let value): return set(index, toBits: value)
    case .word(let value): return set(index, toBits: value)
    case .size(let value): return set(index, toBits: UInt64(value))
    case .float(let value): return set(index, toBits: value)
    case .double(let value): return set(index, toBits: value)
    }
  }

  private func set<T: BitwiseCopyable>(_ index: Int, toBits value: T) -> Int32 {
    withUnsafePointer(to: value) {
      program.context.library.setArgument(handle, UInt32(index), MemoryLayout<T>.size, $0)
    }
  }
}
