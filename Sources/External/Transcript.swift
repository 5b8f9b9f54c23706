import Experiment
import Judgement
import Text
import Trajectory

/// Follows the lines of one trial and turns them into the records of a golden.
///
/// Order and shape are checked here: `begin`, if there is one, first; records as `TrajectoryEvent`
/// orders them; `end` last.
struct Transcript {
  private let cell: Cell
  /// Whether the shape is that of a golden, so that another one is a difference and no defect.
  private let isShapeGiven: Bool
  private(set) var shape: RecordShape
  private(set) var declaration = RunnerLine.Declaration()
  private(set) var isEnded = false
  private var order = TrajectoryOrder()
  private var isFirst = true
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
      guard let digest = end.digest else { return [.end(.ended(end.outcome))] }
      let anchor = AnchorRecord(step: order.stepCount, wholeState: digest)
      return try [record(.anchor(anchor)), .end(.ended(end.outcome))]
    case .step, .evaluation, .anchor: return try [record(line)]
    }
  }

  private mutating func record(_ line: RunnerLine) throws -> RerunPart {
    let event = line.event
    if mayBeginLater { order = TrajectoryOrder(after: event.step) }
    mayBeginLater = false
    if let reason = order.accept(event) { throw RunnerFailure(.misplaced(reason)) }
    if isShapeGiven {
      if let text = try shape.difference(from: line) {
        return .misshapen(step: line.step ?? 0, text)
      }
    } else if let text = try shape.learn(line) {
      throw RunnerFailure(.misplaced("\(text), unlike the first of its kind"))
    }
    do {
      if let reason = try shape.schema().mismatch(event) {
        throw RunnerFailure(.misplaced(reason))
      }
    } catch let error as InputError {
      throw RunnerFailure(.notARecord("the format has no room for it: \(error)"))
    }
    return .record(event)
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
    case .begin, .end: preconditionFailure("a line that is no record")
    }
  }
}
