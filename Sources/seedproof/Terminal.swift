import Foundation

/// Standard error: errors, progress and remarks; results go to standard output.
enum StandardError {
  /// Prints one line. GitHub's runner obeys `##[command]` within a line, whoever wrote it.
  static func print(_ line: String) { write(line.replacing("##[", with: "##\\u{5b}") + "\n") }

  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// What the user looks at.
enum Terminal {
  /// Whether `descriptor` is a terminal that understands control sequences.
  static func isInteractive(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Whether text on `descriptor` may be coloured: on a terminal, unless `NO_COLOR` is set.
  static func allowsColour(_ descriptor: Int32) -> Bool {
    let value = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    return value.isEmpty && isInteractive(descriptor)
  }

  /// `text` in bold, or as it is where colour is not allowed.
  static func bold(_ text: String, on descriptor: Int32 = STDOUT_FILENO) -> String {
    allowsColour(descriptor) ? "\u{1b}[1m\(text)\u{1b}[0m" : text
  }
}
