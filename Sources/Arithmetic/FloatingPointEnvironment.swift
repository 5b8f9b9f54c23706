import CKernels

/// Rounding and subnormals of the calling thread.
public enum FloatingPointEnvironment {
  /// Sets what `standard` sets, for an initializer, which cannot run in a closure; `leave` what this returns.
  public static func enter() -> UInt64 { ck_environment_enter() }

  /// Puts back what `enter` found.
  public static func leave(_ saved: UInt64) { ck_environment_leave(saved) }

  /// Runs `body` rounding to nearest and keeping subnormals, then puts the settings back.
  ///
  /// For arithmetic outside a parallel region; `ArithmeticUnit.parallelFor` does it in every thread.
  public static func standard<R>(_ body: () throws -> R) rethrows -> R {
    let saved = ck_environment_enter()
    defer { ck_environment_leave(saved) }
    return try body()
  }
}
