import Arithmetic

/// Which arithmetic an experiment asks for.
public enum NumericsProfile: String, Sendable, CaseIterable {
  /// The exact profile: the same bits on every machine.
  case exact = "seedproof-f32/1"
  /// Matrix products of OpenBLAS: bits that hold for one version, core type and thread count.
  case openBLAS = "openblas"

  /// What a trial specification says of the arithmetic: the exact profile's name, or `openblas/` and the
  /// library's version, core type and threads, to which its bits are bound.
  public static func identity(of unit: ArithmeticUnit) throws -> String {
    switch unit.backend {
    case .exact: exact.rawValue
    case .openBLAS: openBLAS.rawValue + "/" + (try OpenBLAS.fingerprint(threads: unit.threads))
    }
  }

  /// The profile of the arithmetic that a trial specification names; nil for arithmetic that this program does
  /// not have, such as that of another version of a profile.
  public static func profile(of identity: String) -> NumericsProfile? {
    if identity == exact.rawValue { return .exact }
    return identity.hasPrefix(openBLAS.rawValue + "/") ? .openBLAS : nil
  }

  /// What computes with the arithmetic that a trial specification names; nil for arithmetic that this
  /// program does not have.
  public static func backend(of identity: String) -> ProductBackend? {
    profile(of: identity)?.backend
  }

  /// What computes with this arithmetic.
  public var backend: ProductBackend {
    switch self {
    case .exact: .exact
    case .openBLAS: .openBLAS
    }
  }
}
