import Files
import Text
import Trajectory

/// The records from their members.
extension RunnerLine.Declaration {
  init(_ fields: RunnerFields) throws {
    try fields.check(["protocol", "recorder", "wi", "do", "steps", "trial"])
    let name = try fields.text("protocol")
    guard let version = Self.protocols.firstIndex(of: name) else {
      let known = Self.protocols.map { "'\($0)'" }.joined(separator: " or ")
      throw RunnerLine.Defect("the protocol '\(name.prefix(40))', not \(known)")
    }
    self.version = version
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
  init(_ fields: RunnerFields) throws {
    try fields.check(Set(["step", "skipped"] + Column.steps.map(\.name)))
    var event = TrajectoryEvent.step(StepRecord(step: try fields.count("step"), lossBits: 0))
    columns = Column.steps.filter { $0 == Column.steps[0] || fields.has($0.name) }
    for column in columns {
      event = event.with(try fields.values(column), in: column)
    }
    guard case .step(let record) = event else { preconditionFailure("a step is none") }
    self.record = record
    if fields.has("skipped") {
      isSkipped = try fields.need(fields.members["skipped"]?.bool, "skipped", "true or false")
    }
  }
}

extension RunnerLine.Evaluation {
  init(_ fields: RunnerFields) throws {
    try fields.check(["name", "step", "correct", "total", "counts", "predictions", "logits"])
    if fields.has("name") { name = try SeriesEntry.name(fields) }
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

  init(_ fields: RunnerFields) throws {
    try fields.check(["step", "digest", "components"])
    let step = try fields.count("step")
    guard fields.has("digest") != fields.has("components") else {
      throw RunnerLine.Defect("an anchor has either 'digest' or 'components'")
    }
    if fields.has("digest") {
      self.init(step: step, wholeState: try fields.digest("digest"))
    } else {
      let parts = try RunnerFields(fields.members["components"] ?? .null)
      self.init(
        step: step,
        components: try parts.members.keys
          .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
          .map { Component($0, try parts.digest($0)) })
    }
  }
}

extension RunnerLine.End {
  init(_ fields: RunnerFields) throws {
    try fields.check(["outcome", "digest"])
    if fields.has("outcome") {
      let outcome = TrialOutcome(rawValue: try fields.text("outcome"))
      self.outcome = try fields.need(outcome, "outcome", "completed, stopped or nonfinite")
    }
    if fields.has("digest") { digest = try fields.digest("digest") }
  }
}
