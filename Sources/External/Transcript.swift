import Experiment
import Judgement
import Text
import Trajectory

/// Follows the lines of one trial and turns them into the records of a golden.
///
/// Order and shape are checked here: `begin`, if there is one, first; records as `TrajectoryEvent`
/// orders them, but for those of series, which may come in any order between two updates and are handed on before the
/// second; `end` last.
struct Transcript {
  private let cell: Cell
  /// Whether the shape is that of a golden, so that another one is a difference and no defect.
  private let isShapeGiven: Bool
  private(set) var shape: RecordShape
  private(set) var declaration = RunnerLine.Declaration()
  private(set) var isEnded = false
  private var order = TrajectoryOrder()
  private var isFirst = true
  /// Records of series since the last update.
  private var waiting: [SeriesRecord] = []
  /// The schema of a shape, which is not made anew for each record.
  private var known: (shape: RecordShape, schema: RecordSchema)?
  /// Whether the first record may stand anywhere: of a trial that is taken up.
  private var mayBeginLater: Bool

  /// - Parameters:
  ///   - schema: of the golden to compare with; nil to record one.
  ///   - isResumed: whether the trainer may have taken the trial up where an earlier process left it.
  init(_ cell: Cell, schema: RecordSchema? = nil, isResumed: Bool = false) {
    self.cell = cell
    mayBeginLater = isResumed
    isShapeGiven = schema != nil
    shape = schema.map { RecordShape($0) } ?? RecordShape()
  }

  /// The parts of a rerun in the next line, none if it is blank; the `digest` of an end is an anchor of its own.
  ///
  /// - Throws: `RunnerFailure`; `Runner.run` adds the number of the line.
  mutating func take(_ bytes: [UInt8]) throws -> [RerunPart] {
    let isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    if isBlank { return [] }
    do {
      return try parts(RunnerLine(bytes))
    } catch let defect as RunnerLine.Defect {
      throw RunnerFailure(.notARecord(defect.reason)).quoting(bytes)
    } catch let failure as RunnerFailure {
      throw failure.quoting(bytes)
    }
  }

  private mutating func parts(_ line: RunnerLine) throws -> [RerunPart] {
    defer { isFirst = false }
    guard !isEnded else { throw RunnerFailure(.misplaced("it stands after the end")) }
    switch line {
    case .begin(let declaration):
      guard isFirst else { throw RunnerFailure(.misplaced("'begin' is not the first line")) }
      for (given, own, name) in [
        (declaration.wi, cell.wi, "wi"), (declaration.dataOrder, cell.do, "do"),
      ] {
        guard let given, given != own else { continue }
        throw RunnerFailure(.misplaced("the trainer took \(name)=\(given), not \(own)"))
      }
      self.declaration = declaration
      return []
    case .end(let end):
      isEnded = true
      let anchor = try end.digest.map { digest in
        try record(.anchor(AnchorRecord(step: order.stepCount, wholeState: digest)))
      }
      return (anchor ?? []) + handOn() + [.end(.ended(end.outcome))]
    case .step: return try handOn() + record(line)
    case .evaluation, .anchor, .series: return try record(line)
    }
  }

  /// The records of series that waited, in their order.
  private mutating func handOn() -> [RerunPart] {
    defer { waiting = [] }
    return waiting.sorted { $0.series < $1.series }.map { record in
      let reason = order.accept(.series(record))
      precondition(reason == nil, "what waits was checked: \(reason ?? "")")
      return .record(.series(record))
    }
  }

  /// - Returns: none for a record of a series, which waits.
  private mutating func record(_ line: RunnerLine) throws -> [RerunPart] {
    let entry = try line.seriesEntry()
    if let entry, declaration.version == 0 {
      throw RunnerLine.Defect(
        "'\(entry.series.name)' needs the protocol '\(RunnerLine.Declaration.protocols[1])'",
        "name that in 'begin'")
    }
    if mayBeginLater { order = TrajectoryOrder(after: line.step ?? 0) }
    mayBeginLater = false
    if !line.isOfSeries, let reason = order.accept(line.event) {
      throw RunnerFailure(.misplaced(reason))
    }
    if let entry, entry.step != order.stepCount {
      throw RunnerFailure(
        .misplaced(
          "'\(entry.series.name)' at step \(entry.step) stands after \(order.stepCount) updates"))
    }
    if isShapeGiven {
      if let text = try shape.difference(from: line) {
        return [.misshapen(step: line.step ?? 0, text)]
      }
    } else if let text = try shape.learn(line) {
      throw RunnerFailure(.misplaced("\(text), unlike the first of its kind"))
    }
    if let entry { try wait(entry) }
    if line.isOfSeries { return [] }
    try check { _ in line.event }
    return [.record(line.event)]
  }

  private mutating func wait(_ entry: SeriesEntry) throws {
    guard let index = shape.series.firstIndex(where: { $0.name == entry.series.name }) else {
      preconditionFailure("a series without its shape")
    }
    let record = SeriesRecord(series: index, step: entry.step, values: entry.values)
    guard !waiting.contains(where: { $0.series == index }) else {
      throw RunnerFailure(
        .misplaced("'\(entry.series.name)' stands twice at step \(entry.step)"))
    }
    try check { try .series($0.inSchema(record)) }
    waiting.append(record)
  }

  /// Refuses what the format has no room for.
  private mutating func check(
    _ event: (inout Transcript) throws -> TrajectoryEvent
  ) throws {
    do {
      if let reason = try schema().mismatch(event(&self)) {
        throw RunnerFailure(.misplaced(reason))
      }
    } catch let error as InputError {
      throw RunnerFailure(.notARecord("the format has no room for it: \(error)"))
    }
  }

  /// The schema of the records so far.
  ///
  /// - Throws: `InputError` if the format has no room for it.
  mutating func schema() throws -> RecordSchema {
    if let known, known.shape == shape { return known.schema }
    let schema = try shape.schema()
    known = (shape, schema)
    return schema
  }

  /// A record of a series with the place that the series has in the schema.
  mutating func inSchema(_ record: SeriesRecord) throws -> SeriesRecord {
    let name = shape.series[record.series].name
    var placed = record
    placed.series = try schema().series.firstIndex { $0.name == name } ?? record.series
    return placed
  }
}

extension RunnerLine {
  /// The record of a golden; columns that are absent are 0.
  fileprivate var event: TrajectoryEvent {
    switch self {
    case .step(let step): .step(step.record)
    case .evaluation(let record):
      .evaluation(
        EvaluationRecord(
          step: record.step, counts: record.counts, predictions: record.predictions ?? [],
          logits: record.logits))
    case .anchor(let anchor): .anchor(anchor)
    case .begin, .series, .end: preconditionFailure("a line that is no record of a page of its own")
    }
  }
}
