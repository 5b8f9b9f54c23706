import OpenCL
import Testing
import Text

@testable import seedproof

/// What is said of devices that are only described.
struct DeviceListTests {
  private static let abilities: FloatingPointAbilities = [
    .denormals, .infinityAndNaN, .roundToNearest, .fma, .correctlyRoundedDivideSquareRoot,
  ]
  private static let good = OpenCLDevice(
    describing: "good", single: abilities, double: abilities, memory: 139 << 30)
  private static let poor = OpenCLDevice(
    describing: "poor \u{1b}[31mred", index: 1, single: .roundToNearest, double: [])

  /// One where a device can be tried, one where none can, and one without devices.
  static let lists = [
    DeviceList([good, poor]), DeviceList([poor]), DeviceList([], "there is no library"),
  ]

  @Test func aDeviceThatFitsIsOffered() {
    let list = Self.lists[0]
    #expect(list.reason == nil)
    let lines = list.text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "opencl:0  good")
    #expect(
      lines[2] == "    other, 1 compute unit, 139 GiB of memory, at most 139 GiB in one buffer")
    #expect(
      lines[3] == "    gives the digests of all kernels; computes trials with --device opencl:0")
    #expect(lines[4].hasPrefix("opencl:1  poor") && !list.text.contains("\u{1b}"))
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(list.text)")
  }

  @Test func whatADeviceLacksIsNamed() {
    let list = Self.lists[1]
    for need in ["fma", "subnormals", "correctly rounded division and square root", "binary64"] {
      #expect(list.text.contains("    - \(need): "), "\(list.text)")
    }
    #expect(!list.text.contains("little endian") && !list.text.contains("computes trials"))
    #expect(list.reason?.contains("pocl-opencl-icd") == true)
    #expect(list.json["devices"]?.array?[0]["lacks"]?.array?.count == 5)
    #expect(Self.lists[0].json["devices"]?.array?[0]["lacks"]?.array == [])
  }

  @Test func aDeviceThatIsRefusedIsNotOffered() {
    let list = DeviceList([Self.good, Self.poor]) { "\($0.name) computes other bits" }
    #expect(list.text.contains("    is refused: good computes other bits"))
    #expect(!list.text.contains("computes trials") && list.reason != nil)
    let devices = list.json["devices"]?.array
    #expect(devices?[0]["refusal"]?.string == "good computes other bits")
    // What lacks something is not asked.
    #expect(devices?[1]["refusal"] == nil)
  }

  @Test func noDeviceHasAReason() {
    let list = Self.lists[2]
    #expect(list.text.isEmpty && list.reason == "there is no library")
    #expect(list.json["devices"]?.array == [] && list.json["reason"]?.string == list.reason)
  }
}
