import Files
@preconcurrency import Foundation

/// The descriptors 0, 1 and 2, whatever the caller left of them.
enum StandardStreams {
  /// Gives those that are closed something to stand for, before a file can take their numbers.
  ///
  /// It is the null device, opened the wrong way: who reads or writes is told so, as of a closed descriptor.
  static func takeNumbers() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Whether standard input ended because it could not be read.
  static var hasLostInput: Bool { ferror(stdin) != 0 }

  /// Writes what standard output still holds; the reason if that or anything before was lost.
  static func lostOutput() -> String? {
    errno = 0
    guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return nil }
    return errno == 0 ? "an earlier write failed" : InputFile.reason(errno)
  }
}

/// Standard error: errors, progress and remarks; results go to standard output.
enum StandardError {
  /// Prints one line, or one that was broken into several. GitHub's runner obeys `##[command]` within a line, whoever wrote it.
  static func print(_ line: String) { write(line.replacing("##[", with: "##\\u{5b}") + "\n") }

  /// What cannot be written is lost: there is no place left to say so.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
