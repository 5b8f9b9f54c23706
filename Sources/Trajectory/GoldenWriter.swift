import Files
import Text

/// Writes a golden as its trial runs.
///
/// Records go to a journal as they come; `finish` makes the golden of it and renames it to its place, so that a
/// reader sees a whole golden or none. The bytes depend on the records alone: not on interruptions, nor on who
/// else writes.
///
/// The journal is `PATH.partial`, from which an interrupted trial is taken up, or a file under a random name, which
/// nobody takes up. Each writer has its own file, even where two have the same path (a stalled owner and its
/// successor): the last to finish gives the place its whole file, and nothing is mixed. It is locked as long as it
/// is written.
///
/// A writer that goes away without `finish` or `discard`, as in a crash, leaves its journal if that can be taken up.
public final class GoldenWriter {
  public let path: String
  public let header: GoldenHeader
  /// The anchor from which this writer goes on; nil for a new trial.
  public let resumedAnchor: AnchorRecord?

  private let file: NewFile
  private var order: TrajectoryOrder
  private var checksum: UInt32

  /// The number of updates recorded.
  public var stepCount: Int { order.stepCount }

  /// Starts a trial; the journal of an earlier run of it is replaced.
  ///
  /// - Parameter isResumable: whether the journal gets its name. If not, what has that name stays as it is.
  /// - Throws: `InputError` if the header lacks what the format needs, no file can be made, or the place of golden
  ///   or journal is taken by something else.
  public init(path: String, header: JSONValue, isResumable: Bool = true) throws {
    self.path = path
    self.header = try GoldenHeader(header)
    resumedAnchor = nil
    let prologue = GoldenFormat.prologue(GoldenFormat.journalMagic, self.header)
    order = TrajectoryOrder()
    checksum = Inflate.checksum(prologue)
    if isResumable { try Journal.checkPlace(of: path, self.header) }
    file = try NewFile(for: path)
    try file.append(prologue)
    if isResumable { try file.place(at: Journal.path(of: path)) }
  }

  /// The step of the last evaluation that is recorded; nil for none.
  public var lastEvaluationStep: Int? { order.lastEvaluation < 0 ? nil : order.lastEvaluation }

  /// Takes up the journal of an interrupted trial at the anchor at `step`; what lies after the
  /// anchor is dropped.
  ///
  /// - Parameter isAnchored: whether there is to be an anchor; if not, what lies after the records of `step` updates
  ///   is dropped.
  /// - Throws: `InputError` if there is no journal, it is of another trial, or has no such anchor or records.
  public init(
    resuming path: String, header: JSONValue, at step: Int, isAnchored: Bool = true
  ) throws {
    let journal = Journal.path(of: path)
    let old = try OpenFile(journal)
    var scanner = try JournalScanner(old)
    guard try scanner.header == GoldenHeader(header) else {
      throw InputError(file: journal, "belongs to another trial", advice: "remove it to start anew")
    }
    var anchor: AnchorRecord?
    if !isAnchored { try scanner.skip(to: step) }
    while isAnchored, anchor == nil, let event = try scanner.next() {
      if case .anchor(let record) = event, record.step == step { anchor = record }
    }
    guard anchor != nil || !isAnchored else {
      throw InputError(
        file: journal, "has no anchor at step \(step)", advice: "remove it to start anew")
    }
    let kept = try old.bytes(at: 0, count: scanner.offset)
    self.path = path
    self.header = scanner.header
    resumedAnchor = anchor
    order = scanner.order
    checksum = scanner.checksum
    file = try NewFile(for: path)
    try file.append(kept)
    try file.place(at: journal)
  }

  /// Whether a process writes the journal of the golden at `path` now.
  public static func isRunning(_ path: String) -> Bool {
    StrayFiles.isHeld(Journal.path(of: path))
  }

  // MARK: Records

  /// Adds a record to the journal; a process that is killed later does not lose it.
  ///
  /// - Throws: `InputError` if the record has another shape than the header says or may not stand
  ///   here (see `TrajectoryEvent`), or cannot be written.
  public func append(_ event: TrajectoryEvent) throws {
    if let reason = header.schema.mismatch(event) ?? order.accept(event) {
      throw InputError(file: path, reason)
    }
    let frame = Journal.frame(event.encoded(header.schema), checksum: &checksum)
    try file.append(frame)
  }

  /// Brings the journal to the disk, so that a loss of power does not lose it either. A checkpoint
  /// must not be older than its anchor: call this before one is put in place.
  public func synchronize() throws { try file.synchronize() }

  // MARK: The end

  /// Makes the golden of the records, puts it in place and removes the journal.
  ///
  /// - Parameter replaces: whether it may take the place of another golden; one with the same content stays.
  @discardableResult
  public func finish(outcome: TrialOutcome, replaces: Bool = true) throws -> GoldenSeal {
    let golden = try NewFile(for: path)
    var encoder = try GoldenEncoder(header) { try golden.append($0) }
    var scanner = try JournalScanner(file.file)
    while let event = try scanner.next() { try encoder.append(event) }
    guard scanner.checksum == checksum, scanner.order.stepCount == order.stepCount else {
      throw InputError(file: file.path, "changed while the trial ran")
    }
    let seal = try encoder.finish(outcome)
    try Golden.place(golden, seal, replaces: replaces)
    file.remove()
    return seal
  }

  /// Removes the journal: the trial failed, and nothing of it is kept.
  public func discard() { file.remove() }
}
