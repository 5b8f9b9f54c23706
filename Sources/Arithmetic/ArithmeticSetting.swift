/// What computes a trial. Its bits do not depend on it, as long as the products are exact.
public struct ArithmeticSetting: Sendable, Equatable {
  public var instructionSet: InstructionSet
  /// Threads of each unit.
  public var threads: Int
  public var device: ComputeDevice
  /// What a device must have shown.
  public var trust: DeviceTrust

  public init(
    instructionSet: InstructionSet = .best, threads: Int = 1, device: ComputeDevice = .processor,
    trusting trust: DeviceTrust = .anew
  ) {
    self.instructionSet = instructionSet
    self.threads = threads
    self.device = device
    self.trust = trust
  }

  /// The same without a device.
  public var onProcessor: ArithmeticSetting {
    ArithmeticSetting(instructionSet: instructionSet, threads: threads, trusting: trust)
  }

  /// The instruction set, or the device in its place: `avx2`, `opencl:0`.
  public var place: String {
    device == .processor ? instructionSet.rawValue : device.description
  }

  /// A unit that computes so.
  ///
  /// - Throws: `ArithmeticError` when the machine lacks the instruction set, the threads, the library or the device, the
  ///   device is not believed, or the backend is the processor's alone.
  public func unit(_ backend: ProductBackend = .exact) throws -> ArithmeticUnit {
    try device.require(backend)
    return try ArithmeticUnit(
      instructionSet: instructionSet, threads: threads, backend: backend, on: code())
  }

  /// Sees that the device is believed, which may take some seconds; at once without one.
  ///
  /// - Throws: `ArithmeticError.device` saying what it lacks or computes otherwise.
  public func examineDevice() throws(ArithmeticError) { _ = try code() }

  private func code() throws(ArithmeticError) -> DeviceCode? {
    guard let device = try device.openCLDevice() else { return nil }
    return try trust.code(for: device)
  }
}

extension ComputeDevice {
  /// Refuses a backend that the device does not have.
  public func require(_ backend: ProductBackend) throws(ArithmeticError) {
    guard self == .processor || backend == .exact else {
      throw .device(
        "'numerics: openblas' is computed by the processor; leave out --device, or use --device cpu"
      )
    }
  }
}
