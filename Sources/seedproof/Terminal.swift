import Foundation

/// Standard error: errors, progress and remarks; results go to standard output.
enum StandardError {
  /// Prints one line. GitHub's runner obeys `##[command]` within a line, whoever wrote it.
  static func print(_ line: String) { write(line.replacing("##[", with: "##\\u{5b}") + "\n") }

  /// What cannot be written is lost: there is no place left to say so.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// What the user looks at.
enum Terminal {
  /// Whether `descriptor` is a terminal that understands control sequences.
  static func isInteractive(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }
}
