import Dispatch

/// Lets the claims of a book beat, from another thread, until it is stopped.
final class Heartbeat {
  private let queue = DispatchQueue(label: "seedproof.heartbeat")
  private let timer: any DispatchSourceTimer

  init(_ book: ClaimBook, every interval: Duration) {
    timer = DispatchSource.makeTimerSource(queue: queue)
    let milliseconds = max(1, Int(interval / .milliseconds(1)))
    timer.schedule(
      deadline: .now() + .milliseconds(milliseconds), repeating: .milliseconds(milliseconds))
    timer.setEventHandler { book.beat() }
    timer.resume()
  }

  /// Stops, and returns when no beat is under way.
  func stop() {
    timer.cancel()
    queue.sync {}
  }
}
