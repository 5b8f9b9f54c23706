import Files
import Text

/// Collects the bytes of a file.
private final class MemorySink {
  private(set) var bytes: [UInt8] = []

  func append(_ more: [UInt8]) { bytes += more }
}

/// A whole trajectory in memory, which can be changed and written again.
///
/// For small files, tests and negative controls: whatever is changed, `encoded` makes a well-formed
/// file of it with all digests right. `GoldenReader` and `GoldenWriter` do the same in pieces.
public struct Golden: Sendable, Equatable {
  public var header: JSONValue
  public var steps: [StepRecord]
  public var evaluations: [EvaluationRecord]
  public var anchors: [AnchorRecord]
  public var series: [SeriesRecord]
  public var outcome: TrialOutcome
  /// The columns that an update may have.
  public var table = Column.steps

  public init(
    header: JSONValue, steps: [StepRecord] = [], evaluations: [EvaluationRecord] = [],
    anchors: [AnchorRecord] = [], series: [SeriesRecord] = [],
    outcome: TrialOutcome = .completed
  ) {
    self.header = header
    self.steps = steps
    self.evaluations = evaluations
    self.anchors = anchors
    self.series = series
    self.outcome = outcome
  }

  /// Reads all records of a golden.
  public init(_ reader: GoldenReader) throws {
    self.init(header: reader.header.value, outcome: reader.outcome)
    table = reader.schema.stepTable
    var events = reader.events()
    while let event = try events.next() { append(event) }
  }

  /// Opens, checks and reads a file.
  ///
  /// - Throws: `InputError` as `GoldenReader` does.
  public init(_ path: String, limit: Int = GoldenReader.byteLimit) throws {
    try self.init(GoldenReader(path, limit: limit))
  }

  /// Adds a record to its column.
  public mutating func append(_ event: TrajectoryEvent) {
    switch event {
    case .step(let record): steps.append(record)
    case .evaluation(let record): evaluations.append(record)
    case .anchor(let record): anchors.append(record)
    case .series(let record): series.append(record)
    }
  }

  /// All records in order.
  public var events: [TrajectoryEvent] {
    // A record's place: updates done, then step before evaluation before anchor before series.
    let keyed =
      steps.map { ($0.step + 1, 0, TrajectoryEvent.step($0)) }
      + evaluations.map { ($0.step, 1, TrajectoryEvent.evaluation($0)) }
      + anchors.map { ($0.step, 2, TrajectoryEvent.anchor($0)) }
      + series.map { ($0.step, 3 + $0.series, TrajectoryEvent.series($0)) }
    return keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  /// The bytes of the file and what it is known by.
  ///
  /// - Parameter known: saves the time to make the header, where it is this one.
  /// - Throws: `InputError` if the header lacks what the format needs, or a record has another
  ///   shape than it says or stands out of order.
  public func encoded(
    _ known: GoldenHeader? = nil
  ) throws -> (bytes: [UInt8], seal: GoldenSeal) {
    let file = MemorySink()
    let own =
      if let known, known.value == header, known.schema.stepTable == table { known } else {
        try GoldenHeader(header, table: table)
      }
    var encoder = try GoldenEncoder(own, sink: file.append)
    for event in events { try encoder.append(event) }
    let seal = try encoder.finish(outcome)
    return (file.bytes, seal)
  }

  /// Writes the file as a whole.
  ///
  /// - Parameter replaces: whether it may take the place of another golden; one with the same content stays.
  @discardableResult
  public func write(to path: String, replaces: Bool = true) throws -> GoldenSeal {
    let (bytes, seal) = try encoded()
    let file = try NewFile(for: path)
    try file.append(bytes)
    try Self.place(file, seal, replaces: replaces)
    return seal
  }

  /// Puts the whole file of a golden in its place.
  static func place(_ file: NewFile, _ seal: GoldenSeal, replaces: Bool) throws {
    guard replaces || FileEntry(at: file.target) == nil else {
      guard (try? GoldenReader(file.target))?.contentDigest == seal.contentDigest else {
        throw InputError(
          file: file.target, "is there already and is another golden",
          advice: "keep the new one elsewhere")
      }
      return file.remove()
    }
    try file.place()
  }

  /// The trajectory's identity, see `GoldenReader.contentDigest`.
  public var contentDigest: Digest { get throws { try encoded().seal.contentDigest } }

  /// The hash at the end of the file, see `GoldenReader.fileDigest`.
  public var fileDigest: Digest { get throws { try encoded().seal.fileDigest } }
}
