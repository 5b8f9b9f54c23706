import Foundation
import Synchronization
import Text

/// A bar on standard error with the time that is left; only on a terminal.
///
///     rte-minilm  [##########..............]  41%  12 of 25 trials  3m 20s left
///
/// Where standard error is no terminal nothing is shown, or, with `isVerbose`, a line each tenth.
final class ProgressBar: Sendable {
  enum Style: Sendable { case bar, lines, none }

  private struct State {
    var drawn: (instant: ContinuousClock.Instant, text: String)?
    var tenth = 0
  }

  private let title: String
  private let style: Style
  private let start = ContinuousClock.now
  private let state = Mutex(State())
  private let write: @Sendable (String) -> Void

  /// The style for standard error.
  static func style(isQuiet: Bool, isVerbose: Bool) -> Style {
    if isQuiet { return .none }
    let understandsControls = ProcessInfo.processInfo.environment["TERM"] != "dumb"
    if isatty(STDERR_FILENO) == 1, understandsControls { return .bar }
    return isVerbose ? .lines : .none
  }

  init(
    _ title: String, style: Style,
    write: @escaping @Sendable (String) -> Void = { StandardError.write($0) }
  ) {
    self.title = title
    self.style = style
    self.write = write
  }

  /// Shows that `fraction` of the work is done; `detail` says it in words.
  ///
  /// Drawn at most ten times a second.
  func update(_ fraction: Double, _ detail: String) {
    let now = ContinuousClock.now
    let seconds = (now - start) / .seconds(1)
    state.withLock { state in
      switch style {
      case .none: return
      case .lines:
        let tenth = Int(fraction * 10)
        guard tenth > state.tenth else { return }
        state.tenth = tenth
        write(Self.words(title, fraction, detail, seconds: seconds) + "\n")
      case .bar:
        if let drawn = state.drawn, now - drawn.instant < .milliseconds(100), fraction < 1 {
          return
        }
        let text = Self.bar(title, fraction, detail, seconds: seconds)
        guard text != state.drawn?.text else { return }
        state.drawn = (now, text)
        write("\r\(text)\u{1b}[K")
      }
    }
  }

  /// Takes the bar away, so that other lines can be printed.
  func clear() {
    state.withLock { state in
      guard style == .bar, state.drawn != nil else { return }
      state.drawn = nil
      write("\r\u{1b}[K")
    }
  }

  /// One line of at most 79 columns.
  static func bar(_ title: String, _ fraction: Double, _ detail: String, seconds: Double) -> String
  {
    let width = 24
    let full = min(width, max(0, Int(fraction * Double(width))))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    let percent = String(Int(min(1, max(0, fraction)) * 100))
    let padding = String(repeating: " ", count: 3 - percent.count)
    let text =
      "\(title.prefix(18))  [\(bar)]  \(padding)\(percent)%  \(detail)"
      + left(fraction, seconds: seconds)
    return String(text.prefix(79))
  }

  static func words(
    _ title: String, _ fraction: Double, _ detail: String, seconds: Double
  ) -> String {
    "\(title): \(Int(min(1, max(0, fraction)) * 100))%, \(detail)"
      + left(fraction, seconds: seconds)
  }

  /// `  3m 20s left`; nothing before a hundredth is done.
  private static func left(_ fraction: Double, seconds: Double) -> String {
    guard fraction >= 0.01, fraction < 1 else { return "" }
    return "  \(duration(seconds * (1 - fraction) / fraction)) left"
  }

  /// `7s`, `3m 20s`, `2h 05m`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "long" }
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole)s" }
    if whole < 3600 { return "\(whole / 60)m \((whole % 60).digits(2))s" }
    return "\(whole / 3600)h \((whole % 3600 / 60).digits(2))m"
  }
}
