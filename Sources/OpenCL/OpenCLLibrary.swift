import Glibc

/// The functions of `libOpenCL.so.1`, loaded when one is first asked for.
///
/// Their types are those of OpenCL 1.2; handles are opaque pointers.
struct OpenCLLibrary: Sendable {
  /// The library, or why there is none; the same answer for the whole run.
  static let loaded = load("libOpenCL.so.1")

  typealias Code = Int32
  typealias Handle = OpaquePointer
  /// Asks about an object: what, the bytes at the place, the place, the bytes that the answer has.
  typealias Question =
    @convention(c) (
      Handle?, UInt32, Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?
    ) -> Code
  typealias Release = @convention(c) (Handle) -> Code
  /// Copies between host and device; the pointer is the host's, which `write` leaves as it is.
  typealias Copy =
    @convention(c) (
      _ queue: Handle, _ buffer: Handle, _ waits: UInt32, _ offset: Int, _ byteCount: Int,
      _ host: UnsafeMutableRawPointer, UInt32, UnsafeRawPointer?,
      _ event: UnsafeMutablePointer<Handle?>?
    ) -> Code

  let getPlatforms:
    @convention(c) (UInt32, UnsafeMutablePointer<Handle?>?, UnsafeMutablePointer<UInt32>?) -> Code
  let getPlatformInfo: Question
  let getDevices:
    @convention(c) (
      Handle?, _ kinds: UInt64, UInt32, UnsafeMutablePointer<Handle?>?,
      UnsafeMutablePointer<UInt32>?
    ) -> Code
  let getDeviceInfo: Question
  let createContext:
    @convention(c) (
      _ properties: UnsafePointer<Int>?, UInt32, UnsafePointer<Handle?>,
      _ notify: UnsafeRawPointer?,
      UnsafeRawPointer?, UnsafeMutablePointer<Code>
    ) -> Handle?
  let createQueue:
    @convention(c) (Handle, _ device: Handle, _ properties: UInt64, UnsafeMutablePointer<Code>)
      -> Handle?
  let createProgram:
    @convention(c) (
      Handle, UInt32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int>,
      UnsafeMutablePointer<Code>
    ) -> Handle?
  let buildProgram:
    @convention(c) (
      Handle, UInt32, UnsafePointer<Handle?>, _ options: UnsafePointer<CChar>,
      _ notify: UnsafeRawPointer?, UnsafeRawPointer?
    ) -> Code
  let getBuildInfo:
    @convention(c) (
      Handle, _ device: Handle, UInt32, Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?
    ) -> Code
  let createKernel:
    @convention(c) (Handle, _ name: UnsafePointer<CChar>, UnsafeMutablePointer<Code>) -> Handle?
  let getKernelInfo: Question
  let setArgument: @convention(c) (Handle, _ index: UInt32, Int, UnsafeRawPointer) -> Code
  let createBuffer:
    @convention(c) (
      Handle, _ flags: UInt64, Int, _ host: UnsafeRawPointer?, UnsafeMutablePointer<Code>
    ) -> Handle?
  let fill:
    @convention(c) (
      Handle, _ buffer: Handle, _ pattern: UnsafeRawPointer, Int, _ offset: Int, Int, UInt32,
      UnsafeRawPointer?, UnsafeRawPointer?
    ) -> Code
  let write: Copy
  let read: Copy
  let run:
    @convention(c) (
      Handle, _ kernel: Handle, _ dimensions: UInt32, _ offset: UnsafePointer<Int>?,
      _ global: UnsafePointer<Int>, _ local: UnsafePointer<Int>, UInt32, UnsafeRawPointer?,
      _ event: UnsafeMutablePointer<Handle?>?
    ) -> Code
  let getEventInfo: Question
  let finish: Release
  let releaseEvent: Release
  let releaseContext: Release
  let releaseQueue: Release
  let releaseProgram: Release
  let releaseKernel: Release
  let releaseBuffer: Release

  /// The library called `name`.
  static func load(_ name: String) -> Result<OpenCLLibrary, OpenCLError> {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "not found"
      return .failure(.library(ForeignText.visible(reason)))
    }
    do throws(OpenCLError) {
      return .success(try OpenCLLibrary(Symbols(handle: handle)))
    } catch {
      return .failure(error)
    }
  }

  private struct Symbols {
    let handle: UnsafeMutableRawPointer

    func callAsFunction<F>(_ name: String) throws(OpenCLError) -> F {
      guard let address = dlsym(handle, name) else {
        throw .library("it has no function \(name), which is one of OpenCL 1.2")
      }
      return unsafeBitCast(address, to: F.self)
    }
  }

  private init(_ symbol: Symbols) throws(OpenCLError) {
    getPlatforms = try symbol("clGetPlatformIDs")
    getPlatformInfo = try symbol("clGetPlatformInfo")
    getDevices = try symbol("clGetDeviceIDs")
    getDeviceInfo = try symbol("clGetDeviceInfo")
    createContext = try symbol("clCreateContext")
    createQueue = try symbol("clCreateCommandQueue")
    createProgram = try symbol("clCreateProgramWithSource")
    buildProgram = try symbol("clBuildProgram")
    getBuildInfo = try symbol("clGetProgramBuildInfo")
    createKernel = try symbol("clCreateKernel")
    getKernelInfo = try symbol("clGetKernelInfo")
    setArgument = try symbol("clSetKernelArg")
    createBuffer = try symbol("clCreateBuffer")
    fill = try symbol("clEnqueueFillBuffer")
    write = try symbol("clEnqueueWriteBuffer")
    read = try symbol("clEnqueueReadBuffer")
    run = try symbol("clEnqueueNDRangeKernel")
    getEventInfo = try symbol("clGetEventInfo")
    finish = try symbol("clFinish")
    releaseEvent = try symbol("clReleaseEvent")
    releaseContext = try symbol("clReleaseContext")
    releaseQueue = try symbol("clReleaseCommandQueue")
    releaseProgram = try symbol("clReleaseProgram")
    releaseKernel = try symbol("clReleaseKernel")
    releaseBuffer = try symbol("clReleaseMemObject")
  }
}
