import Foundation
import Testing

@testable import Processes

/// Signals, without waiting: a test says when the time is over in which they are one wish.
@Suite struct InterruptionTests {
  /// Signals are followed from another thread, which may not listen to the first ones.
  private static func send(_ number: Int32, until isHeard: () -> Bool) {
    for _ in 0..<1000 where !isHeard() {
      kill(getpid(), number)
      pause(.milliseconds(10))
    }
  }

  /// `timeout` tells the process and its group: that is one wish.
  @Test func twoSignalsAtOnceAreOneWish() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let interruption = Interruption()
      interruption.followSignals(wait: { _ in }, announce: {})
      Self.send(SIGTERM) { interruption.isRequested }
      for number in [SIGTERM, SIGINT, SIGTERM] {
        kill(getpid(), number)
        pause(.milliseconds(10))
      }
      exit(interruption.isRequested ? 7 : 8)
    }
  }

  @Test func aSecondWishEndsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      let interruption = Interruption()
      interruption.followSignals(wait: { $0() }, announce: {})
      Self.send(SIGINT) { interruption.isRequested }
      guard interruption.isRequested else { exit(9) }
      Self.send(SIGTERM) { false }
      exit(8)
    }
  }

  /// Only what comes after the time is over is a second wish.
  @Test func theTimeIsWaitedFor() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let interruption = Interruption()
      let isWaitedFor = DispatchSemaphore(value: 0)
      interruption.followSignals(wait: { _ in isWaitedFor.signal() }, announce: {})
      Self.send(SIGTERM) { interruption.isRequested }
      let result = isWaitedFor.wait(timeout: .now() + .seconds(10))
      exit(result == .success ? 7 : 8)
    }
  }
}
