import CKernels

/// The instructions that kernels are compiled for. Every one gives the same bits.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// Portable code with the fused multiply-add in software: slow, and runs on every processor.
  case generic
  case avx2
  case avx512
  case neon

  /// The names of all, for a sentence: `generic, avx2, avx512 or neon`.
  public static func names(lastAfter separator: String) -> String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + separator + names[names.count - 1]
  }

  /// What this machine can run, the slowest first; always begins with `generic`.
  public static var available: [InstructionSet] {
    allCases.filter { ck_isa_available($0.isa) }
  }

  /// The fastest that this machine can run.
  public static var best: InstructionSet { available.last ?? .generic }

  /// The set called `name`.
  ///
  /// - Throws: `ArithmeticError` when there is no such set, or this machine cannot run it: never
  ///   another one in its place.
  public init(named name: String) throws {
    guard let set = InstructionSet(rawValue: name) else {
      throw ArithmeticError.unknownInstructionSet(name)
    }
    try set.requireAvailable()
    self = set
  }

  func requireAvailable() throws(ArithmeticError) {
    guard ck_isa_available(isa) else { throw .unavailableInstructionSet(self) }
  }

  var isa: ck_isa {
    switch self {
    case .generic: CK_GENERIC
    case .avx2: CK_AVX2
    case .avx512: CK_AVX512
    case .neon: CK_NEON
    }
  }
}
