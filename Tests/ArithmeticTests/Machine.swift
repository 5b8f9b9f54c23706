import Foundation
import OpenCL
import Testing

@testable import Arithmetic

/// What computes in a test: an instruction set with some threads, or a device with some work-group size. Results must
/// depend on none of these.
struct Machine: CustomStringConvertible, Sendable {
  let set: InstructionSet
  let threads: Int
  /// The kernels of a device that computes in the threads' place.
  let code: DeviceCode?

  static let all = processors([1, 2, 3, 5]) + devices

  /// One thread each.
  static let single = processors([1]) + devices

  /// None where no device is, or none fits.
  static let devices = ((try? TestDevices.codes.get()) ?? []).map {
    Machine(set: .best, threads: 1, code: $0)
  }

  private static func processors(_ counts: [Int]) -> [Machine] {
    InstructionSet.available.flatMap { set in
      counts.map { Machine(set: set, threads: $0, code: nil) }
    }
  }

  var description: String {
    code.map { "opencl:\($0.context.device.index), work-groups of \($0.shape.groupSize)" }
      ?? "\(set.rawValue), \(threads) threads"
  }

  func unit() throws -> ArithmeticUnit {
    try ArithmeticUnit(instructionSet: set, threads: threads, backend: .exact, on: code)
  }

  /// Whether fma is computed in software.
  var isSlow: Bool { self.set == .generic && code == nil }

  /// Floats between rows: none on a device, where LayerNorm, softmax, dropout and embeddings have none.
  func gap(_ floats: Int) -> Int { code == nil ? floats : 0 }

  /// Summands that a test of all threes puts its masks on. A device is asked once for each three, which takes time: it
  /// is asked for those at the ends of the lanes and of their halves.
  func places(_ count: Int) -> [Int] {
    (0..<count).filter { code == nil || [0, 1, 7].contains($0 % 8) }
  }
}

/// The devices of this machine that lack nothing.
enum TestDevices {
  static var areHere: Bool { !Machine.devices.isEmpty }

  /// The kernels of each, in each shape that it is asked in, built once in this process. None where there is no library or no device.
  static let codes: Result<[DeviceCode], ArithmeticError> = contexts.flatMap { contexts in
    do throws(ArithmeticError) {
      var codes: [DeviceCode] = []
      for context in contexts {
        for shape in DeviceExamination.shapes(of: context.device) {
          codes.append(try DeviceCode(context, shape))
        }
      }
      return .success(codes)
    } catch {
      return .failure(error)
    }
  }

  static let contexts: Result<[DeviceContext], ArithmeticError> = {
    do throws(ArithmeticError) {
      var contexts: [DeviceContext] = []
      for device in (try? ComputeDevice.all()) ?? [] where DeviceNeed.lacking(device).isEmpty {
        contexts.append(try DeviceCode.context(of: device))
      }
      return .success(contexts)
    } catch {
      return .failure(error)
    }
  }()
}

/// Says whether devices were tested at all.
@Suite struct TestDevicesTests {
  /// A device that fits and cannot be used is not passed over.
  @Test func whatFitsIsTested() throws {
    let codes = try TestDevices.codes.get()
    #expect(codes.count == Machine.devices.count)
  }

  @Test(
    .enabled(if: TestDevices.areHere, "no OpenCL device fits: the tests of devices are skipped"))
  func devicesAreTested() {
    #expect(Machine.devices.count >= 4)
  }

  /// Where the variable says so, a device must be here.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["SEEDPROOF_NEEDS_OPENCL"] == "1",
      "SEEDPROOF_NEEDS_OPENCL is not 1: no device is needed"))
  func neededDevicesAreHere() throws {
    #expect(!(try ComputeDevice.all()).isEmpty)
    #expect(TestDevices.areHere, "no OpenCL device fits")
  }
}
