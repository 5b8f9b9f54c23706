import CKernels
import Testing

@testable import Arithmetic

@Suite struct Scalar64Tests {
  /// Against values by mpmath at 60 digits: within one ulp, and most of them exact.
  @Test func valuesAreWithinOneUlp() throws {
    var (exact, total) = (0, 0)
    for line in try Fixture.lines("scalar64.txt") {
      let x = Double(bitPattern: try #require(UInt64(line[1], radix: 16)))
      let expected = try #require(UInt64(line[2], radix: 16))
      let y = line[0] == "exp" ? Scalar64.exp(x) : Scalar64.log(x)
      let distance = Int64(bitPattern: y.bitPattern) - Int64(bitPattern: expected)
      #expect(abs(distance) <= 1, "\(line[0])(\(x)): \(distance) ulps")
      exact += distance == 0 ? 1 : 0
      total += 1
    }
    #expect(total == 1500 && exact > total * 3 / 4, "\(exact) of \(total) exact")
  }

  @Test(arguments: InstructionSet.available)
  func instructionSetsAgree(_ set: InstructionSet) {
    var random = RandomValues(seed: 7)
    for _ in 0..<20_000 {
      let x = Double(bitPattern: random.next())
      #expect(ck_log64(set.isa, x).bitPattern == ck_log64(CK_GENERIC, x).bitPattern)
      #expect(ck_exp64(set.isa, x).bitPattern == ck_exp64(CK_GENERIC, x).bitPattern)
      let z = Double(random.float()) * 20
      #expect(ck_exp64(set.isa, z).bitPattern == ck_exp64(CK_GENERIC, z).bitPattern)
      #expect(
        ck_log64(set.isa, z.magnitude).bitPattern == ck_log64(CK_GENERIC, z.magnitude).bitPattern)
    }
  }

  /// On a device, the processor's bits; over all exponents, and where the results are not yet infinite or zero.
  @Test(arguments: Machine.devices)
  func devicesAgree(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 8)
    var values = (0..<20_000).map { _ in Double(bitPattern: random.next()) }
    values += (0..<20_000).map { _ in Double(random.float()) * 20 }
    values += [0, -0.0, .infinity, -.infinity, .nan, -.nan, 1, 709.7, 709.8, 710, 710.1, -745.1]
    values += [-745.2, -746, -746.1, 0x1p-1074, -0x1p-1074, 0x1p-1022, .greatestFiniteMagnitude]
    let (exponentials, logarithms) = (unit.exp64(values), unit.log64(values))
    for (index, x) in values.enumerated() {
      #expect(exponentials[index].bitPattern == Scalar64.exp(x).bitPattern, "exp \(x)")
      #expect(logarithms[index].bitPattern == Scalar64.log(x).bitPattern, "log \(x)")
    }
    #expect(unit.exp64([]).isEmpty)
  }

  @Test func knownValues() {
    #expect(Scalar64.log(1) == 0 && Scalar64.log(1).sign == .plus)
    #expect(Scalar64.log(0) == -.infinity)
    #expect(Scalar64.log(-0.0) == -.infinity)
    #expect(Scalar64.log(.infinity) == .infinity)
    #expect(Scalar64.log(-1).bitPattern == 0x7ff8_0000_0000_0000)
    #expect(Scalar64.log(-Double.nan).bitPattern == 0x7ff8_0000_0000_0000)
    #expect(Scalar64.log(0x1p-1074) == -0x1.74385446d71c3p+9)
    #expect(Scalar64.exp(0) == 1)
    #expect(Scalar64.exp(-.infinity) == 0)
    #expect(Scalar64.exp(.infinity) == .infinity)
    #expect(Scalar64.exp(709.7) < .infinity && Scalar64.exp(709.8) == .infinity)
    #expect(Scalar64.exp(-745.1) == 0x1p-1074 && Scalar64.exp(-745.2) == 0)
    #expect(Scalar64.exp(.signalingNaN).bitPattern == 0x7ff8_0000_0000_0000)
  }
}
