import CKernels
import Testing

@testable import Arithmetic

@Suite struct InstructionSetTests {
  @Test func genericIsAlwaysThereAndFirst() {
    #expect(InstructionSet.available.first == .generic)
    #expect(InstructionSet.available.contains(.best))
    #expect(
      InstructionSet.available
        == InstructionSet.allCases.filter { set in
          InstructionSet.available.contains(set)
        })
  }

  @Test(arguments: InstructionSet.available)
  func availableSetsAreFoundByName(_ set: InstructionSet) throws {
    #expect(try InstructionSet(named: set.rawValue) == set)
    #expect(try ArithmeticUnit(instructionSet: set).instructionSet == set)
  }

  @Test(arguments: ["", "AVX2", "avx", "sse4.2", "generic "])
  func unknownNamesAreErrors(_ name: String) {
    #expect(throws: ArithmeticError.unknownInstructionSet(name)) {
      try InstructionSet(named: name)
    }
  }

  @Test func kernelsHaveTheSameNames() {
    #expect(
      InstructionSet.allCases.map { String(cString: ck_isa_name($0.isa)) }
        == InstructionSet.allCases.map(\.rawValue))
    #expect(InstructionSet.allCases.count == Int(CK_ISA_COUNT.rawValue))
    #expect(InstructionSet.names(lastAfter: " or ") == "generic, avx2, avx512 or neon")
  }

  /// Never another set in its place.
  @Test(arguments: InstructionSet.allCases.filter { !InstructionSet.available.contains($0) })
  func setsOfOtherMachinesAreErrors(_ set: InstructionSet) {
    let error = ArithmeticError.unavailableInstructionSet(set)
    #expect(throws: error) { try InstructionSet(named: set.rawValue) }
    #expect(throws: error) { try ArithmeticUnit(instructionSet: set) }
    #expect(error.description.contains("generic"))
  }
}
