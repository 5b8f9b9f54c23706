import OpenCL
import Synchronization

/// Where it is kept that a device has given the digests of all kernels.
public protocol DeviceAnswers: Sendable {
  /// Whether a device, driver, kernels and options so described gave them.
  func hold(_ key: String) -> Bool
  func keep(_ key: String)
}

/// Which devices are believed: those that gave the digests of all kernels, in this process or, where that is kept, in an
/// earlier one.
public final class DeviceTrust: Sendable, Equatable {
  /// Asks each device once in this process, and believes nothing that was kept.
  public static let anew = DeviceTrust(kept: nil)

  private let kept: (any DeviceAnswers)?
  /// Is told that a device is about to be asked.
  private let asks: @Sendable (OpenCLDevice) -> Void
  /// The kernels in which a device differs in other shapes than its own.
  private let examine: Examination
  private let codes = Mutex<[Int: Result<DeviceCode, ArithmeticError>]>([:])

  /// - Parameters:
  ///   - kept: believed instead of asking again.
  ///   - asks: is told before a device is asked, which takes some seconds where its driver compiles the kernels for the
  ///     first time.
  public convenience init(
    kept: (any DeviceAnswers)?, asks: @escaping @Sendable (OpenCLDevice) -> Void = { _ in }
  ) {
    self.init(kept: kept, asks: asks) { context throws(ArithmeticError) in
      try DeviceExamination.faults(context, DeviceShape.asked(of: context.device))
    }
  }

  typealias Examination =
    @Sendable (DeviceContext) throws(ArithmeticError) -> [DeviceExamination.Fault]

  /// - Parameter examine: the examination; tests have answers of their own.
  init(
    kept: (any DeviceAnswers)?, asks: @escaping @Sendable (OpenCLDevice) -> Void,
    examine: @escaping Examination
  ) {
    self.kept = kept
    self.asks = asks
    self.examine = examine
  }

  public static func == (one: DeviceTrust, other: DeviceTrust) -> Bool { one === other }

  /// The kernels of a device that is believed.
  ///
  /// - Throws: `ArithmeticError.device` naming the kernels that differ, or what failed.
  func code(for device: OpenCLDevice) throws(ArithmeticError) -> DeviceCode {
    try codes.withLock { codes in
      if let known = codes[device.index] { return known }
      let result: Result<DeviceCode, ArithmeticError>
      do throws(ArithmeticError) {
        result = .success(try ask(device))
      } catch {
        result = .failure(error)
      }
      codes[device.index] = result
      return result
    }.get()
  }

  private func ask(_ device: OpenCLDevice) throws(ArithmeticError) -> DeviceCode {
    let key = DeviceExamination.key(of: device)
    let isKept = kept?.hold(key) ?? false
    if !isKept { asks(device) }
    let context = try DeviceCode.context(of: device)
    let code = try DeviceCode(context, .best(for: device))
    // What is going to compute answers in every process: a driver's compiler also listens to its environment.
    var faults = try DeviceExamination.faults(of: code)
    if !isKept { faults += try examine(context) }
    guard faults.isEmpty else { throw .device(DeviceExamination.refusal(device, faults)) }
    if !isKept { kept?.keep(key) }
    return code
  }
}
