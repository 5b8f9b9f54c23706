import Foundation
import Testing

@testable import Processes

@Suite struct InterruptionTests {
  /// Signals are followed from another thread: the first may come before it listens.
  private static func interrupted(by number: Int32) -> Interruption {
    let interruption = Interruption()
    interruption.followSignals {}
    while !interruption.isRequested {
      kill(getpid(), number)
      pause(.milliseconds(20))
    }
    return interruption
  }

  /// `timeout` tells the process and its group: that is one wish.
  @Test func twoSignalsAtOnceAreOneWish() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let interruption = Self.interrupted(by: SIGTERM)
      for number in [SIGTERM, SIGINT] { kill(getpid(), number) }
      pause(.milliseconds(50))
      exit(interruption.isRequested ? 7 : 8)
    }
  }

  @Test func aSecondWishEndsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      _ = Self.interrupted(by: SIGINT)
      pause(.milliseconds(1500))
      kill(getpid(), SIGTERM)
      pause(.seconds(10))
      exit(8)
    }
  }
}
