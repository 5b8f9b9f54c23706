import ArgumentParser
import Arithmetic
import CStart
import Foundation
import Text

/// Runs a command; every error becomes one line on standard error and an exit status.
///
/// Success is said in one place only: after a command that ran to its end, or a question that was asked alone.
@main
enum Main {
  static func main() {
    ct_require_completion(ExitStatus.incomplete)
    StandardStreams.takeNumbers()
    // A file that may not grow is an error that names it, and no end of the process.
    signal(SIGXFSZ, SIG_IGN)
    var status = perform()
    if let reason = StandardStreams.lostOutput() {
      StandardError.print("seedproof: standard output: cannot be written: \(reason)")
      if status == ExitStatus.success { status = ExitStatus.outputError }
    }
    if status == ExitStatus.success { ct_note_completion() }
    exit(status)
  }

  private static func perform() -> Int32 {
    var words: [String] = []
    do {
      words = try ProgramArguments.read()
      guard !words.isEmpty else { throw InputError("no command is named", advice: Inquiry.advice) }
      if let error = Inquiry.unknownCommand(in: words) { throw error }
      var command = try Seedproof.parseAsRoot(ProgramArguments.joiningNegativeNumbers(words))
      try command.run()
      return ExitStatus.success
    } catch {
      let end = CommandEnd(error, after: words)
      if let message = end.message { StandardError.print(message) }
      if let text = end.text { Swift.print(text) }
      return end.status
    }
  }
}

/// How the process ends after an error, which may be a request for help.
struct CommandEnd {
  let status: Int32
  /// For standard error.
  var message: String?
  /// For standard output: a help text.
  var text: String?

  /// - Parameter words: the arguments that led to it.
  init(_ error: any Error, after words: [String] = []) {
    switch error {
    case is InputError, is ArithmeticError:
      status = (error as? InputError)?.exitStatus ?? ExitStatus.usage
      message = "seedproof: \(error)"
    case let code as ExitCode:
      // No command throws success: it returns.
      status = code.isSuccess ? ExitStatus.incomplete : code.rawValue
    default:
      let code = Seedproof.exitCode(for: error)
      if code.isSuccess {
        // The parser answers a question wherever it stands, whatever else it has not done.
        guard let reason = Inquiry(words).defect else {
          status = ExitStatus.success
          text = Seedproof.fullMessage(for: error)
          return
        }
        status = ExitStatus.usage
        message = "seedproof: \(reason)"
      } else {
        status = code.rawValue
        // The parser explains over several lines: the first says what is wrong, and a list may follow it.
        let lines = Seedproof.message(for: error).split(whereSeparator: \.isNewline)
        let choices = lines.dropFirst().filter { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }
        let first = lines.first.map { String($0).printable } ?? "failed"
        let reason = first + (choices.isEmpty ? "" : " " + choices.joined(separator: ", "))
        message = "seedproof: \(reason)"
        if code == .validationFailure { message! += "; see '\(Self.helpCommand(for: error))'" }
      }
    }
  }

  /// The command that explains what went wrong; the parser names it at the end of its explanation.
  private static func helpCommand(for error: any Error) -> Substring {
    let parts = Seedproof.fullMessage(for: error).components(separatedBy: "See '")
    guard parts.count > 1, let command = parts[parts.count - 1].split(separator: "'").first,
      command.hasPrefix("seedproof")
    else { return "seedproof --help" }
    return command
  }
}

/// The exit statuses of all commands.
enum ExitStatus {
  static let success: Int32 = 0
  /// A value differs, or a trial failed.
  static let differs: Int32 = 1
  static let unverifiable: Int32 = 2
  static let malformed: Int32 = 3
  /// EX_USAGE of sysexits.h, which the argument parser uses too.
  static let usage: Int32 = 64
  /// EX_SOFTWARE: the process came to an end, but no command did.
  static let incomplete: Int32 = 70
  /// EX_IOERR: the command did its work, but what it printed is lost.
  static let outputError: Int32 = 74
  /// As a shell reports a process that SIGINT ended.
  static let interrupted: Int32 = 130
}

extension InputError {
  /// The exit status of a command that this error ends.
  var exitStatus: Int32 {
    switch kind {
    case .usage: ExitStatus.usage
    case .malformed: ExitStatus.malformed
    case .unverifiable: ExitStatus.unverifiable
    }
  }
}
