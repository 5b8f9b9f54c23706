import Synchronization
import Testing

@testable import seedproof

@Suite struct ProgressBarTests {
  @Test func theBarHasThisForm() {
    #expect(
      ProgressBar.bar("rte-minilm", 0.41, "12 of 25 trials", seconds: 139)
        == "rte-minilm  [#########...............]   41%  12 of 25 trials  3m 21s left")
    #expect(ProgressBar.bar("a", 0, "", seconds: 0) == "a  [........................]    0%  ")
    #expect(
      ProgressBar.bar("a", 1, "done", seconds: 9) == "a  [########################]  100%  done")
  }

  @Test func theBarFitsATerminal() {
    let long = String(repeating: "x", count: 100)
    for fraction in [-1, 0, 0.001, 0.5, 1, 2] {
      #expect(ProgressBar.bar(long, fraction, long, seconds: 1e12).count <= 79)
    }
  }

  @Test(arguments: [
    (0, "0s"), (0.2, "1s"), (59, "59s"), (60, "1m 00s"), (200, "3m 20s"), (3600, "1h 00m"),
    (7500, "2h 05m"), (1e12, "long"), (.infinity, "long"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(ProgressBar.duration(seconds) == text)
  }

  static func written(_ style: ProgressBar.Style, _ fractions: [Double]) -> [String] {
    let texts = Mutex<[String]>([])
    let bar = ProgressBar("a", style: style) { text in texts.withLock { $0.append(text) } }
    for fraction in fractions { bar.update(fraction, "work") }
    bar.clear()
    return texts.withLock { $0 }
  }

  @Test func nothingWhereItIsNotWanted() {
    #expect(Self.written(.none, [0, 0.5, 1]).isEmpty)
  }

  @Test func aLineEachTenth() {
    let lines = Self.written(.lines, (0...100).map { Double($0) / 100 })
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { $0.hasSuffix("\n") && !$0.contains("\u{1b}") && !$0.contains("\r") })
    #expect(lines.last == "a: 100%, work\n")
  }

  @Test func theBarIsDrawnInPlaceAndTakenAway() {
    let texts = Self.written(.bar, [0, 1])
    #expect(texts.count == 3)
    #expect(texts.dropLast().allSatisfy { $0.hasPrefix("\ra  [") && $0.hasSuffix("\u{1b}[K") })
    #expect(texts.last == "\r\u{1b}[K")
  }
}
