import Foundation

/// Threads with room for a trial's stack.
public enum TrialThreads {
  private static let stackByteCount = 16 << 20

  /// Runs `body(0)` to `body(count - 1)`, each on a thread of its own, and returns when all are done.
  public static func run(_ count: Int, _ body: @escaping @Sendable (_ slot: Int) -> Void) {
    let group = DispatchGroup()
    for slot in 0..<count {
      group.enter()
      let thread = Thread {
        body(slot)
        group.leave()
      }
      thread.stackSize = stackByteCount
      thread.name = "trial-\(slot)"
      thread.start()
    }
    group.wait()
  }
}
