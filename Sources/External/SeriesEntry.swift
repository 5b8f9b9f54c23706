import Files
import Text
import Trajectory

/// One record of a series, as a line gives it.
struct SeriesEntry: Equatable {
  let series: Series
  /// The number of updates done.
  let step: Int
  /// One for each column of the series.
  let values: [ColumnValues]

  /// The series of the updates that were skipped, and of the digests of tensors.
  static let skipped = "skipped"
  static let tensors = "tensors"
  /// The series of what process `number` of a distributed run saw of its updates.
  static func rank(_ number: Int) -> String { "rank-\(number)" }

  private init(_ name: String, _ form: Series.Form, _ step: Int, _ values: [ColumnValues] = []) {
    series = Series(name, form)
    self.step = step
    self.values = values
  }

  /// The name that a line gives to its series.
  static func name(_ fields: RunnerFields) throws -> String {
    let name = try fields.text("name")
    guard Series.isName(name) else {
      throw RunnerLine.Defect(
        "'name' is not 1 to 64 letters, digits and _ . / -, the first a letter")
    }
    guard name != skipped, name != tensors, !name.hasPrefix("rank-") else {
      throw RunnerLine.Defect("the name '\(name)' has a meaning of its own", "choose another")
    }
    return name
  }
}

extension SeriesEntry {
  /// A number under a name.
  init(scalar fields: RunnerFields) throws {
    try fields.check(["name", "step", "binary32", "binary64"])
    let (name, step) = (try Self.name(fields), try fields.count("step"))
    guard fields.has("binary32") != fields.has("binary64") else {
      throw RunnerLine.Defect("a scalar has either 'binary32' or 'binary64'")
    }
    if fields.has("binary32") {
      self.init(name, .binary32, step, [.numbers([try fields.float("binary32")])])
    } else {
      self.init(name, .binary64, step, [.doubles([try fields.double("binary64")])])
    }
  }

  /// A digest of each tensor of the state.
  init(tensors fields: RunnerFields) throws {
    try fields.check(["step", "digests"])
    let parts = try RunnerFields(fields.members["digests"] ?? .null)
    let names = parts.members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.init(
      Self.tensors, .digests(names), try fields.count("step"),
      [.digests(try names.map(parts.digest))])
  }

  /// What another process of a distributed run saw of an update.
  init(rank fields: RunnerFields) throws {
    try fields.check(Set(["rank", "step"] + Column.steps.map(\.name)))
    let number = try fields.count("rank")
    guard number > 0 else {
      throw RunnerLine.Defect("the updates of rank 0 are the steps, and no records of a rank")
    }
    let columns = Column.steps.filter { fields.has($0.name) }
    guard !columns.isEmpty else { throw RunnerLine.Defect("the record of a rank has no value") }
    self.init(
      Self.rank(number), .step(columns), try fields.count("step") + 1,
      try columns.map { try fields.values($0) })
  }

  /// The update of a step, if it was skipped.
  init?(skippedIn step: RunnerLine.Step) {
    guard step.isSkipped else { return nil }
    self.init(Self.skipped, .mark, step.record.step + 1)
  }

  /// An evaluation that has a name; nil for one that has none.
  init?(_ record: RunnerLine.Evaluation) throws {
    guard let name = record.name else { return nil }
    let values: [ColumnValues?] = [
      .counts(record.counts), record.predictions.map(ColumnValues.labels),
      record.logits.map(ColumnValues.numbers),
    ]
    self.init(
      name, .evaluation(try EvaluationShape(record)), record.step, values.compactMap(\.self))
  }
}

extension RunnerLine {
  /// What the line adds to a series.
  func seriesEntry() throws -> SeriesEntry? {
    switch self {
    case .series(let entry): entry
    case .step(let step): SeriesEntry(skippedIn: step)
    case .evaluation(let record): try SeriesEntry(record)
    case .begin, .anchor, .end: nil
    }
  }

  /// Whether the line has nothing but a record of a series.
  var isOfSeries: Bool {
    switch self {
    case .series: true
    case .evaluation(let record): record.name != nil
    case .begin, .step, .anchor, .end: false
    }
  }
}
