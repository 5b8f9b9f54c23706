import Files
import Processes
import Text

/// One run of this program, or another build of it, as a child.
struct ProgramRun {
  let arguments: [String]
  let launch: Launch
  let interruption: Interruption

  /// How it ended.
  struct End {
    let end: ChildProcess.End
    let wasKilled: Bool
    /// The lines of standard error, the last ones.
    let notes: [String]
    let peakByteCount: Int
  }

  /// It ended with another status than 0.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let tick: Int32 = 50

  /// Runs it to its end.
  ///
  /// - Parameter kills: is asked at each line of standard error whether the process is killed there.
  /// - Throws: `Interrupted`; `InputError` if it cannot be started.
  func run(kills: (String) -> Bool = { _ in false }) throws -> End {
    let child = try ChildProcess(arguments, launch)
    var lines = LineBuffer(byteLimit: 1 << 16)
    var notes: [String] = []
    var wasKilled = false
    func take(_ line: [UInt8]) {
      let text = String(decoding: line, as: UTF8.self)
      notes = notes.suffix(40) + [text]
      if !wasKilled, kills(text) {
        child.kill()
        wasKilled = true
      }
    }
    while child.isOpen(.standard) || child.isOpen(.error) {
      try interruption.check()
      let hasEnded = child.hasEnded
      let ready = child.wait(atMost: Self.tick)
      if ready.contains(.standard) { _ = child.read(.standard) }
      if ready.contains(.error) {
        for line in lines.append(child.read(.error)) ?? [] { take(line) }
      }
      if ready.isEmpty, hasEnded { break }
    }
    if let rest = lines.finish() { take(rest) }
    while !child.hasEnded {
      try interruption.check()
      _ = child.wait(atMost: Self.tick)
    }
    let end = child.finish()
    return End(
      end: end, wasKilled: wasKilled, notes: notes, peakByteCount: child.peakByteCount)
  }

  /// The same, of a process that must end with success.
  ///
  /// - Throws: `Failure` with the last line of standard error.
  @discardableResult
  func succeed() throws -> End {
    let end = try run()
    guard end.end == .exited(0) else {
      throw Failure(
        description: "\(FilePlace.name(of: arguments[0])) \(end.end.words): \(end.notes.last ?? "")"
          .printable)
    }
    return end
  }
}

extension ChildProcess.End {
  fileprivate var words: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .signalled(let signal): "was ended by signal \(signal)"
    }
  }
}
