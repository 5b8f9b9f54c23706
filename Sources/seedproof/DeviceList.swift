import Arithmetic
import OpenCL
import Report
import Text

/// The devices of this machine, and what each lacks for the arithmetic profile.
struct DeviceList {
  struct Entry {
    let device: OpenCLDevice
    let needs: [DeviceNeed]
    /// Why it is not believed though it lacks nothing; nil where it gave the digests of all kernels, or was not asked.
    let refusal: String?

    /// - Parameter ask: gives the reason for which a device that lacks nothing is refused.
    init(_ device: OpenCLDevice, _ ask: (OpenCLDevice) -> String?) {
      self.device = device
      needs = DeviceNeed.lacking(device)
      refusal = needs.isEmpty ? ask(device) : nil
    }

    /// The device as `--device` takes it.
    var choice: String { "\(ComputeDevice.openCL(device.index))" }
    /// Whether it can compute trials.
    var fits: Bool { needs.isEmpty && refusal == nil }
  }

  let entries: [Entry]
  /// Why no device can be tried; nil where one can.
  let reason: String?

  /// The devices that are there, each asked for the digests of its kernels.
  static func here(trusting trust: DeviceTrust) -> DeviceList {
    do throws(OpenCLError) {
      return DeviceList(try ComputeDevice.all()) { device in
        let setting = ArithmeticSetting(device: .openCL(device.index), trusting: trust)
        do throws(ArithmeticError) { try setting.examineDevice() } catch { return "\(error)" }
        return nil
      }
    } catch {
      return DeviceList([], "\(error)")
    }
  }

  /// - Parameters:
  ///   - failure: why there is none.
  ///   - ask: gives the reason for which a device that lacks nothing is refused.
  init(
    _ devices: [OpenCLDevice], _ failure: String? = nil,
    asking ask: (OpenCLDevice) -> String? = { _ in nil }
  ) {
    entries = devices.map { Entry($0, ask) }
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
    if let refusal { return head + ["    is refused: " + refusal.printable] }
    guard !fits else {
      return head + [
        "    gives the digests of all kernels; computes trials with --device \(choice)"
      ]
    }
    return head + ["    lacks what the profile needs:"]
      + needs.map { "    - \($0.rawValue): \($0.sentence)" }
  }

  fileprivate var json: JSONValue {
    .object(present: [
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
      "refusal": refusal.map { .string($0.printable) },
    ])
  }

  private static func size(_ byteCount: Int) -> String {
    byteCount >> 30 >= 4 ? "\(byteCount >> 30) GiB" : "\(byteCount >> 20) MiB"
  }
}
