import Files
import Foundation

/// Writes a golden as its trial runs.
///
/// Records go to a journal, `PATH.partial`, as they come; `finish` makes the golden of it and
/// renames it to its place, so that a reader sees a whole golden or none. The bytes depend on the
/// records alone: not on interruptions, nor on who else writes.
///
/// Each writer has its own file, even where two have the same path (a stalled owner and its
/// successor): the last to finish gives the place its whole file, and nothing is mixed.
///
/// A writer that goes away without `finish` or `discard`, as in a crash, leaves its journal.
public final class GoldenWriter {
  public let path: String
  public let header: GoldenHeader
  /// The anchor from which this writer goes on; nil for a new trial.
  public let resumedAnchor: AnchorRecord?

  private let descriptor: Int32
  private var order: TrajectoryOrder
  private var checksum: UInt32

  /// The number of updates recorded.
  public var stepCount: Int { order.stepCount }

  /// Starts a trial; a journal that was there is replaced.
  ///
  /// - Throws: `InputError` if the header lacks what the format needs or no file can be made.
  public init(path: String, header: JSONValue) throws {
    self.path = path
    self.header = try GoldenHeader(header)
    resumedAnchor = nil
    let prologue = GoldenFormat.prologue(GoldenFormat.journalMagic, self.header)
    order = TrajectoryOrder()
    checksum = Deflate.checksum(prologue)
    descriptor = try GoldenWriter.open(path, prologue)
  }

  /// Takes up the journal of an interrupted trial at the anchor at `step`; what lies after the
  /// anchor is dropped.
  ///
  /// - Throws: `InputError` if there is no journal, it is of another trial, or has no such anchor.
  public init(resuming path: String, header: JSONValue, at step: Int) throws {
    let journal = Journal.path(of: path)
    let old = Foundation.open(journal, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard old >= 0 else { throw InputError(file: journal, InputFile.reason(errno)) }
    defer { close(old) }
    var scanner = try JournalScanner(old, name: journal)
    guard try scanner.header == GoldenHeader(header) else {
      throw InputError(file: journal, "belongs to another trial", advice: "remove it to start anew")
    }
    var anchor: AnchorRecord?
    while anchor == nil, let event = try scanner.next() {
      if case .anchor(let record) = event, record.step == step { anchor = record }
    }
    guard let anchor else {
      throw InputError(
        file: journal, "has no anchor at step \(step)", advice: "remove it to start anew")
    }
    let kept = try FileSource.read(old, at: 0, count: scanner.offset, name: journal)
    self.path = path
    self.header = scanner.header
    resumedAnchor = anchor
    order = scanner.order
    checksum = scanner.checksum
    descriptor = try GoldenWriter.open(path, kept)
  }

  deinit { close(descriptor) }

  /// Makes a new file with `bytes` and gives it the journal's name.
  private static func open(_ path: String, _ bytes: [UInt8]) throws -> Int32 {
    let journal = Journal.path(of: path)
    let (temporary, descriptor) = try Journal.create(beside: journal)
    do {
      try Journal.write(bytes, to: descriptor, name: path)
      try AtomicFile.rename(temporary, to: journal)
      return descriptor
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
  }

  // MARK: Records

  public func append(step record: StepRecord) throws { try append(.step(record)) }

  public func append(evaluation record: EvaluationRecord) throws { try append(.evaluation(record)) }

  public func append(anchor record: AnchorRecord) throws { try append(.anchor(record)) }

  /// Adds a record to the journal; a process that is killed later does not lose it.
  ///
  /// - Throws: `InputError` if the record has another shape than the header says or may not stand
  ///   here (see `TrajectoryEvent`), or cannot be written.
  public func append(_ event: TrajectoryEvent) throws {
    if let reason = header.schema.mismatch(event) ?? order.accept(event) {
      throw InputError(file: path, reason)
    }
    let frame = Journal.frame(event.encoded(header.schema), checksum: &checksum)
    try Journal.write(frame, to: descriptor, name: Journal.path(of: path))
  }

  /// Brings the journal to the disk, so that a loss of power does not lose it either. A checkpoint
  /// must not be older than its anchor: call this before one is put in place.
  public func synchronize() throws {
    guard fsync(descriptor) == 0 else {
      throw InputError(file: Journal.path(of: path), InputFile.reason(errno))
    }
  }

  // MARK: The end

  /// Makes the golden of the records, puts it in place and removes the journal.
  @discardableResult
  public func finish(outcome: TrialOutcome) throws -> GoldenSeal {
    let (temporary, file) = try Journal.create(beside: Journal.path(of: path))
    defer { close(file) }
    do {
      let name = path
      var encoder = try GoldenEncoder(header) { try Journal.write($0, to: file, name: name) }
      var scanner = try JournalScanner(descriptor, name: Journal.path(of: path))
      while let event = try scanner.next() { try encoder.append(event) }
      guard scanner.checksum == checksum, scanner.order.stepCount == order.stepCount else {
        throw InputError(file: Journal.path(of: path), "changed while the trial ran")
      }
      let seal = try encoder.finish(outcome)
      guard fsync(file) == 0 else { throw InputError(file: path, InputFile.reason(errno)) }
      try AtomicFile.rename(temporary, to: path)
      unlink(Journal.path(of: path))
      return seal
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Removes the journal: the trial failed, and nothing of it is kept.
  public func discard() { unlink(Journal.path(of: path)) }
}
