import CKernels
import Testing

@testable import Arithmetic

@Suite struct FloatingPointEnvironmentTests {
  /// Round up, flush to zero, subnormal operands as zero.
  static let broken: UInt64 = {
    #if arch(x86_64)
      return 0x1f80 | 0x8000 | 0x0040 | 0x4000
    #else
      return 1 << 24 | 1 << 22
    #endif
  }()

  /// Runs `body` with broken settings on the calling thread, and puts back good ones.
  private func withBrokenEnvironment(_ body: () throws -> Void) rethrows {
    let saved = ck_environment_read()
    ck_environment_leave(Self.broken)
    defer { ck_environment_leave(saved) }
    try body()
  }

  @Test(arguments: [1, 2, 5])
  func regionsRunInTheStandardEnvironment(_ threads: Int) throws {
    let unit = try ArithmeticUnit(threads: threads)
    let standard = Vector(count: 64)
    withBrokenEnvironment {
      unit.parallelFor(blocks: 64) { standard[$0] = ck_environment_is_default() ? 1 : 0 }
      #expect(!ck_environment_is_default())
    }
    #expect(standard.array == Array(repeating: 1, count: 64))
  }

  /// A block that spoils its thread's settings spoils one region.
  @Test func regionsAreCleanAfterASpoiledOne() throws {
    let unit = try ArithmeticUnit(threads: 3)
    let standard = Vector(count: 64)
    for _ in 0..<20 {
      unit.parallelFor(blocks: 3) { _ in ck_environment_leave(Self.broken) }
      #expect(ck_environment_is_default())
      unit.parallelFor(blocks: 64) { standard[$0] += ck_environment_is_default() ? 1 : 0 }
    }
    #expect(standard.array == Array(repeating: 20, count: 64))
  }

  @Test(arguments: InstructionSet.available, [1, 3])
  func productsDoNotSeeTheCaller(_ set: InstructionSet, _ threads: Int) throws {
    var random = RandomValues(seed: 3)
    let unit = try ArithmeticUnit(instructionSet: set, threads: threads)
    let a = Matrix(Vector(random.awkwardFloats(90 * 70)), rows: 90, columns: 70)
    let b = Matrix(Vector(random.awkwardFloats(70 * 60)), rows: 70, columns: 60)
    let c = Matrix(Vector(count: 90 * 60), rows: 90, columns: 60)
    let d = Matrix(Vector(count: 90 * 60), rows: 90, columns: 60)
    withBrokenEnvironment {
      unit.multiply(a, b, into: c)
      unit.multiplySerially(a, b, into: d)
    }
    let expected = Operands.chain(a, b, nil)
    #expect(c.vector.bits == expected)
    #expect(d.vector.bits == expected)
    // The settings matter for these numbers: without the guard they would differ.
    withBrokenEnvironment { #expect(Operands.chain(a, b, nil) != expected) }
  }

  @Test func standardPutsBackWhatItFound() throws {
    withBrokenEnvironment {
      FloatingPointEnvironment.standard {
        #expect(ck_environment_is_default())
      }
      #expect(ck_environment_read() & 0xffc0 == Self.broken & 0xffc0)
    }
    FloatingPointEnvironment.standard { ck_environment_leave(Self.broken) }
    #expect(ck_environment_is_default())
  }
}
