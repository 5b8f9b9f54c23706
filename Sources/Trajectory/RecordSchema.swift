import Text

/// Which values a trajectory records, and their shapes. Stands in the header, see `GoldenHeader`.
public struct RecordSchema: Sendable, Equatable {
  /// How much of an evaluation is recorded.
  public enum EvaluationDetail: Sendable, CaseIterable {
    /// Nothing: there are no evaluations.
    case none
    /// Two counts: correct and incorrect.
    case correct
    /// The confusion matrix.
    case confusion
    /// The confusion matrix and the class predicted for each example.
    case predictions
    /// All of that, and the logits.
    case logits

    /// The detail with these names in the header.
    init?(_ names: [String]) {
      guard let known = Self.allCases.first(where: { $0.names == names }) else { return nil }
      self = known
    }

    /// Whether it needs the number of classes.
    var hasLabels: Bool { names.first == "confusion" }

    /// The names in the header.
    var names: [String] {
      switch self {
      case .none: []
      case .correct: ["correct"]
      case .confusion: ["confusion"]
      case .predictions: ["confusion", "predictions"]
      case .logits: ["confusion", "predictions", "logits"]
      }
    }
  }

  /// The columns that an update may have, of which `stepColumns` is a choice.
  public let stepTable: [Column]
  /// Starts with the first of the table, and is in its order.
  public let stepColumns: [Column]
  /// The shape of an evaluation that has no name.
  public let shape: EvaluationShape
  /// The names of an anchor's components; empty if there are no anchors.
  public let anchorComponents: [String]
  /// By the bytes of their names.
  public let series: [Series]
  /// The columns of each kind of record: those listed, and those of the table by rank.
  private var listed: [[Column]] = []
  private var ranked: [[Column]] = []

  /// - Parameter table: the columns that an update may have; tests add one.
  /// - Throws: `InputError` that names the member of the header at fault.
  public init(
    labels: Int, developmentExamples: Int, evaluation: EvaluationDetail = .predictions,
    stepColumns: [Column] = Column.recorded.last!,
    anchorComponents: [String] = AnchorRecord.componentNames, series: [Series] = [],
    table: [Column] = Column.steps
  ) throws {
    stepTable = table
    self.stepColumns = stepColumns
    shape = EvaluationShape(evaluation, labels: labels, examples: developmentExamples)
    self.anchorComponents = anchorComponents
    self.series = series.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    if let defect { throw InputError(place: defect.member, defect.reason) }
    let components = anchorComponents.enumerated().map { Column.component($1, at: $0) }
    let evaluations = Column.evaluations.filter { shape.width($0.kind) > 0 }
    let own = self.series.enumerated().map { $1.columns(at: $0) }
    listed = [stepColumns, evaluations, components] + own
    ranked = ([table, Column.evaluations, components] + own).map { $0.sorted { $0.rank < $1.rank } }
  }

  /// How much of an evaluation is recorded.
  public var evaluation: EvaluationDetail { shape.detail }
  /// The number of classes; 0 where it is not needed.
  public var labels: Int { shape.labels }
  /// The number of examples in the development set; 0 where it is not needed.
  public var developmentExamples: Int { shape.examples }

  /// What is wrong with it.
  private var defect: (member: String, reason: String)? {
    guard stepColumns.first == stepTable.first,
      stepColumns == stepTable.filter({ stepColumns.contains($0) })
    else {
      let others = stepTable.dropFirst().map { "'\($0.name)'" }.joined(separator: " and ")
      return ("columns.step", "must be '\(stepTable[0].name)', then \(others) if recorded")
    }
    guard anchorComponents.count <= 16, Set(anchorComponents).count == anchorComponents.count,
      anchorComponents.allSatisfy(RecordSchema.isName)
    else {
      return ("columns.anchor", "must be at most 16 different names like [a-z][a-z0-9-]{0,31}")
    }
    guard series.count <= Series.limit, Set(series.map(\.name)).count == series.count else {
      return ("series", "must be at most \(Series.limit) of different names")
    }
    return shape.defect ?? series.lazy.compactMap { $0.defect(stepTable) }.first
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.first?.isSmallLetter == true && text.utf8.count <= 32
      && text.utf8.allSatisfy { $0.isSmallLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
  }
}

extension RecordSchema {
  /// The members of a header that describe the schema: `columns`, and `labels`, `developmentExamples` and `series`
  /// where they are needed.
  public var members: [String: JSONValue] {
    func names(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
    var members: [String: JSONValue] = [
      "columns": [
        "step": names(stepColumns.map(\.name)), "evaluation": names(evaluation.names),
        "anchor": names(anchorComponents),
      ]
    ]
    if labels > 0 { members["labels"] = .integer(Int64(labels)) }
    if developmentExamples > 0 {
      members["developmentExamples"] = .integer(Int64(developmentExamples))
    }
    if !series.isEmpty {
      let forms = series.map { ($0.name, $0.form.json) }
      members["series"] = .object(Dictionary(uniqueKeysWithValues: forms))
    }
    return members
  }

  /// The schema that `header` describes; members that it does not need are not looked at.
  ///
  /// - Parameter hasSeries: whether the format is one that has series; in others the member `series` is the trial's own.
  /// - Throws: `InputError` that names the member at fault.
  public init(
    header: JSONValue, table: [Column] = Column.steps, hasSeries: Bool = true
  ) throws {
    guard header.object != nil else { throw InputError(.usage, "the header is not an object") }
    guard let columns = header["columns"]?.object, columns.count == 3 else {
      throw InputError(place: "columns", "must have the members 'step', 'evaluation' and 'anchor'")
    }
    func names(_ member: String) throws -> [String] {
      let names = columns[member]?.array?.map(\.string)
      guard let names, !names.contains(nil) else {
        throw InputError(place: "columns." + member, "must be a list of names")
      }
      return names.compactMap(\.self)
    }
    func number(_ member: String) throws -> Int {
      guard let value = header[member]?.integer else {
        throw InputError(place: member, "must be an integer")
      }
      return Int(value)
    }
    let steps = try names("step").map { name in table.first { $0.name == name } }
    guard !steps.contains(nil) else {
      throw InputError(place: "columns.step", "has an unknown name")
    }
    let details = try names("evaluation")
    guard let evaluation = EvaluationDetail(details) else {
      throw InputError(place: "columns.evaluation", "is not a known list of names")
    }
    try self.init(
      labels: evaluation.hasLabels ? try number("labels") : 0,
      developmentExamples: evaluation == .none ? 0 : try number("developmentExamples"),
      evaluation: evaluation, stepColumns: steps.compactMap(\.self),
      anchorComponents: try names("anchor"),
      series: hasSeries ? try Series.all(header, table: table) : [], table: table)
  }
}

extension RecordSchema {
  /// The kinds of record that there may be, in the order in which they stand where updates done are equal.
  public var records: [Column.Record] {
    [.step, .evaluation, .anchor] + series.indices.map(Column.Record.series)
  }

  /// The columns of a kind of record, in the order in which a golden holds them.
  public func columns(_ record: Column.Record) -> [Column] { listed[record.place] }

  /// The columns that a kind of record may have, whether this schema lists them or not, in the order in which their
  /// values come about.
  public func table(_ record: Column.Record) -> [Column] { ranked[record.place] }

  /// All columns of the schema.
  public var columns: [Column] { listed.flatMap(\.self) }

  /// The number of values that each record has of a column of this schema.
  public func width(_ column: Column) -> Int {
    switch column.record {
    case .step, .anchor: 1
    case .evaluation: shape.width(column.kind)
    case .series(let index): series[index].width(column)
    }
  }

  /// The shape of the evaluations that hold a column; nil for columns of other records.
  public func shape(of column: Column) -> EvaluationShape? {
    switch column.record {
    case .step, .anchor: nil
    case .evaluation: shape
    case .series(let index): series[index].evaluation
    }
  }

  /// The number of values in a record.
  public func valueCount(_ record: Column.Record) -> Int {
    columns(record).reduce(0) { $0 + width($1) }
  }
}

extension Column.Record {
  /// Its place in `RecordSchema.records`.
  fileprivate var place: Int {
    switch self {
    case .step: 0
    case .evaluation: 1
    case .anchor: 2
    case .series(let index): 3 + index
    }
  }
}
