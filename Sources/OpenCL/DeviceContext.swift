import Synchronization

/// What belongs together on a device: its programs, its queues and their buffers.
public final class DeviceContext: @unchecked Sendable {
  public let device: OpenCLDevice
  let library: OpenCLLibrary
  let handle: OpaquePointer
  let deviceHandle: OpaquePointer
  private let bytesInUse = Mutex(0)

  /// - Throws: `OpenCLError` when the device cannot be used, such as one that another process holds.
  public init(_ device: OpenCLDevice) throws(OpenCLError) {
    let library = try OpenCLLibrary.loaded.get()
    guard let handles = device.handles, let deviceHandle = OpaquePointer(bitPattern: handles.device)
    else { throw .call(name: "clCreateContext", code: OpenCLCode.invalidDevice) }
    let properties = [0x1084, Int(bitPattern: handles.platform), 0]
    var code = OpenCLCode.success
    let devices: [OpaquePointer?] = [deviceHandle]
    guard let handle = library.createContext(properties, 1, devices, nil, nil, &code) else {
      throw .call(name: "clCreateContext", code: code)
    }
    self.device = device
    self.library = library
    self.handle = handle
    self.deviceHandle = deviceHandle
  }

  deinit { _ = library.releaseContext(handle) }

  /// Compiles `source`, which is OpenCL C, for the device.
  ///
  /// - Throws: `OpenCLError.build` with what the compiler said, when it refuses the source or the options.
  public func build(_ source: String, options: String) throws(OpenCLError) -> DeviceProgram {
    try DeviceProgram(self, source, options)
  }

  public func makeQueue() throws(OpenCLError) -> DeviceQueue { try DeviceQueue(self) }

  /// The largest buffer for which there is room beside those that live.
  var largestBuffer: Int {
    min(device.largestBuffer, max(0, device.memory - bytesInUse.withLock { $0 }))
  }

  /// Takes `byteCount` bytes of the device's memory; false, where it has not so many.
  ///
  /// Drivers promise more than there is, and a processor's would take the system's memory for it.
  func reserve(_ byteCount: Int) -> Bool {
    bytesInUse.withLock {
      guard byteCount <= device.memory - $0 else { return false }
      $0 += byteCount
      return true
    }
  }

  func giveBack(_ byteCount: Int) { bytesInUse.withLock { $0 -= byteCount } }
}

/// A program that was compiled for the device of a context.
public final class DeviceProgram: @unchecked Sendable {
  let context: DeviceContext
  let handle: OpaquePointer

  fileprivate init(_ context: DeviceContext, _ source: String, _ options: String)
    throws(OpenCLError)
  {
    let library = context.library
    var text = source
    var code = OpenCLCode.success
    let program = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        library.createProgram(context.handle, 1, [$0.baseAddress], [$0.count], &code)
      }
    }
    guard let program else { throw .call(name: "clCreateProgramWithSource", code: code) }
    self.context = context
    handle = program
    let devices: [OpaquePointer?] = [context.deviceHandle]
    code = library.buildProgram(program, 1, devices, options, nil, nil)
    // A driver has codes of its own for a refusal; the log says why, where there is one.
    guard code == OpenCLCode.success else {
      let log = (try? buildLog()) ?? ""
      guard !log.isEmpty || code == OpenCLCode.buildProgramFailure else {
        throw .call(name: "clBuildProgram", code: code)
      }
      throw log.isEmpty ? .build(log: "it does not say why") : .build(saying: log)
    }
  }

  deinit { _ = context.library.releaseProgram(handle) }

  private func buildLog() throws(OpenCLError) -> String {
    let question: UInt32 = 0x1183
    let bytes = try Inquiry.bytes("clGetProgramBuildInfo") {
      context.library.getBuildInfo(handle, context.deviceHandle, question, $0, $1, $2)
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
