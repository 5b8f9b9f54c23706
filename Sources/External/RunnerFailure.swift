import Experiment
import Text

/// Why another trainer's trial is of no use: the trainer is at fault, not the evidence.
public struct RunnerFailure: Error, Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    /// The process ended with another status than 0.
    case exited(status: Int32)
    case signalled(Int32)
    /// No line came for so long.
    case silent(Duration)
    /// The trial was not done by then.
    case late(Duration)
    /// The process lived on for so long after its last line.
    case lingering(Duration)
    case longLine(byteLimit: Int)
    case longOutput(byteLimit: Int)
    /// A line that is no record of the protocol; with what is wrong.
    case notARecord(String)
    /// A record that may not stand here, or has another shape than those before it.
    case misplaced(String)
    /// The process ended with status 0, but did not say that the trial was done.
    case unfinished
  }

  public let reason: Reason
  /// The line of standard output, from 1, at which it happened; 0 before the first.
  public let line: Int
  /// The end of what the trainer wrote to standard error, without its progress bars.
  public let errorTail: String
  /// The line that did not fit, as it is shown; nil where it was no line.
  public let quotation: String?
  /// What was recorded by then, and where it is; nil where it was not kept.
  public private(set) var kept: Kept?

  /// A file of a trial that did not end.
  public struct Kept: Sendable, Equatable {
    public let stepCount: Int
    public let path: String
  }

  init(
    _ reason: Reason, _ trace: Runner.Trace = Runner.Trace(), quoting quotation: String? = nil
  ) {
    self.reason = reason
    self.quotation = quotation
    line = trace.lineCount
    errorTail = trace.errorTail
  }

  /// The same where so many updates were kept in a file.
  func keeping(_ stepCount: Int, at path: String) -> RunnerFailure {
    var copy = self
    copy.kept = Kept(stepCount: stepCount, path: path)
    return copy
  }

  /// The same with the line that did not fit.
  func quoting(_ line: [UInt8]) -> RunnerFailure {
    RunnerFailure(reason, quoting: Quotation.line(line))
  }
}

extension RunnerFailure: CustomStringConvertible {
  /// One line, safe for a terminal.
  public var description: String {
    var text = "the trainer " + reason.text(line: line, quotation)
    let tail = errorTail.split(whereSeparator: \.isNewline).joined(separator: " | ")
    if !tail.isEmpty { text += "; its standard error ends: " + tail }
    if let kept { text += "; " + kept.description }
    return text.printable
  }
}

extension RunnerFailure.Kept: CustomStringConvertible {
  public var description: String {
    "its first \(stepCount.counted("update")) can be seen by 'seedproof show --partial \(path)'"
  }
}

extension RunnerFailure: LedgerReason {
  /// Nothing that the trainer printed: it may name hosts, users and paths, and ledgers are committed.
  public var ledgerReason: String { ("the trainer " + reason.text(line: line, nil)).printable }
}

extension RunnerFailure.Reason {
  /// A recorder that finds no SEEDPROOF_RUNNER prints nothing.
  private static let silenceAdvice =
    "; records go to standard output, and the recorder prints them where its environment has SEEDPROOF_RUNNER"

  fileprivate func text(line: Int, _ quotation: String?) -> String {
    let place = line == 0 ? "before its first line" : "after line \(line)"
    let shown = quotation.map { ", '\($0)'" } ?? ""
    return switch self {
    case .exited(let status): "ended with status \(status) \(place)"
    case .signalled(let signal): "was ended by signal \(signal) \(place)"
    case .silent(let time): "printed nothing for \(time.seconds) s \(place), and was ended"
    case .late(let time): "was not done after \(time.seconds) s, and was ended \(place)"
    case .lingering(let time): "lived on for \(time.seconds) s after its last line, and was ended"
    case .longLine(let limit): "printed a line of more than \(limit) bytes \(place)"
    case .longOutput(let limit): "printed more than \(limit) bytes"
    case .notARecord(let why): "printed no record on line \(line)\(shown): \(why)"
    case .misplaced(let why): "printed a record that does not fit on line \(line)\(shown): \(why)"
    case .unfinished: "ended \(place), but without an 'end'\(line == 0 ? Self.silenceAdvice : "")"
    }
  }
}

extension Duration {
  /// With one decimal where it is not whole.
  fileprivate var seconds: String {
    let tenths = (self / .milliseconds(100)).rounded()
    let whole = Int(tenths) / 10
    return Int(tenths) % 10 == 0 ? "\(whole)" : "\(whole).\(Int(tenths) % 10)"
  }
}
