import Experiment
import Testing
import Text

@testable import External

/// What people are told of a trainer that fails, and what is kept from ledgers.
@Suite(.timeLimit(.minutes(20))) struct RunnerMessageTests {
  private static let step = #"echo '{"step":0,"loss":"0x1p+0"}'"#

  private func failure(_ script: String) throws -> RunnerFailure {
    try #require(throws: RunnerFailure.self) {
      try shell(script).record(Cell(wi: 3, do: 7)) { _, _ in }
    }
  }

  /// The line is shown, and not what a terminal would do with it.
  @Test func aLineThatDoesNotFitIsShown() throws {
    for (script, shown) in [
      (
        "echo 'loading weights ...'",
        "on line 1, 'loading weights ...': not a value at byte 0; standard"
      ),
      (#"printf '\033[31mred\n'"#, #"on line 1, '\u{1b}[31mred': not"#),
      (#"printf '\r 10%%|# | 1/9 [00:01<00:08]\rready\n'"#, "on line 1, 'ready': "),
      (
        "\(Self.step); echo '{\"step\":3,\"loss\":\"0x1p+0\"}'",
        #"on line 2, '{"step":3,"loss":"0x1p+0"}': step 3"#
      ),
      (
        "yes long | head -c 1000 | tr '\\n' ' '; echo",
        "'" + String(repeating: "long ", count: 16) + "...': not"
      ),
    ] {
      let text = try failure(script).description
      #expect(text.contains(shown), "\(text)")
    }
  }

  /// Bars of tqdm, pip and Keras, in one line or in several, with what ends them.
  @Test func progressBarsAreNotQuoted() throws {
    let bar = "50%|\u{2588}\u{2588}  | 3/6 [00:00<00:00, 10it/s]"
    let text =
      "first\n\r 0%|   | 0/6\r \(bar)\u{1b}[A\n\u{1b}[A\r\n3it [00:01, 2it/s]\nTraceback\n\n   \u{2501}\u{2501}\u{2501}\u{2501}\u{2501} 5 MB\n"
      + "5/10 [=====>....] - ETA\r\nValueError: 100% of [1/2]\r\n\(bar)\n"
    #expect(Quotation.withoutBars(text) == "first\nTraceback\n\nValueError: 100% of [1/2]\n")
    #expect(Quotation.withoutBars("") == "" && Quotation.withoutBars("\n") == "\n")
    #expect(Quotation.withoutBars(bar) == "")
    let failure = try failure("printf 'why\\n\\r 0%%|   | 0/6\\r 99%%|## | 5/6' >&2; exit 1")
    #expect(failure.errorTail == "why")
  }

  /// Ledgers are committed: nothing that a trainer printed goes there.
  @Test func theLedgerIsToldNothingThatWasPrinted() throws {
    let crash = try failure("echo /home/somebody >&2; \(Self.step); exit 3")
    #expect(crash.ledgerReason == "the trainer ended with status 3 after line 1")
    let line = try failure("echo /home/somebody")
    #expect(line.ledgerReason.hasPrefix("the trainer printed no record on line 1: not a value"))
    #expect(InputError(file: "/home/somebody/w", "is gone").ledgerReason == "w: is gone")
  }
}
