import Text

/// What a trainer printed, as it is shown to people: short, and without progress bars.
enum Quotation {
  /// As many characters of a line are shown.
  static let lineLimit = 80

  /// A line that did not fit, without its bars and in one piece.
  static func line(_ bytes: [UInt8]) -> String {
    let text = withoutBars(String(decoding: bytes.prefix(1 << 12), as: UTF8.self)).printable
    let shown = text.prefix(lineLimit)
    return shown.count < text.count || bytes.count > 1 << 12 ? shown + "..." : String(shown)
  }

  /// The end of a text, at most `byteLimit` bytes of it, without its bars.
  static func tail(_ text: String, byteLimit: Int) -> String {
    let kept = withoutBars(text)
    guard kept.utf8.count > byteLimit else { return kept }
    return "..." + String(decoding: Array(kept.utf8.suffix(byteLimit)), as: UTF8.self)
  }

  /// The text without lines that are progress bars.
  ///
  /// Of a line that was written over again and again by carriage returns the last state is kept, and movements of
  /// the cursor are taken away.
  static func withoutBars(_ text: String) -> String {
    var lines: [String] = []
    var isBetweenBars = false
    for part in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      let states = String(part).replacing(movement, with: "").unicodeScalars.split(separator: "\r")
      let line = states.last.map { String($0) } ?? ""
      // A bar that is closed leaves an empty line behind.
      if isBar(line) || isBetweenBars && line.isEmpty {
        isBetweenBars = true
        continue
      }
      isBetweenBars = false
      lines.append(line)
    }
    // What ended with a line end still does.
    if isBetweenBars, !lines.isEmpty, text.hasSuffix("\n") { lines.append("") }
    return lines.joined(separator: "\n")
  }

  /// Up, down, to a column, or erasing.
  private static var movement: Regex<Substring> { /\u{1b}\[[0-9;]*[A-HJKST]/ }

  /// `50%|#####     | 3/6 [00:00<00:00, 10it/s]` of tqdm, `3it [00:00, 10it/s]`, and what pip, rich and Keras draw.
  private static func isBar(_ line: String) -> Bool {
    line.contains(/\d%\|/) || line.contains(/\d+it \[\d+:\d\d/) || line.contains(/[━█▉▊▋▌▍▎▏]{4}/)
      || line.contains(/\d+\/\d+ .?\[[=>.#\- ]{8,}\]/)
  }
}
