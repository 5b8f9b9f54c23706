import ArgumentParser
import Arithmetic

/// On which device trials are computed; the results do not depend on it.
struct DeviceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Compute on the processor (cpu), on the first OpenCL device that fits, graphics processors before \
      processors (opencl), or on the one that 'seedproof devices' lists under this number (opencl:N). The \
      bits do not depend on it.
      """, valueName: "device"),
    transform: DeviceOptions.device)
  var device = ComputeDevice.processor

  /// The option as a word for a program that runs elsewhere; nil for the default.
  var word: String? { device == .processor ? nil : device.description }

  private static func device(_ text: String) throws -> ComputeDevice {
    guard let device = ComputeDevice(text) else {
      throw ValidationError("write cpu, opencl, or opencl:N such as opencl:0")
    }
    return device
  }
}
