import Text
import Trajectory

/// A trial that is run again, from its beginning or a kept state.
public protocol Rerun: AnyObject {
  /// Updates done at its end, as far as that is known.
  var stepCount: Int? { get }
  /// What the trainer says of the trial beside its seeds, once a record came.
  var declaration: [String: JSONValue] { get }

  /// Runs, and gives each part of the run to `take`, in order, until that returns false.
  ///
  /// - Throws: what ends the rerun before its end, and what `take` throws.
  func run(_ take: (RerunPart) throws -> Bool) throws

  /// Sees that the inputs are what they were at the beginning.
  ///
  /// - Throws: `InputError` if they are not.
  func confirmInputs() throws
}

extension Rerun {
  public var declaration: [String: JSONValue] { [:] }
  public func confirmInputs() throws {}
}

/// What comes from a rerun.
public enum RerunPart: Sendable {
  case record(TrajectoryEvent)
  /// The process before was killed, and the next one takes the trial up after so many records and updates: records
  /// that follow may have come before.
  case takenUp(afterRecords: Int, updates: Int)
  /// A record of another shape than the golden's; what it has.
  case misshapen(step: Int, String)
  /// The last part.
  case end(RerunEnd)
}

/// How a rerun ended.
public enum RerunEnd: Sendable {
  case ended(TrialOutcome)
  /// Where it was to be cut.
  case cut
}

/// The records of a rerun that went before: what negative controls are compared with.
public final class RecordedRerun: Rerun, Sendable {
  public let events: [TrajectoryEvent]
  public let declaration: [String: JSONValue]
  let end: RerunEnd
  public var stepCount: Int? { nil }

  public init(
    _ events: [TrajectoryEvent], declaration: [String: JSONValue] = [:], end: RerunEnd
  ) {
    self.events = events
    self.declaration = declaration
    self.end = end
  }

  public func run(_ take: (RerunPart) throws -> Bool) throws {
    for event in events where try !take(.record(event)) { return }
    _ = try take(.end(end))
  }
}

/// The records of a rerun that went before, with one of another shape before their end.
final class MisshapenRerun: Rerun {
  private let inner: RecordedRerun
  var stepCount: Int? { nil }
  var declaration: [String: JSONValue] { inner.declaration }

  init(_ inner: RecordedRerun) { self.inner = inner }

  func run(_ take: (RerunPart) throws -> Bool) throws {
    try inner.run { part in
      if case .end = part,
        try !take(.misshapen(step: inner.events.last?.step ?? 0, "another shape"))
      {
        return false
      }
      return try take(part)
    }
  }
}

/// Collects what a rerun showed to be equal to its golden, as far as it is worth the time of the controls.
struct RerunRecorder: Sendable {
  private(set) var events: [TrajectoryEvent] = []
  private(set) var sample: ControlSample
  /// Whether there was no more than is held.
  private(set) var isWhole = true
  private var valuesLeft = RerunRecorder.valueLimit
  private let schema: RecordSchema

  /// Some 25 trials of RTE.
  static let valueLimit = 1 << 18

  init(_ schema: RecordSchema) {
    self.schema = schema
    sample = ControlSample(schema)
  }

  mutating func append(_ event: TrajectoryEvent) {
    let isOfSample = sample.append(event)
    valuesLeft -= 1 + schema.valueCount(event.record)
    guard isWhole, valuesLeft >= 0 || isOfSample else {
      isWhole = false
      return
    }
    events.append(event)
  }
}
