import Testing

@testable import Arithmetic

@Suite struct ElementaryFunctionTests {
  /// Inputs whose true value lies nearest to a rounding boundary: what fails first when a coefficient or
  /// the order of operations changes.
  @Test(arguments: ElementaryFunction.allCases, Machine.single)
  func hardCasesAreCorrectlyRounded(_ f: ElementaryFunction, _ machine: Machine) throws {
    let unit = try machine.unit()
    let cases = try Fixture.hardCases(f.rawValue)
    #expect(cases.count > 30)
    let results = f(cases.map(\.x), unit)
    for (input, y) in zip(cases, results) {
      #expect(y.bitPattern == input.y.bitPattern, "\(f)(\(input.x))")
    }
    guard f.isOdd else { return }
    for (input, y) in zip(cases, f(cases.map { -$0.x }, unit)) {
      #expect(y.bitPattern == (-input.y).bitPattern, "\(f)(-\(input.x))")
    }
  }

  @Test(arguments: ElementaryFunction.allCases, Machine.single)
  func knownValues(_ f: ElementaryFunction, _ machine: Machine) throws {
    let unit = try machine.unit()
    let cases = f.knownValues
    for (input, y) in zip(cases, f(cases.map(\.x), unit)) {
      #expect(y.bitPattern == input.y.bitPattern, "\(f)(\(input.x))")
    }
  }

  @Test(arguments: ElementaryFunction.allCases, Machine.single)
  func everyNaNGivesTheQuietOne(_ f: ElementaryFunction, _ machine: Machine) throws {
    let unit = try machine.unit()
    var inputs: [UInt32] = [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xff80_0001, 0x7fff_ffff]
    if f == .log { inputs += [0xff80_0000, 0xbf80_0000, 0x8000_0001] }
    for y in f(inputs.map(Float.init(bitPattern:)), unit) {
      #expect(y.bitPattern == 0x7fc0_0000)
    }
  }

  /// A sample of what ci/prove-functions proves for all inputs: 100,000 from the whole range, against
  /// the C library in binary64. Its error is far below 2^-45; where that might change the rounding,
  /// nothing is said.
  @Test(arguments: ElementaryFunction.allCases, Machine.single)
  func aSampleIsCorrectlyRounded(_ f: ElementaryFunction, _ machine: Machine) throws {
    let step: UInt32 = machine.isSlow ? 429_497 : 42_949
    let inputs = stride(from: 0, to: UInt32.max - step, by: Int(step)).map(Float.init(bitPattern:))
    let results = f(inputs, try machine.unit())
    var undecided = 0
    for (x, y) in zip(inputs, results) {
      let wide = f.inBinary64(Double(x))
      let (low, high) = (Float(wide - wide * 0x1p-45), Float(wide + wide * 0x1p-45))
      if wide.isNaN {
        #expect(y.isNaN, "\(f)(\(x))")
      } else if low == high || wide.isInfinite {
        #expect(y.bitPattern == Float(wide).bitPattern, "\(f)(\(x))")
      } else {
        undecided += 1
      }
    }
    #expect(undecided < 10)
  }

  /// 70,000 inputs from the whole range, in runs of ragged length.
  @Test(arguments: ElementaryFunction.allCases)
  func instructionSetsAgree(_ f: ElementaryFunction) throws {
    let units = try InstructionSet.available.map { try ArithmeticUnit(instructionSet: $0) }
    var bits: UInt32 = 0
    while bits < .max - 61_357 * 997 {
      let x = (0..<997).map { Float(bitPattern: bits + 61_357 * UInt32($0)) }
      bits += 61_357 * 997
      let results = units.map { f(x, $0).map(\.bitPattern) }
      for result in results { #expect(result == results[0]) }
    }
  }

  /// Lengths around multiples of 16, at each offset from an aligned address, without a write outside.
  @Test(arguments: ElementaryFunction.allCases, Machine.single)
  func raggedLengthsAndAlignments(_ f: ElementaryFunction, _ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 1)
    let input = random.awkwardFloats(100)
    let expected = f(input, unit).map(\.bitPattern)
    let (x, y) = (Vector(input), Vector(count: 100))
    for count in 0...67 {
      let offset = count % 17
      y.fill(-7)
      f(x[offset..<offset + count], into: y[16..<16 + count], unit)
      #expect(y.bits[16..<16 + count] == expected[offset..<offset + count])
      let around = y.array[..<16] + y.array[(16 + count)...]
      #expect(around.allSatisfy { $0 == -7 })
    }
  }

  @Test(arguments: ElementaryFunction.allCases, Machine.all)
  func inPlaceIsAllowed(_ f: ElementaryFunction, _ machine: Machine) throws {
    var random = RandomValues(seed: 2)
    let input = random.floats(9001)
    let expected = f(input, try ArithmeticUnit(instructionSet: machine.set))
    let x = Vector(input)
    f(x, into: x, try machine.unit())
    #expect(x.bits == expected.map(\.bitPattern))
  }

  @Test func unequalCountsEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      try ArithmeticUnit().exp(Vector(count: 3), into: Vector(count: 4))
    }
  }
}
