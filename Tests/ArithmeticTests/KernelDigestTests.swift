import OpenCL
import Testing

@testable import Arithmetic

/// The digests of all kernels: the recorded ones, on every instruction set and on devices.
@Suite struct KernelDigestTests {
  @Test(arguments: InstructionSet.available)
  func theProcessorGivesThem(_ set: InstructionSet) throws {
    let unit = try ArithmeticUnit(instructionSet: set, threads: 2)
    for kernel in KernelDigest.allCases {
      let found = kernel.digest(on: unit)
      #expect(found == kernel.recorded, "\(kernel.rawValue) \(String(found, radix: 16))")
    }
  }

  /// Those that `ci/kernel-digests` asks the kernels for.
  @Test func theyAreThoseOfTheFile() throws {
    let lines = try Fixture.lines("kernel_digests.txt")
    let recorded = Dictionary(
      uniqueKeysWithValues: KernelDigest.allCases.map { ($0.rawValue, $0.recorded) })
    for words in lines {
      let digest = try #require(recorded[String(words[0])], "\(words)")
      #expect(digest == UInt64(words[1], radix: 16), "\(words)")
    }
    #expect(lines.count + KernelDigest.ofUnits.count == KernelDigest.allCases.count)
  }

  @Test(arguments: Machine.devices)
  func aDeviceGivesThem(_ machine: Machine) throws {
    #expect(try DeviceExamination.faults(of: #require(machine.code)) == [])
  }
}
