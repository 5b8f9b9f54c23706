import Foundation
import OpenCL
import Testing

@testable import Arithmetic

/// The functions on a device against the processor's, which `ci/prove-functions` proves: bit for bit.
///
/// SEEDPROOF_SWEEP is the number of inputs, drawn from the seed below, or `all` for all 2^32.
@Suite(.serialized, .enabled(if: TestDevices.areHere, "no OpenCL device fits"))
struct DeviceSweepTests {
  private static let seed: UInt64 = 2026

  typealias Map = @Sendable (ArithmeticUnit, Vector, Vector) -> Void
  static let functions: KeyValuePairs<String, Map> = [
    "exp": { $0.exp($1, into: $2) }, "expm1": { $0.expm1($1, into: $2) },
    "tanh": { $0.tanh($1, into: $2) }, "erf": { $0.erf($1, into: $2) },
    "log": { $0.log($1, into: $2) }, "gelu": { $0.gelu($1, into: $2) },
  ]

  private enum Extent {
    case some(Int)
    case all

    init() throws {
      switch ProcessInfo.processInfo.environment["SEEDPROOF_SWEEP"] {
      case nil: self = .some(1 << 16)
      case "all": self = .all
      case let text?:
        self = .some(
          try #require(Int(text).flatMap { $0 > 0 ? $0 : nil }, "SEEDPROOF_SWEEP=\(text)"))
      }
    }

    var count: Int { if case .some(let count) = self { count } else { 1 << 32 } }
  }

  /// In the shape that trials have.
  @Test func theBitsAreTheProcessors() throws {
    let extent = try Extent()
    let processor = try ArithmeticUnit(threads: 2)
    for context in try TestDevices.contexts.get() {
      let device = try DeviceCode(context, .best(for: context.device))
      try sweep(extent, processor, ArithmeticUnit(on: device), DeviceCode.name(context.device))
    }
  }

  private func sweep(
    _ extent: Extent, _ processor: ArithmeticUnit, _ device: ArithmeticUnit, _ name: String
  ) throws {
    let start = ContinuousClock.now
    var random = RandomValues(seed: Self.seed)
    let size = min(extent.count, 1 << 24)
    let (x, here, there) = (Vector(count: size), Vector(count: size), Vector(count: size))
    var done = 0
    while done < extent.count {
      let count = min(size, extent.count - done)
      x.withMutableBytes { bytes in
        let words = bytes.bindMemory(to: UInt32.self)
        switch extent {
        case .all: for i in 0..<count { words[i] = UInt32(truncatingIfNeeded: done + i) }
        case .some: for i in 0..<count { words[i] = UInt32(truncatingIfNeeded: random.next()) }
        }
      }
      for (function, map) in Self.functions {
        map(processor, x.prefix(count), here.prefix(count))
        map(device, x.prefix(count), there.prefix(count))
        check(function, x.prefix(count), here.prefix(count), there.prefix(count))
      }
      try device.check()
      let isToTell = (done + count) >> 28 > done >> 28
      done += count
      if isToTell || done == extent.count, done > 1 << 16 {
        print("\(name): \(done) inputs of each function, \(ContinuousClock.now - start)")
      }
    }
  }

  private func check(_ function: String, _ x: Vector, _ expected: Vector, _ found: Vector) {
    let isEqual = expected.withBytes { expected in
      found.withBytes { memcmp(expected.baseAddress!, $0.baseAddress!, expected.count) == 0 }
    }
    guard !isEqual else { return }
    let (a, b) = (expected.bits, found.bits)
    let wrong = a.indices.filter { a[$0] != b[$0] }
    Issue.record(
      """
      \(function): \(wrong.count) of \(x.count) differ, the first at \
      \(String(x.bits[wrong[0]], radix: 16)): \(String(b[wrong[0]], radix: 16)), \
      not \(String(a[wrong[0]], radix: 16))
      """)
  }
}
