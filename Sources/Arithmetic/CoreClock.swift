import CKernels

/// The frequency of the core that the caller runs on, for figures in cycles.
public enum CoreClock {
  /// Cycles a second right now, from a chain of dependent instructions of some 100 microseconds.
  ///
  /// - Edge cases: 0 on processors whose latencies are not known here.
  public static func frequency() -> Double {
    let start = ContinuousClock.now
    let cycles = ck_cycle_chain(20_000)
    return Double(cycles) / ((ContinuousClock.now - start) / .seconds(1))
  }
}
