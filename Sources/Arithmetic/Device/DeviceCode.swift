import CDeviceKernels
import OpenCL

/// The kernels built for a device, in one shape.
final class DeviceCode: @unchecked Sendable {
  let context: DeviceContext
  let program: DeviceProgram
  let shape: DeviceShape

  /// Without what it names, a device rounds divisions and square roots as it likes.
  static let options = "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt"

  /// The text of all kernels.
  static var source: String {
    String(
      decoding: UnsafeBufferPointer(start: cd_kernels_bytes(), count: cd_kernels_byte_count()),
      as: UTF8.self)
  }

  /// - Parameter planted: further options, of faults that tests plant.
  init(
    _ context: DeviceContext, _ shape: DeviceShape, planted: String = ""
  ) throws(ArithmeticError) {
    self.context = context
    self.shape = shape
    do throws(OpenCLError) {
      program = try context.build(
        Self.source, options: "\(Self.options) \(shape.options) \(planted)")
    } catch {
      throw .device("\(Self.name(context.device)): \(error)")
    }
  }

  static func context(of device: OpenCLDevice) throws(ArithmeticError) -> DeviceContext {
    do throws(OpenCLError) { return try DeviceContext(device) } catch {
      throw .device("\(name(device)): \(error)")
    }
  }

  /// A device in a sentence.
  static func name(_ device: OpenCLDevice) -> String {
    "opencl:\(device.index) (\(device.printableName))"
  }
}
