/// A device as its platform describes it.
///
/// The texts come from a driver: they are cut to 256 characters, and are escaped where they are printed.
public struct OpenCLDevice: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case processor, graphics, accelerator, other
  }

  /// 0, 1, ... over all platforms in their order.
  public let index: Int
  public let platform: String
  public let platformVersion: String
  public let name: String
  public let vendor: String
  public let driver: String
  public let version: String
  public let languageVersion: String
  public let kind: Kind
  /// Bytes of memory; what others use is not taken off.
  public let memory: Int
  /// Bytes that fit into one buffer.
  public let largestBuffer: Int
  /// Bytes that the items of a group share.
  public let localMemory: Int
  /// Items in a group of one dimension.
  public let largestGroup: Int
  public let computeUnits: Int
  public let clockMHz: Int
  /// Of binary32.
  public let single: FloatingPointAbilities
  /// Of binary64; empty where there is none.
  public let double: FloatingPointAbilities
  public let isLittleEndian: Bool
  public let hasCompiler: Bool
  public let isAvailable: Bool
  /// The library's handles; nil of a device that was only described.
  let handles: Handles?

  struct Handles: Sendable, Equatable {
    let platform: UInt
    let device: UInt
  }

  /// The name as one line that a terminal may be shown.
  public var printableName: String { ForeignText.visible(name) }

  /// All devices of all platforms. A platform without a device is passed over.
  ///
  /// - Throws: `OpenCLError` when the library is missing, or there is no device.
  public static func all() throws(OpenCLError) -> [OpenCLDevice] {
    let library = try OpenCLLibrary.loaded.get()
    var devices: [OpenCLDevice] = []
    var failure = OpenCLError.noPlatform
    for platform in try library.platforms() {
      do throws(OpenCLError) {
        for device in try library.devices(of: platform) {
          devices.append(
            try OpenCLDevice(
              index: devices.count, platform: platform, device: device, library: library))
        }
      } catch {
        // One broken driver does not hide the others; if there are no others, it is named.
        failure = error
      }
    }
    guard !devices.isEmpty else { throw failure }
    return devices
  }

  /// A device of which there is only the description: nothing runs on it.
  package init(
    describing name: String, index: Int = 0, version: String = "OpenCL 1.2",
    kind: Kind = .other, single: FloatingPointAbilities,
    double: FloatingPointAbilities, memory: Int = 1 << 30, isLittleEndian: Bool = true,
    hasCompiler: Bool = true, isAvailable: Bool = true
  ) {
    self.index = index
    (self.name, platform, platformVersion) = (name, "described", version)
    (vendor, driver, self.version) = ("nobody", "0", version)
    languageVersion = version.replacing("OpenCL ", with: "OpenCL C ")
    self.kind = kind
    (self.memory, largestBuffer, localMemory) = (memory, memory, 1 << 15)
    (largestGroup, computeUnits, clockMHz) = (256, 1, 1000)
    (self.single, self.double) = (single, double)
    self.isLittleEndian = isLittleEndian
    self.hasCompiler = hasCompiler
    self.isAvailable = isAvailable
    handles = nil
  }

  private init(
    index: Int, platform: OpaquePointer, device: OpaquePointer, library: OpenCLLibrary
  ) throws(OpenCLError) {
    let ofPlatform = Inquiry("clGetPlatformInfo", platform, library.getPlatformInfo)
    let ofDevice = Inquiry("clGetDeviceInfo", device, library.getDeviceInfo)
    self.index = index
    self.platform = try ofPlatform.text(0x0902)
    platformVersion = try ofPlatform.text(0x0901)
    name = try ofDevice.text(0x102b)
    vendor = try ofDevice.text(0x102c)
    driver = try ofDevice.text(0x102d)
    version = try ofDevice.text(0x102f)
    languageVersion = try ofDevice.text(0x103d)
    kind = Kind(bits: try ofDevice.value(0x1000, UInt64.self))
    memory = Int(clamping: try ofDevice.value(0x101f, UInt64.self))
    largestBuffer = Int(clamping: try ofDevice.value(0x1010, UInt64.self))
    localMemory = Int(clamping: try ofDevice.value(0x1023, UInt64.self))
    let group = try ofDevice.value(0x1004, UInt.self)
    let ofEachDimension = try ofDevice.values(0x1005, UInt.self)
    largestGroup = Int(clamping: min(group, ofEachDimension.first ?? group))
    computeUnits = Int(try ofDevice.value(0x1002, UInt32.self))
    clockMHz = Int(try ofDevice.value(0x100c, UInt32.self))
    single = .init(rawValue: try ofDevice.value(0x101b, UInt64.self))
    // Before OpenCL 1.2 only devices with binary64 know the question.
    double = .init(rawValue: try ofDevice.valueIfKnown(0x1032, UInt64.self) ?? 0)
    isLittleEndian = try ofDevice.value(0x1026, UInt32.self) != 0
    hasCompiler = try ofDevice.value(0x1028, UInt32.self) != 0
    isAvailable = try ofDevice.value(0x1027, UInt32.self) != 0
    handles = Handles(platform: UInt(bitPattern: platform), device: UInt(bitPattern: device))
  }
}

extension OpenCLDevice.Kind {
  /// Of `cl_device_type`; a device may be several, and is told by what it computes with.
  init(bits: UInt64) {
    self =
      if bits & 1 << 2 != 0 { .graphics } else if bits & 1 << 3 != 0 {
        .accelerator
      } else if bits & 1 << 1 != 0 { .processor } else { .other }
  }
}
