import Foundation
import Testing

@testable import Processes

@Suite struct InterruptionTests {
  /// `timeout` tells the process and its group: that is one wish.
  @Test func twoSignalsAtOnceAreOneWish() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let interruption = Interruption()
      interruption.followSignals {}
      for number in [SIGTERM, SIGTERM, SIGINT] {
        kill(getpid(), number)
        pause(.milliseconds(50))
      }
      exit(interruption.isRequested ? 7 : 8)
    }
  }

  @Test func aSecondWishEndsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      let interruption = Interruption()
      interruption.followSignals {}
      kill(getpid(), SIGINT)
      while !interruption.isRequested { pause(.milliseconds(10)) }
      pause(.milliseconds(1500))
      kill(getpid(), SIGTERM)
      pause(.seconds(10))
      exit(8)
    }
  }
}
