import OpenCL

/// Asks a device for the digests of all kernels, before it is believed.
struct DeviceExamination {
  /// A kernel that gave other bits than it should.
  struct Fault: Hashable, CustomStringConvertible {
    let kernel: KernelDigest
    let groupSize: Int

    var description: String { "\(kernel.rawValue) at work-groups of \(groupSize)" }
  }

  /// Of a device, in the shapes that every device is asked in, and in its own.
  ///
  /// - Parameter planted: options that plant a fault.
  /// - Throws: `ArithmeticError.device` if the kernels cannot be built, or a call fails.
  static func faults(
    _ context: DeviceContext, _ shapes: [DeviceShape]? = nil, planted: String = ""
  ) throws(ArithmeticError) -> [Fault] {
    var faults: [Fault] = []
    for shape in shapes ?? Self.shapes(of: context.device) {
      let code = try DeviceCode(context, shape, planted: planted)
      faults += try self.faults(of: code)
    }
    return faults
  }

  /// Why a device is not believed.
  static func refusal(_ device: OpenCLDevice, _ faults: [Fault]) -> String {
    var kernels: [KernelDigest] = []
    for fault in faults where !kernels.contains(fault.kernel) { kernels.append(fault.kernel) }
    let names = kernels.map { kernel in
      let sizes = faults.filter { $0.kernel == kernel }.map { "\($0.groupSize)" }
      return "\(kernel.rawValue) (\(sizes.joined(separator: ", ")))"
    }
    return
      "opencl:\(device.index) (\(device.printableName)) computes other bits, in these kernels at these "
      + "work-group sizes: \(names.joined(separator: ", ")); it is not used. Use --device cpu, or another driver"
  }

  /// What an answer holds for: the device, its driver, the kernels, and how they are built.
  static func key(of device: OpenCLDevice) -> String {
    [
      device.platform, device.platformVersion, device.name, device.vendor, device.driver,
      device.version, device.languageVersion, DeviceCode.options,
      shapes(of: device).map(\.options).joined(separator: " "),
      KernelDigest.allCases.map { String($0.recorded, radix: 16) }.joined(separator: " "),
      DeviceCode.source,
    ].joined(separator: "\u{1f}")
  }

  static func shapes(of device: OpenCLDevice) -> [DeviceShape] {
    DeviceShape.asked(of: device) + [.best(for: device)]
  }

  /// Of the kernels that were built.
  static func faults(of code: DeviceCode) throws(ArithmeticError) -> [Fault] {
    let unit = try ArithmeticUnit(instructionSet: .best, threads: 1, backend: .exact, on: code)
    let found = KernelDigest.allCases.filter { $0.digest(on: unit) != $0.recorded }
    try unit.check()
    return found.map { Fault(kernel: $0, groupSize: code.shape.groupSize) }
  }
}
