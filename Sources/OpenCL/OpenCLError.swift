/// What OpenCL cannot give.
public enum OpenCLError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The library is not there, or lacks a function; why.
  case library(String)
  /// The library is there and finds no driver, or no driver has a device.
  case noPlatform
  /// A function of the library returned `code`.
  case call(name: String, code: Int32)
  /// The device's compiler refused a program: the first lines of what it said.
  case build(log: String)
  /// The device has no memory for a buffer of `asked` bytes; `available` are not in use, or fit into one buffer.
  case memory(asked: Int, available: Int, device: String)

  /// What is missing where no device is found at all.
  static let advice =
    "install ocl-icd-libopencl1 and the driver of a device; pocl-opencl-icd is one for the processor"

  public var description: String {
    switch self {
    case .library(let reason):
      return "the OpenCL library cannot be used: \(reason); \(Self.advice)"
    case .noPlatform:
      return
        "OpenCL finds no device; \(Self.advice); 'clinfo' says why a driver that is installed "
        + "offers none"
    case .call(let name, let code):
      return "\(name) of OpenCL failed: \(OpenCLCode.name(of: code))"
    case .build(let log):
      return "the device's compiler refuses the program: \(log.replacing("\n", with: "; "))"
    case .memory(let asked, let available, let device):
      return
        "device '\(ForeignText.visible(device))' has no memory for \(asked) bytes more; "
        + "at most \(available) are left for one buffer"
    }
  }

  /// What a compiler said, made fit to print.
  static func build(saying log: String) -> OpenCLError {
    .build(log: ForeignText.firstLines(of: log))
  }

  /// Whether a call failed for want of memory.
  static func isMemory(_ code: Int32) -> Bool {
    [
      OpenCLCode.allocationFailure, OpenCLCode.outOfResources, OpenCLCode.outOfHostMemory,
      OpenCLCode.invalidBufferSize,
    ].contains(code)
  }
}
