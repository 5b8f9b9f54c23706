import OpenCL

/// Where a trial computes. The bits do not depend on it.
public enum ComputeDevice: Sendable, Equatable, CustomStringConvertible {
  case processor
  /// The device with this number, or the first that fits, one that makes a device of the processor last.
  case openCL(Int?)

  /// `cpu`, `opencl` or `opencl:N`; nil for any other text.
  public init?(_ text: String) {
    let name = "opencl:"
    switch text {
    case "cpu": self = .processor
    case "opencl": self = .openCL(nil)
    case _ where text.hasPrefix(name):
      let digits = text.dropFirst(name.count)
      guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ 48...57 ~= $0 }),
        let number = Int(digits), "\(number)" == digits
      else { return nil }
      self = .openCL(number)
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .processor: "cpu"
    case .openCL(nil): "opencl"
    case .openCL(let number?): "opencl:\(number)"
    }
  }

  /// What OpenCL has, in the order of the devices' numbers.
  ///
  /// - Throws: `OpenCLError` when there is no library or no device.
  public static func all() throws(OpenCLError) -> [OpenCLDevice] {
    // A driver is loaded, which may change the thread's environment.
    try FloatingPointEnvironment.standard { () -> Result<[OpenCLDevice], OpenCLError> in
      do throws(OpenCLError) { return .success(try OpenCLDevice.all()) } catch {
        return .failure(error)
      }
    }.get()
  }

  /// The device with its number, seen to be there and to lack nothing.
  ///
  /// - Throws: `ArithmeticError.device` where there is no library, no such device, or it lacks something.
  public func found() throws(ArithmeticError) -> ComputeDevice {
    .init(try openCLDevice())
  }

  /// The memory of the device; nil for the processor.
  ///
  /// - Throws: as `found`.
  public func byteCount() throws(ArithmeticError) -> Int? { try openCLDevice()?.memory }

  /// The device; nil for the processor.
  ///
  /// - Throws: as `found`.
  func openCLDevice() throws(ArithmeticError) -> OpenCLDevice? {
    guard case .openCL(let number) = self else { return nil }
    let devices: [OpenCLDevice]
    do throws(OpenCLError) { devices = try Self.all() } catch {
      throw .device("\(error)")
    }
    return try Self.choice(number, of: devices)
  }

  private init(_ device: OpenCLDevice?) {
    self = device.map { .openCL($0.index) } ?? .processor
  }

  /// The device called `number`, or the first of `devices` that fits. A processor is taken only where nothing else
  /// fits: what a machine has beside it is what was meant.
  static func choice(
    _ number: Int?, of devices: [OpenCLDevice]
  ) throws(ArithmeticError) -> OpenCLDevice {
    func lack(_ device: OpenCLDevice) -> String {
      let needs = DeviceNeed.lacking(device).map(\.rawValue).joined(separator: ", ")
      return "opencl:\(device.index) (\(device.printableName)) lacks \(needs)"
    }
    guard let number else {
      let fitting = devices.filter { DeviceNeed.lacking($0).isEmpty }
      if let device = fitting.first(where: { $0.kind != .processor }) ?? fitting.first {
        return device
      }
      // The first ones tell enough; the command lists all.
      throw .device(
        "no OpenCL device fits: " + devices.prefix(4).map(lack).joined(separator: "; ")
          + "; 'seedproof devices' lists what each lacks")
    }
    guard let device = devices.first(where: { $0.index == number }) else {
      let names =
        devices.isEmpty ? "none" : devices.count == 1 ? "opencl:0" : "0...\(devices.count - 1)"
      throw .device(
        "there is no device opencl:\(number), but \(names); 'seedproof devices' lists them")
    }
    guard DeviceNeed.lacking(device).isEmpty else {
      throw .device(lack(device) + "; 'seedproof devices' says what each is for")
    }
    return device
  }
}
