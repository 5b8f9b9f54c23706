import OpenCL
import Testing

@testable import Arithmetic

/// What a device needs, and which is meant: on devices that are only described.
struct ComputeDeviceTests {
  private static let all: FloatingPointAbilities = [
    .denormals, .infinityAndNaN, .roundToNearest, .roundToZero, .roundToInfinity, .fma,
    .correctlyRoundedDivideSquareRoot,
  ]
  private static let allOfDouble = all.subtracting(.correctlyRoundedDivideSquareRoot)

  private func device(
    _ index: Int = 0, version: String = "OpenCL 1.2", without single: FloatingPointAbilities = [],
    double: FloatingPointAbilities = Self.allOfDouble
  ) -> OpenCLDevice {
    OpenCLDevice(
      describing: "number \(index)", index: index, version: version,
      single: Self.all.subtracting(single), double: double)
  }

  @Test func aDeviceWithAllLacksNothing() {
    #expect(DeviceNeed.lacking(device()) == [])
    // Rounding to zero and upwards is asked of nobody.
    #expect(DeviceNeed.lacking(device(without: [.roundToZero, .roundToInfinity])) == [])
    #expect(DeviceNeed.lacking(device(version: "OpenCL 3.0 PoCL HSTR: x")) == [])
    #expect(DeviceNeed.lacking(device(version: "OpenCL 2.10")) == [])
  }

  @Test func eachNeedIsSeenAlone() {
    func lacking(_ device: OpenCLDevice) -> [DeviceNeed] { DeviceNeed.lacking(device) }
    #expect(lacking(device(without: .fma)) == [.fma])
    #expect(lacking(device(without: .denormals)) == [.subnormals])
    #expect(lacking(device(without: .roundToNearest)) == [.rounding])
    #expect(lacking(device(without: .infinityAndNaN)) == [.rounding])
    #expect(lacking(device(without: .correctlyRoundedDivideSquareRoot)) == [.division])
    let needed: [FloatingPointAbilities] = [.fma, .denormals, .roundToNearest, .infinityAndNaN]
    for ability in needed {
      #expect(lacking(device(double: Self.allOfDouble.subtracting(ability))) == [.binary64])
    }
    #expect(lacking(device(double: [])) == [.binary64])
    for version in ["OpenCL 1.1", "OpenCL 0.9", "OpenCL", "", "OpenCL x.2", "OpenCL 1"] {
      #expect(lacking(device(version: version)) == [.version], "\(version)")
    }
    func described(
      littleEndian: Bool = true, compiler: Bool = true, available: Bool = true
    ) -> OpenCLDevice {
      OpenCLDevice(
        describing: "a", single: Self.all, double: Self.allOfDouble, isLittleEndian: littleEndian,
        hasCompiler: compiler, isAvailable: available)
    }
    #expect(lacking(described(littleEndian: false)) == [.byteOrder])
    #expect(lacking(described(compiler: false)) == [.compiler])
    #expect(lacking(described(available: false)) == [.availability])
    let nothing = OpenCLDevice(
      describing: "a", version: "OpenCL 1.0", single: [], double: [], isLittleEndian: false,
      hasCompiler: false, isAvailable: false)
    #expect(lacking(nothing) == DeviceNeed.allCases)
    #expect(DeviceNeed.allCases.allSatisfy { !$0.sentence.isEmpty })
  }

  @Test func devicesAreNamedByText() {
    let names: [(String, ComputeDevice)] = [
      ("cpu", .processor), ("opencl", .openCL(nil)), ("opencl:0", .openCL(0)),
      ("opencl:12", .openCL(12)),
    ]
    for (text, device) in names {
      #expect(ComputeDevice(text) == device && device.description == text)
    }
    for text in [
      "", "CPU", "cpu:0", "opencl:", "opencl:-1", "opencl:+1", "opencl:01", "opencl:99999",
      "opencl:x", "opencl:0 ", "opencl0", "cuda", "opencl:\u{0661}",
    ] { #expect(ComputeDevice(text) == nil, "\(text)") }
  }

  @Test func theFirstThatFitsIsTaken() throws {
    let devices = [device(0, without: .fma), device(1), device(2)]
    #expect(try ComputeDevice.choice(nil, of: devices).index == 1)
    // A processor is taken where nothing else fits.
    let processor = OpenCLDevice(
      describing: "processor", index: 0, kind: .processor, single: Self.all,
      double: Self.allOfDouble)
    #expect(try ComputeDevice.choice(nil, of: [processor] + devices.dropFirst()).index == 1)
    #expect(try ComputeDevice.choice(nil, of: [processor]).index == 0)
    #expect(try ComputeDevice.choice(2, of: devices).index == 2)
  }

  @Test func whatCannotBeUsedIsNamed() {
    func reason(_ number: Int?, _ devices: [OpenCLDevice]) -> String {
      do throws(ArithmeticError) {
        return "took \(try ComputeDevice.choice(number, of: devices).index)"
      } catch {
        return error.description
      }
    }
    let poor = [
      device(0, without: [.fma, .denormals]), device(1, double: Self.allOfDouble.subtracting(.fma)),
    ]
    let first = reason(0, poor)
    #expect(first.contains("opencl:0 (number 0) lacks fma, subnormals"), "\(first)")
    let none = reason(nil, poor)
    #expect(
      none.contains("opencl:0 (number 0) lacks") && none.contains("opencl:1 (number 1) lacks"))
    #expect(none.contains("seedproof devices"))
    #expect(reason(2, poor).contains("no device opencl:2, but 0...1"))
    #expect(reason(1, [device()]).contains("no device opencl:1, but opencl:0"))
    let foreign = OpenCLDevice(describing: "a\u{1b}[31m", single: [], double: [])
    #expect(!reason(0, [foreign]).contains("\u{1b}"))
  }
}

struct ArithmeticSettingTests {
  @Test func theProcessorsUnitIsTheOneThatWasAskedFor() throws {
    let unit = try ArithmeticSetting(instructionSet: .generic, threads: 2).unit()
    #expect(unit.instructionSet == .generic && unit.threads == 2 && unit.backend == .exact)
    #expect(throws: ArithmeticError.threadCount(0)) { try ArithmeticSetting(threads: 0).unit() }
  }

  @Test func aPlaceIsInstructionsOrDevice() {
    var setting = ArithmeticSetting(instructionSet: .generic, threads: 3)
    #expect(setting.place == "generic" && setting.onProcessor == setting)
    setting.device = .openCL(1)
    #expect(setting.place == "opencl:1" && setting.onProcessor.place == "generic")
    #expect(setting.onProcessor.threads == 3)
  }

  /// Before anything is looked for on the machine.
  @Test func openBLASHasNoDevice() {
    for device in [ComputeDevice.openCL(nil), .openCL(7)] {
      #expect {
        try ArithmeticSetting(device: device).unit(.openBLAS)
      } throws: { "\($0)".contains("'numerics: openblas' is computed by the processor") }
    }
  }

  @Test func theProcessorIsAlwaysFound() throws {
    #expect(try ComputeDevice.processor.found() == .processor)
  }

  /// Wherever this runs: a device with this number is nowhere.
  @Test func aDeviceThatIsNotThereIsAnError() {
    #expect(throws: ArithmeticError.self) { try ComputeDevice.openCL(9999).found() }
    #expect(throws: ArithmeticError.self) { try ArithmeticSetting(device: .openCL(9999)).unit() }
  }
}
