import OpenCL
import Testing

@testable import Arithmetic

/// After the first failure of a device nothing runs, and whoever asks is told.
@Suite(.enabled(if: TestDevices.areHere, "no OpenCL device fits"))
struct DeviceFailureTests {
  private let unit: ArithmeticUnit
  private let device: OpenCLDevice

  init() throws {
    let machine = try #require(Machine.devices.first)
    unit = try machine.unit()
    device = try #require(machine.code).context.device
  }

  /// Floats that fit into no buffer, and into no memory. The host's pages are never written to, and so never taken.
  @Test(arguments: [false, true])
  func aVectorThatDoesNotFit(_ isLargerThanMemory: Bool) throws {
    try unit.check()
    let bytes = isLargerThanMemory ? device.memory : device.largestBuffer
    let x = Vector([1, 2, 3])
    unit.add(Vector([1, 1, 1]), to: x)
    #expect(x.array == [2, 3, 4])
    _ = unit.makeVector(count: bytes / 4 + 1)
    for _ in 0..<2 {
      let error = #expect(throws: ArithmeticError.self) { try unit.check() }
      let reason = error?.description ?? ""
      #expect(reason.contains("has no memory for \(4 * (bytes / 4 + 1)) bytes more"), "\(reason)")
      #expect(reason.contains("are left for one buffer"), "\(reason)")
    }
    // Nothing runs, and nothing ends the process.
    unit.add(Vector([1, 1, 1]), to: x)
    unit.fill(x, 9)
    #expect(x.array == [2, 3, 4])
    _ = (unit.sum(x), unit.sumOfSquares(x), unit.exp64([1]), unit.sumsOfSquares([x, x]))
    let square = Matrix(Vector(count: 4), rows: 2, columns: 2)
    unit.gatherRows([1, 0], of: square, into: Matrix(Vector(count: 4), rows: 2, columns: 2))
    _ = unit.crossEntropy(square, labels: [0, 1], gradient: nil)
    #expect(throws: ArithmeticError.self) { try unit.check() }
    // Another unit of the same device is not touched by it.
    let other = try #require(Machine.devices.first).unit()
    other.add(Vector([1, 1, 1]), to: x)
    #expect(x.array == [3, 4, 5])
    try other.check()
  }
}
