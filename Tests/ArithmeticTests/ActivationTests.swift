import Testing

@testable import Arithmetic

/// GELU, its gradient, the gradient of tanh, and sums of vectors: formulas in binary32 as they are spelled.
@Suite struct ActivationTests {
  static let inputs: [Float] = {
    var random = RandomValues(seed: 3)
    return random.floats(1000) + random.awkwardFloats(200)
      + [0, -0.0, .infinity, -.infinity, .nan, 40, -40, .greatestFiniteMagnitude, 5.6, -5.6]
  }()

  @Test(arguments: Machine.all)
  func gelu(_ machine: Machine) throws {
    let unit = try machine.unit()
    let e = ElementaryFunction.erf(Self.inputs.map { $0 * 0x1.6a09e6p-1 }, unit)
    let expected = zip(Self.inputs, e).map { x, e in quiet((0.5 * x) * (1 + e)) }
    let y = Vector(count: Self.inputs.count)
    unit.gelu(Vector(Self.inputs), into: y)
    #expect(y.bits == expected.map(\.bitPattern))
  }

  @Test(arguments: Machine.all)
  func geluGradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 4)
    let dy = random.awkwardFloats(Self.inputs.count)
    let e = ElementaryFunction.erf(Self.inputs.map { $0 * 0x1.6a09e6p-1 }, unit)
    let g = ElementaryFunction.exp(Self.inputs.map { (-0.5 * $0) * $0 }, unit)
    let expected = Self.inputs.indices.map { i in
      let slope: Float = 0.5 * (1 + e[i]) + (Self.inputs[i] * 0x1.988454p-2) * g[i]
      return quiet(dy[i] * slope)
    }
    let dx = Vector(dy)
    unit.geluGradient(Vector(Self.inputs), dx, into: dx)
    #expect(dx.bits == expected.map(\.bitPattern))
  }

  /// Against the formula in binary64, where the slope is not near zero.
  @Test func geluGradientIsTheSlopeOfGELU() throws {
    let unit = try ArithmeticUnit()
    for x in stride(from: -3.0, through: 3, by: 0.37) {
      let step = 0x1p-20
      let slope = (geluInBinary64(x + step) - geluInBinary64(x - step)) / (2 * step)
      let dx = Vector(count: 1)
      unit.geluGradient(Vector([Float(x)]), Vector([1]), into: dx)
      #expect(abs(Double(dx[0]) - slope) < 1e-6, "at \(x)")
    }
  }

  @Test(arguments: Machine.all)
  func tanhGradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 5)
    for count in Array(0...67) + [5000] {
      let (y, dy) = (random.awkwardFloats(count), random.awkwardFloats(count))
      let dx = Vector(count: count)
      unit.tanhGradient(Vector(y), Vector(dy), into: dx)
      #expect(dx.bits == zip(y, dy).map { y, dy in (dy * (1 - y * y)).bitPattern })
    }
  }

  @Test(arguments: Machine.all)
  func add(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 6)
    for count in Array(0...67) + [9001] {
      let (x, y) = (random.awkwardFloats(count), random.awkwardFloats(count))
      let sum = Vector(y)
      unit.add(Vector(x), to: sum)
      #expect(sum.bits == zip(x, y).map { x, y in (y + x).bitPattern })
    }
  }

  private func quiet(_ x: Float) -> Float { x.isNaN ? .nan : x }

  /// By the series of erf, good to about 1e-15 for |x| < 3.2.
  private func geluInBinary64(_ x: Double) -> Double {
    let z = x * 0.5.squareRoot()
    var (term, sum) = (z, z)
    for n in 1..<80 {
      term *= -z * z / Double(n)
      sum += term / Double(2 * n + 1)
    }
    return 0.5 * x * (1 + sum * 2 / Double.pi.squareRoot())
  }
}
