import Arithmetic
import OpenCL
import Report
import Text

/// The devices of this machine, and what each lacks for the arithmetic profile.
struct DeviceList {
  struct Entry {
    let device: OpenCLDevice
    let needs: [DeviceNeed]

    init(_ device: OpenCLDevice) {
      self.device = device
      needs = DeviceNeed.lacking(device)
    }

    /// The device as `--device` takes it.
    var choice: String { "\(ComputeDevice.openCL(device.index))" }
    /// Whether it lacks nothing that its driver tells of.
    var fits: Bool { needs.isEmpty }
  }

  let entries: [Entry]
  /// Why no device can be tried; nil where one can.
  let reason: String?

  /// The devices that are there.
  static func here() -> DeviceList {
    do throws(OpenCLError) {
      return DeviceList(try ComputeDevice.all())
    } catch {
      return DeviceList([], "\(error)")
    }
  }

  /// - Parameter failure: why there is none.
  init(_ devices: [OpenCLDevice], _ failure: String? = nil) {
    entries = devices.map(Entry.init)
    let advice =
      "no device has what the profile needs; install the driver of another one, such as "
      + "pocl-opencl-icd for the processor, or compute without --device"
    reason = entries.contains(where: \.fits) ? nil : failure ?? advice
  }

  /// For people; empty where there is no device.
  var text: String {
    entries.flatMap(\.lines).map { TextWrap.fitted($0) }.joined(separator: "\n")
  }

  var json: JSONValue {
    .object(present: [
      "devices": .array(entries.map(\.json)), "reason": reason.map(JSONValue.string),
    ])
  }
}

extension DeviceList.Entry {
  fileprivate var lines: [String] {
    let made = [device.platform, device.driver].map(Escaping.terminal)
    var kind = "\(device.kind.rawValue), \(device.computeUnits.counted("compute unit"))"
    kind += ", \(Self.size(device.memory)) of memory"
    kind += ", at most \(Self.size(device.largestBuffer)) in one buffer"
    let head = [
      "\(choice)  \(Escaping.terminal(device.name))", "    \(made[0]), driver \(made[1])",
      "    \(kind)",
    ]
    guard !fits else { return head + ["    can be tried with --device \(choice)"] }
    return head + ["    lacks what the profile needs:"]
      + needs.map { "    - \($0.rawValue): \($0.sentence)" }
  }

  fileprivate var json: JSONValue {
    [
      "device": .string(choice), "name": .string(device.name.printable),
      "vendor": .string(device.vendor.printable), "driver": .string(device.driver.printable),
      "version": .string(device.version.printable),
      "platform": .string(device.platform.printable),
      "platformVersion": .string(device.platformVersion.printable),
      "kind": .string(device.kind.rawValue), "memoryBytes": .integer(device.memory),
      "largestBufferBytes": .integer(device.largestBuffer),
      "localMemoryBytes": .integer(device.localMemory),
      "largestGroup": .integer(device.largestGroup),
      "computeUnits": .integer(device.computeUnits), "megahertz": .integer(device.clockMHz),
      "binary32": .array(device.single.names.map(JSONValue.string)),
      "binary64": .array(device.double.names.map(JSONValue.string)),
      "lacks": .array(needs.map { .string($0.rawValue) }),
    ]
  }

  private static func size(_ byteCount: Int) -> String {
    byteCount >> 30 >= 4 ? "\(byteCount >> 30) GiB" : "\(byteCount >> 20) MiB"
  }
}
