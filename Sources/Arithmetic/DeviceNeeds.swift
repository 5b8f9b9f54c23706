import OpenCL

/// What the profile `seedproof-f32/1` needs of a device, as the device's driver tells it.
///
/// A device that lacks nothing may still compute something else: it is believed when it has shown the kernels' digests.
public enum DeviceNeed: String, CaseIterable, Sendable {
  case availability = "availability"
  case version = "OpenCL 1.2"
  case compiler = "a compiler"
  case byteOrder = "little endian"
  case fma = "fma"
  case subnormals = "subnormals"
  case rounding = "rounding to nearest"
  case division = "correctly rounded division and square root"
  case binary64 = "binary64"

  /// What `device` lacks, in the order of all.
  public static func lacking(_ device: OpenCLDevice) -> [DeviceNeed] {
    allCases.filter { !$0.isMet(by: device) }
  }

  private func isMet(by device: OpenCLDevice) -> Bool {
    switch self {
    case .availability: device.isAvailable
    case .version: Self.isRecent(device.version) && Self.isRecent(device.languageVersion)
    case .compiler: device.hasCompiler
    case .byteOrder: device.isLittleEndian
    case .fma: device.single.contains(.fma)
    case .subnormals: device.single.contains(.denormals)
    case .rounding: device.single.contains([.roundToNearest, .infinityAndNaN])
    case .division: device.single.contains(.correctlyRoundedDivideSquareRoot)
    case .binary64:
      device.double.contains([.fma, .denormals, .roundToNearest, .infinityAndNaN])
    }
  }

  /// What it is for.
  public var sentence: String {
    switch self {
    case .availability: "the driver says that the device cannot be used now"
    case .version: "older versions have no correctly rounded division to ask for"
    case .compiler: "the kernels are compiled for the device when they are first used"
    case .byteOrder: "weights and records have the lowest byte first"
    case .fma: "a product is a chain of multiplications and additions with one rounding each"
    case .subnormals: "numbers below 2^-126 are kept and not taken for zero"
    case .rounding: "every operation on binary32 rounds to nearest, and has infinities and NaN"
    case .division: "LayerNorm, softmax and the optimizers divide and take roots"
    case .binary64:
      "functions, norms and losses are computed in it, with fma, subnormals and rounding to nearest"
    }
  }

  /// Whether `OpenCL 3.0 ...` or `OpenCL C 1.2 ...` is 1.2 or later.
  private static func isRecent(_ version: String) -> Bool {
    let words = version.split(separator: " ").drop { $0 == "OpenCL" || $0 == "C" }
    let numbers = (words.first ?? "").split(separator: ".").map { Int($0) }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return false }
    return (major, minor) >= (1, 2)
  }
}
