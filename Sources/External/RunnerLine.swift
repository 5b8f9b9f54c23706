import Files
import Text
import Trajectory

/// One line of the protocol, see this room's `README.md`: a JSON object that is one of five records.
enum RunnerLine: Equatable {
  case begin(Declaration)
  case step(Step)
  case evaluation(Evaluation)
  /// Its components by the names' bytes.
  case anchor(AnchorRecord)
  case end(End)

  /// What the trainer says of the trial before its first record.
  struct Declaration: Equatable {
    static let `protocol` = "seedproof-runner/1"

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
  }

  struct Evaluation: Equatable {
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
      self = .step(try Step(Fields(json)))
      return
    }
    guard object.count == 1, let (name, value) = object.first else {
      throw Defect(
        "an object with neither 'step' nor one of begin, evaluation, anchor, end alone",
        Defect.foreignText)
    }
    let fields = try Fields(value)
    switch name {
    case "begin": self = .begin(try Declaration(fields))
    case "evaluation": self = .evaluation(try Evaluation(fields))
    case "anchor": self = .anchor(try AnchorRecord(fields))
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
    case .begin, .end: nil
    }
  }
}

/// The members of an object, read with errors that name them.
private struct Fields {
  let members: [String: JSONValue]

  init(_ json: JSONValue) throws {
    guard let members = json.object else { throw RunnerLine.Defect("the record is not an object") }
    self.members = members
  }

  func check(_ names: Set<String>) throws {
    for name in members.keys.sorted() where !names.contains(name) {
      throw RunnerLine.Defect("an unknown member '\(name.prefix(40))'")
    }
  }

  func has(_ name: String) -> Bool { members[name] != nil }

  func need<Value>(_ value: Value?, _ name: String, _ what: String) throws -> Value {
    guard let value else {
      throw RunnerLine.Defect(has(name) ? "'\(name)' is not \(what)" : "'\(name)' is missing")
    }
    return value
  }

  func count(_ name: String) throws -> Int {
    let value = members[name]?.integer.flatMap { 0..<(1 << 30) ~= $0 ? Int($0) : nil }
    return try need(value, name, "an integer from 0")
  }

  func seed(_ name: String) throws -> UInt32? {
    guard has(name) else { return nil }
    return try need(
      members[name]?.integer.flatMap(UInt32.init(exactly:)), name, "a seed in 0...4294967295")
  }

  func text(_ name: String) throws -> String { try need(members[name]?.string, name, "text") }

  func float(_ name: String) throws -> Float {
    let what = "a binary32 value as hexadecimal text, such as \"0x1.5c6e2ap-1\""
    return try need(members[name]?.string.flatMap { RunnerLine.float($0) }, name, what)
  }

  func word(_ name: String) throws -> UInt32 {
    let text = try text(name)
    let isHex = text.utf8.count == 8 && text.utf8.allSatisfy { $0 != UInt8(ascii: "+") }
    return try need(isHex ? UInt32(text, radix: 16) : nil, name, "8 hexadecimal digits")
  }

  func digest(_ name: String) throws -> Digest {
    try need(members[name]?.string.flatMap(Digest.init(hex:)), name, "a SHA-256 digest in hex")
  }

  func list<Element>(
    _ name: String, of what: String, _ read: (JSONValue) -> Element?
  ) throws -> [Element] {
    try need(members[name]?.array, name, "a list").map { value in
      guard let element = read(value) else {
        throw RunnerLine.Defect("'\(name)' holds what is no \(what)")
      }
      return element
    }
  }
}

extension RunnerLine {
  /// The value of `text`, which must be a binary32; `nan` is the quiet NaN without payload.
  static func float(_ text: String) -> Float? {
    if text == "nan" { return Float(bitPattern: 0x7fc0_0000) }
    guard let value = HexFloat.value(text), value.isFinite || !text.contains("x") else {
      return nil
    }
    return value
  }
}

extension RunnerLine.Declaration {
  fileprivate init(_ fields: Fields) throws {
    try fields.check(["protocol", "recorder", "wi", "do", "steps", "trial"])
    let name = try fields.text("protocol")
    guard name == Self.protocol else {
      throw RunnerLine.Defect("the protocol '\(name.prefix(40))', not '\(Self.protocol)'")
    }
    wi = try fields.seed("wi")
    dataOrder = try fields.seed("do")
    if fields.has("recorder") { recorder = try fields.count("recorder") }
    if fields.has("steps") { stepCount = try fields.count("steps") }
    if let value = fields.members["trial"] {
      trial = try fields.need(value.object, "trial", "an object")
      guard value.canonical.utf8.count <= 1 << 16 else {
        throw RunnerLine.Defect("'trial' is longer than 65536 bytes")
      }
    }
  }
}

extension RunnerLine.Step {
  /// The first column of the table must be there, the others may.
  fileprivate init(_ fields: Fields) throws {
    try fields.check(Set(["step"] + Column.steps.map(\.name)))
    var event = TrajectoryEvent.step(StepRecord(step: try fields.count("step"), lossBits: 0))
    columns = Column.steps.filter { $0 == Column.steps[0] || fields.has($0.name) }
    for column in columns {
      let values: ColumnValues =
        column.kind == .number
        ? .numbers([try fields.float(column.name)]) : .words([try fields.word(column.name)])
      event = event.with(values, in: column)
    }
    guard case .step(let record) = event else { preconditionFailure("a step is none") }
    self.record = record
  }
}

extension RunnerLine.Evaluation {
  fileprivate init(_ fields: Fields) throws {
    try fields.check(["step", "correct", "total", "counts", "predictions", "logits"])
    step = try fields.count("step")
    isConfusion = fields.has("counts")
    if isConfusion {
      guard !fields.has("correct"), !fields.has("total") else {
        throw RunnerLine.Defect("both 'counts' and 'correct' or 'total'")
      }
      counts = try fields.list("counts", of: "count") {
        $0.integer.flatMap(UInt32.init(exactly:)).map { Int($0) }
      }
    } else {
      let correct = try fields.count("correct")
      let total = try fields.count("total")
      guard correct <= total else { throw RunnerLine.Defect("'correct' is more than 'total'") }
      counts = [correct, total - correct]
    }
    if fields.has("predictions") {
      predictions = try fields.list("predictions", of: "class in 0...255") {
        $0.integer.flatMap(UInt8.init(exactly:))
      }
    }
    if fields.has("logits") {
      logits = try fields.list("logits", of: "binary32 value as hexadecimal text") {
        $0.string.flatMap(RunnerLine.float)
      }
    }
  }
}

extension AnchorRecord {
  /// That of a trainer which gives one digest for its whole state.
  init(step: Int, wholeState digest: Digest) {
    self.init(step: step, components: [Component("state", digest)])
  }

  fileprivate init(_ fields: Fields) throws {
    try fields.check(["step", "digest", "components"])
    let step = try fields.count("step")
    guard fields.has("digest") != fields.has("components") else {
      throw RunnerLine.Defect("an anchor has either 'digest' or 'components'")
    }
    if fields.has("digest") {
      self.init(step: step, wholeState: try fields.digest("digest"))
    } else {
      let parts = try Fields(fields.members["components"] ?? .null)
      self.init(
        step: step,
        components: try parts.members.keys
          .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
          .map { Component($0, try parts.digest($0)) })
    }
  }
}

extension RunnerLine.End {
  fileprivate init(_ fields: Fields) throws {
    try fields.check(["outcome", "digest"])
    if fields.has("outcome") {
      let outcome = TrialOutcome(rawValue: try fields.text("outcome"))
      self.outcome = try fields.need(outcome, "outcome", "completed, stopped or nonfinite")
    }
    if fields.has("digest") { digest = try fields.digest("digest") }
  }
}
