import Testing

@testable import Arithmetic

private let openBLASIsInstalled = (try? OpenBLAS.fingerprint(threads: 1)) != nil

/// Skipped, with this line, on machines without the library.
@Suite(.enabled(if: openBLASIsInstalled, "libopenblas.so.0 is not installed"))
struct OpenBLASTests {
  @Test func fingerprintNamesVersionCoreAndThreads() throws {
    let parts = try OpenBLAS.fingerprint(threads: 2).split(separator: "/")
    try #require(parts.count == 3)
    #expect(parts[0].split(separator: ".").allSatisfy { Int($0) != nil })
    #expect(!parts[1].isEmpty && parts[2] == "2")
  }

  struct Form: CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var depth: Int
    var testDescription: String { "\(rows)x\(depth)x\(columns)" }
  }
  static let forms = [
    Form(rows: 1, columns: 1, depth: 1), Form(rows: 64, columns: 48, depth: 100),
    Form(rows: 17, columns: 150, depth: 33), Form(rows: 5, columns: 7, depth: 0),
    Form(rows: 0, columns: 3, depth: 2), Form(rows: 1, columns: 40, depth: 9),
  ]

  /// Inputs on a grid: every order of summation gives the same exact sum, so the backends agree.
  @Test(arguments: forms, [1, 2, 3])
  func gridInputsGiveEqualSums(_ form: Form, _ threads: Int) throws {
    var random = RandomValues(seed: 21)
    let exact = try ArithmeticUnit(threads: threads)
    let blas = try ArithmeticUnit(threads: threads, backend: .openBLAS)
    let (m, n, k) = (form.rows, form.columns, form.depth)
    let a = Matrix(Vector(random.gridFloats(m * k)), rows: m, columns: k)
    let b = Matrix(Vector(random.gridFloats(k * n)), rows: k, columns: n)
    let bias = Vector(random.gridFloats(n))
    for (a, b) in [(a, b), (a.turned, b), (a, b.turned), (a.turned, b.turned)] {
      let packed = PackedMatrix(rows: k, columns: n)
      let results = [exact, blas].map { unit -> [[Float]] in
        let c = Matrix(Vector(count: m * (n + 3)), rows: m, columns: n, rowStride: n + 3)
        var states: [[Float]] = []
        func keep() { states.append(Self.elements(c)) }
        unit.multiply(a, b, into: c, bias: bias)
        keep()
        unit.multiply(a, b, into: c, accumulate: true)
        keep()
        unit.pack(b, into: packed)
        unit.multiply(a, packed, into: c, bias: bias, accumulate: true)
        keep()
        unit.multiplySerially(a, b, into: c, accumulate: true)
        keep()
        return states
      }
      #expect(results[0] == results[1])
    }
  }

  /// Each sum within k roundings of the other: 2 k u |a| |b|, u = 2^-24.
  @Test func roundedSumsAreNear() throws {
    var random = RandomValues(seed: 22)
    let exact = try ArithmeticUnit()
    let blas = try ArithmeticUnit(backend: .openBLAS)
    let x = Operands(rows: 30, columns: 50, depth: 200, &random)
    let (c, d) = (x.result(), x.result())
    exact.multiply(x.a, x.b, into: c)
    blas.multiply(x.a, x.b, into: d)
    for i in 0..<30 {
      for j in 0..<50 {
        let scale = (0..<200).reduce(0.0) { $0 + abs(Double(x.a[i, $1]) * Double(x.b[$1, j])) }
        #expect(abs(Double(c[i, j]) - Double(d[i, j])) <= 400 * 0x1p-24 * scale)
      }
    }
  }

  private static func elements(_ c: Matrix) -> [Float] {
    (0..<c.rows).flatMap { i in (0..<c.columns).map { c[i, $0] } }
  }
}
