import Experiment
import Files
import Processes
import Trajectory

/// Runs trials of another trainer, each in a process of its own.
public struct Runner: Sendable {
  public let command: RunnerCommand
  public let limits: RunnerLimits
  /// Ends running trials once it is requested.
  public let interruption: Interruption
  /// How the processes are started.
  public let launch: Launch
  /// The golden with which its trial is compared, of which the trainer is told.
  private var golden: ExternalSpecification?

  public init(
    _ command: RunnerCommand, limits: RunnerLimits = RunnerLimits(),
    interruption: Interruption = Interruption(), launch: Launch = Launch()
  ) {
    self.command = command
    self.limits = limits
    self.interruption = interruption
    self.launch = launch
  }

  /// The same trainer, started in another way, or by another command.
  package func started(by launch: Launch, _ command: RunnerCommand? = nil) -> Runner {
    Runner(
      command ?? self.command, limits: limits, interruption: interruption, launch: launch)
  }

  /// The same trainer, told of the golden with which its trial is compared.
  func telling(of golden: ExternalSpecification) -> Runner {
    var copy = self
    copy.golden = golden
    return copy
  }

  /// Runs the trial of `cell` and hands each line, without its end, to `take`.
  ///
  /// - Parameters:
  ///   - resume: the folder from which the trainer may resume; nil for a new one that goes away.
  ///   - started: is told of the process.
  ///   - take: returns whether the trainer is to go on, or is ended here; what it throws ends the trainer too.
  /// - Returns: what was read of a trainer that ended by itself, with status 0, or that `take` stopped.
  /// - Throws: `RunnerFailure` with the end of standard error, `InputError` if the program cannot be started,
  ///   `Interrupted`, or what `take` throws.
  @discardableResult
  func run(
    _ cell: Cell, resume: String? = nil, started: (_ process: Int32) -> Void = { _ in },
    _ take: ([UInt8]) throws -> Progress
  ) throws -> Trace {
    let scratch = command.holdsResume && resume == nil ? try ScratchFolder() : nil
    defer { withExtendedLifetime(scratch) {} }
    let words = command.arguments(for: cell, resume: resume ?? scratch?.path ?? "")
    let child = try ChildProcess(words, RunnerEnvironment.told(launch, of: golden))
    started(child.process)
    var run = RunnerRun(child, limits, interruption)
    do {
      try run.follow(take)
      return run.trace
    } catch let failure as RunnerFailure {
      run.drainErrors()
      throw RunnerFailure(failure.reason, run.trace, quoting: failure.quotation)
    }
  }

  /// What was read of a trainer.
  struct Trace {
    /// Lines of standard output.
    var lineCount = 0
    /// The end of standard error, without progress bars.
    var errorTail = ""
    /// The most memory that it had at a time.
    var peakByteCount = 0
  }

  /// What comes after a line.
  enum Progress {
    case goesOn
    /// That was the last line; the process is to end by itself.
    case isLast
    /// The process is ended.
    case stops
    /// The process is killed; what it had printed by then is read to its end.
    case isKilled
  }
}

/// One process and what was read from it.
private struct RunnerRun {
  private let child: ChildProcess
  private let limits: RunnerLimits
  private let interruption: Interruption
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastLine: ContinuousClock.Instant
  /// When the last line of the trial, or the end of output, was seen.
  private var finale: ContinuousClock.Instant?
  private var lines: LineBuffer
  private var byteCount = 0
  private var errors = TextTail(byteLimit: RunnerLimits.rawTailByteCount)
  private var lineCount = 0
  private var isKilled = false

  var trace: Runner.Trace {
    Runner.Trace(
      lineCount: lineCount,
      errorTail: Quotation.tail(errors.text, byteLimit: RunnerLimits.tailByteCount),
      peakByteCount: child.peakByteCount)
  }

  /// How long to wait for output before looking at the clock and the process again.
  private static let tick: Int32 = 50

  init(_ child: ChildProcess, _ limits: RunnerLimits, _ interruption: Interruption) {
    self.child = child
    self.limits = limits
    self.interruption = interruption
    start = clock.now
    lastLine = start
    lines = LineBuffer(byteLimit: limits.lineByteCount)
  }

  mutating func follow(_ take: ([UInt8]) throws -> Runner.Progress) throws {
    while child.isOpen(.standard) {
      // Looked at first: what a process wrote before its end is in the pipe by then.
      let hasEnded = child.hasEnded
      let ready = child.wait(atMost: Self.tick)
      if ready.contains(.error) { errors.append(child.read(.error)) }
      if ready.contains(.standard), try !readLines(take) { return }
      // A process that the trainer left behind may hold the pipe for ever.
      if ready.isEmpty, hasEnded { break }
      try checkTime()
    }
    // A killed process may have been within a line.
    if let rest = lines.finish(), !isKilled, try !handle(rest, take) { return }
    finale = finale ?? clock.now
    while !child.hasEnded {
      if child.wait(atMost: child.isOpen(.error) ? Self.tick : 1).contains(.error) {
        errors.append(child.read(.error))
      }
      try checkTime()
    }
    drainErrors()
    let end = child.finish()
    if isKilled { return }
    switch end {
    case .exited(0): break
    case .exited(let status): throw RunnerFailure(.exited(status: status))
    case .signalled(let signal): throw RunnerFailure(.signalled(signal))
    }
  }

  /// Reads what is there and hands on its lines; false to stop.
  private mutating func readLines(_ take: ([UInt8]) throws -> Runner.Progress) throws -> Bool {
    let bytes = child.read(.standard)
    byteCount += bytes.count
    guard byteCount <= limits.outputByteCount else {
      throw RunnerFailure(.longOutput(byteLimit: limits.outputByteCount))
    }
    guard let whole = lines.append(bytes) else {
      throw RunnerFailure(.longLine(byteLimit: limits.lineByteCount))
    }
    for line in whole where try !handle(line, take) { return false }
    return true
  }

  private mutating func handle(
    _ line: [UInt8], _ take: ([UInt8]) throws -> Runner.Progress
  ) throws -> Bool {
    lineCount += 1
    lastLine = clock.now
    switch try take(line) {
    case .goesOn: return true
    case .isLast:
      finale = clock.now
      return true
    case .stops: return false
    case .isKilled:
      child.kill()
      isKilled = true
      return true
    }
  }

  /// Takes what stands in the pipe, without waiting for more.
  mutating func drainErrors() {
    var pieces = 0
    while child.isOpen(.error), pieces < 16, child.wait(atMost: 0).contains(.error) {
      errors.append(child.read(.error))
      pieces += 1
    }
  }

  private func checkTime() throws {
    try interruption.check()
    let now = clock.now
    if let finale {
      guard now - finale < limits.ending else { throw RunnerFailure(.lingering(limits.ending)) }
    } else if now - lastLine >= limits.silence {
      throw RunnerFailure(.silent(limits.silence))
    }
    guard now - start < limits.trial else { throw RunnerFailure(.late(limits.trial)) }
  }
}
