import Dispatch
import Foundation
import Synchronization

/// A wish to end early, which trials look at between updates.
public final class Interruption: Sendable {
  private let requested = Atomic(false)

  public init() {}

  /// Whether running trials are to end at the next update.
  public var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// Asks running trials to end.
  public func request() { requested.store(true, ordering: .releasing) }

  /// Throws `Interrupted` once an end was asked for.
  public func check() throws(Interrupted) { if isRequested { throw Interrupted() } }

  /// How long signals after the first are the same wish: `timeout` and batch systems send it twice, to a process and to
  /// its group.
  public static func waitForTheSameWish(_ then: @escaping @Sendable () -> Void) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(500), execute: then)
  }

  /// From now on the first SIGINT or SIGTERM asks for the end; a second one ends the process, unless it comes within
  /// half a second.
  ///
  /// - Parameters:
  ///   - wait: is called after the first signal, with what to do when the half second is over.
  ///   - announce: is told of the first signal, on another thread.
  public func followSignals(
    wait: @escaping @Sendable (_ then: @escaping @Sendable () -> Void) -> Void =
      Interruption.waitForTheSameWish,
    announce: @escaping @Sendable () -> Void
  ) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [source] in
        // The handler keeps its own source alive: it follows the signal until the process ends.
        _ = source
        guard !self.requested.exchange(true, ordering: .acquiringAndReleasing) else { return }
        announce()
        wait { Self.leaveSignals() }
      }
      source.resume()
    }
  }

  /// From now on SIGINT and SIGTERM end the process, also where it was started with them blocked.
  public static func leaveSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_DFL)
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// Thrown by a trial that ended because of an `Interruption`.
public struct Interrupted: Error, Sendable, CustomStringConvertible {
  public init() {}

  public var description: String { "interrupted" }
}
