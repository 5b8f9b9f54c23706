import Foundation

/// Threads with room for a trial's stack.
public enum TrialThreads {
  private static let stackByteCount = 16 << 20

  /// Runs `body` on up to `count` threads of their own, each with a slot from 0, and returns when all are done.
  ///
  /// Where the system gives fewer threads, the slots that have one must do the work of all; where it gives
  /// none, this thread does it. `Thread` of Foundation would start nothing then, and say nothing.
  ///
  /// - Parameter body: takes work until there is none.
  public static func run(_ count: Int, _ body: @escaping @Sendable (_ slot: Int) -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackByteCount)
    var threads: [pthread_t] = []
    for slot in 0..<count {
      let work = Unmanaged.passRetained(Work { body(slot) })
      var thread = pthread_t()
      let code = pthread_create(
        &thread, &attributes,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
          return nil
        }, work.toOpaque())
      guard code == 0 else {
        work.release()
        break
      }
      threads.append(thread)
    }
    if threads.isEmpty, count > 0 { body(0) }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// What a thread is to do.
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
