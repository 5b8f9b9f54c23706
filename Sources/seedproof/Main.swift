import ArgumentParser
import Arithmetic
import Files
import Foundation
import Logging

/// Runs a command; every error becomes one line on standard error and an exit status.
@main
enum Main {
  static func main() {
    StandardStreams.takeNumbers()
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var status = ExitStatus.success
    do {
      var command = try Seedproof.parseAsRoot()
      try command.run()
    } catch {
      let end = CommandEnd(error)
      if let message = end.message { StandardError.print(message) }
      if let text = end.text { Swift.print(text) }
      status = end.status
    }
    if let reason = StandardStreams.lostOutput() {
      StandardError.print("seedproof: standard output: cannot be written: \(reason)")
      if status == ExitStatus.success { status = ExitStatus.outputError }
    }
    exit(status)
  }
}

/// How the process ends after an error, which may be a request for help.
struct CommandEnd {
  let status: Int32
  /// For standard error.
  var message: String?
  /// For standard output: a help text.
  var text: String?

  init(_ error: any Error) {
    switch error {
    case let error as InputError:
      status = error.exitStatus
      message = "seedproof: \(error)"
    case let error as ArithmeticError:
      status = ExitStatus.usage
      message = "seedproof: \(error)"
    case let code as ExitCode: status = code.rawValue
    default:
      let code = Seedproof.exitCode(for: error)
      status = code.rawValue
      if code.isSuccess {
        text = Seedproof.fullMessage(for: error)
      } else {
        // The parser explains over several lines; the first one says what is wrong.
        let lines = Seedproof.message(for: error).split(whereSeparator: \.isNewline)
        let reason = lines.first.map { String($0).printable } ?? "failed"
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
