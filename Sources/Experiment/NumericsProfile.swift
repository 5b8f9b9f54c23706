/// Which arithmetic an experiment asks for.
public enum NumericsProfile: String, Sendable, CaseIterable {
  /// The exact profile: the same bits on every machine.
  case exact = "seedproof-f32/1"
  /// Matrix products of OpenBLAS: bits that hold for one version, core type and thread count.
  case openBLAS = "openblas"
}
