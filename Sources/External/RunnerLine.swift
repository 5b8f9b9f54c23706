import Files
import Text
import Trajectory

/// One line of the protocol, see this room's `README.md`: a JSON object that is one record.
enum RunnerLine: Equatable {
  case begin(Declaration)
  case step(Step)
  case evaluation(Evaluation)
  /// Its components by the names' bytes.
  case anchor(AnchorRecord)
  /// A record of a series, but for named evaluations and skipped updates, which are an evaluation and a step.
  case series(SeriesEntry)
  case end(End)

  /// What the trainer says of the trial before its first record.
  struct Declaration: Equatable {
    /// The protocols that are read, the newest last. The second has series.
    static let protocols = ["seedproof-runner/1", "seedproof-runner/2"]

    /// The place of the protocol among these.
    var version = 0
    var wi: UInt32?
    var dataOrder: UInt32?
    /// The version of the recorder that prints the records, if it says one.
    var recorder: Int?
    /// Updates planned, for the progress bar only.
    var stepCount: Int?
    /// What determines the trial beside its seeds: names and digests of data, model, settings.
    var trial: [String: JSONValue] = [:]
  }

  struct Step: Equatable {
    var record: StepRecord
    /// The columns that the line has, in the order of the table.
    var columns: [Column]
    /// Whether the optimizer did not take the update, as in mixed precision where a gradient is infinite.
    var isSkipped = false
  }

  struct Evaluation: Equatable {
    /// nil for the one that has a page of its own in goldens.
    var name: String?
    var step: Int
    /// Correct and incorrect, or the confusion matrix.
    var counts: [Int]
    var isConfusion: Bool
    var predictions: [UInt8]?
    var logits: [Float]?
  }

  struct End: Equatable {
    var outcome = TrialOutcome.completed
    var digest: Digest?
  }
}

extension RunnerLine {
  /// What is wrong with a line.
  struct Defect: Error, Equatable {
    let reason: String

    /// - Parameter advice: what to change.
    init(_ reason: String, _ advice: String? = nil) {
      self.reason = advice.map { "\(reason); \($0)" } ?? reason
    }
  }

  /// - Throws: `Defect`.
  init(_ bytes: [UInt8]) throws {
    let json: JSONValue
    do {
      json = try JSONParser.parse(bytes, depthLimit: 8)
    } catch {
      throw Defect(fraction: bytes)
        ?? Defect(
          "\(error.reason) at byte \(error.offset)", Defect.foreignText)
    }
    guard let object = json.object else { throw Defect("not an object", Defect.foreignText) }
    if object["step"] != nil {
      self = .step(try Step(RunnerFields(json)))
      return
    }
    guard object.count == 1, let (name, value) = object.first else {
      throw Defect(
        "an object with neither 'step' nor one of begin, evaluation, anchor, scalar, tensors, rank, end alone",
        Defect.foreignText)
    }
    let fields = try RunnerFields(value)
    switch name {
    case "begin": self = .begin(try Declaration(fields))
    case "evaluation": self = .evaluation(try Evaluation(fields))
    case "anchor": self = .anchor(try AnchorRecord(fields))
    case "scalar": self = .series(try SeriesEntry(scalar: fields))
    case "tensors": self = .series(try SeriesEntry(tensors: fields))
    case "rank": self = .series(try SeriesEntry(rank: fields))
    case "end": self = .end(try End(fields))
    default: throw Defect("an unknown record '\(name.prefix(40))'")
    }
  }

  /// The number of the update, or of updates done; nil where there is none.
  var step: Int? {
    switch self {
    case .step(let step): step.record.step
    case .evaluation(let evaluation): evaluation.step
    case .anchor(let anchor): anchor.step
    case .series(let entry): entry.step
    case .begin, .end: nil
    }
  }
}
