/// What this program was built with. The bits do not depend on it; it is written down where a golden is
/// made, so that a difference can be traced.
public enum Toolchain {
  /// The version of the compiler, as precise as a program can tell: `swift 6.3`.
  public static var current: String {
    #if compiler(>=6.5)
      "swift 6.5 or later"
    #elseif compiler(>=6.4)
      "swift 6.4"
    #elseif compiler(>=6.3)
      "swift 6.3"
    #else
      "swift 6.2"
    #endif
  }
}
