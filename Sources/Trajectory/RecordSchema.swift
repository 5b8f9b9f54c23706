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
  public let evaluation: EvaluationDetail
  /// The names of an anchor's components; empty if there are no anchors.
  public let anchorComponents: [String]
  /// The number of classes; 0 where it is not needed.
  public let labels: Int
  /// The number of examples in the development set; 0 where it is not needed.
  public let developmentExamples: Int
  /// The columns of each kind of record: those listed, and those of the table by rank.
  private var listed: [[Column]] = []
  private var ranked: [[Column]] = []

  /// - Parameter table: the columns that an update may have; tests add one.
  /// - Throws: `InputError` that names the member of the header at fault.
  public init(
    labels: Int, developmentExamples: Int, evaluation: EvaluationDetail = .predictions,
    stepColumns: [Column] = Column.recorded.last!,
    anchorComponents: [String] = AnchorRecord.componentNames, table: [Column] = Column.steps
  ) throws {
    stepTable = table
    self.stepColumns = stepColumns
    self.evaluation = evaluation
    self.anchorComponents = anchorComponents
    self.labels = evaluation.names.first == "confusion" ? labels : 0
    self.developmentExamples = evaluation == .none ? 0 : developmentExamples
    if let defect { throw InputError(place: defect.member, defect.reason) }
    let components = anchorComponents.enumerated().map { Column.component($1, at: $0) }
    listed = [stepColumns, Column.evaluations.filter { width($0) > 0 }, components]
    ranked = [table, Column.evaluations, components].map { $0.sorted { $0.rank < $1.rank } }
  }

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
    guard evaluation == .none || (1...GoldenFormat.chunkLimit).contains(developmentExamples) else {
      return ("developmentExamples", "must be 1 to \(GoldenFormat.chunkLimit)")
    }
    guard evaluation.names.first != "confusion" || (2...256).contains(labels) else {
      return ("labels", "must be 2 to 256")
    }
    guard evaluation != .logits || developmentExamples * labels <= GoldenFormat.chunkLimit else {
      return ("developmentExamples", "gives more than \(GoldenFormat.chunkLimit) logits")
    }
    return nil
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.first?.isSmallLetter == true && text.utf8.count <= 32
      && text.utf8.allSatisfy { $0.isSmallLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
  }
}

extension RecordSchema {
  /// The members of a header that describe the schema: `columns`, and `labels` and
  /// `developmentExamples` where they are needed.
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
    return members
  }

  /// The schema that `header` describes; members that it does not need are not looked at.
  ///
  /// - Throws: `InputError` that names the member at fault.
  public init(header: JSONValue, table: [Column] = Column.steps) throws {
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
    guard let evaluation = EvaluationDetail.allCases.first(where: { $0.names == details }) else {
      throw InputError(place: "columns.evaluation", "is not a known list of names")
    }
    try self.init(
      labels: evaluation.names.first == "confusion" ? try number("labels") : 0,
      developmentExamples: evaluation == .none ? 0 : try number("developmentExamples"),
      evaluation: evaluation, stepColumns: steps.compactMap(\.self),
      anchorComponents: try names("anchor"), table: table)
  }
}

extension RecordSchema {
  /// The columns of a kind of record, in the order in which a golden holds them.
  public func columns(_ record: Column.Record) -> [Column] { listed[record.rawValue] }

  /// The columns that a kind of record may have, whether this schema lists them or not, in the order in which their
  /// values come about.
  public func table(_ record: Column.Record) -> [Column] { ranked[record.rawValue] }

  /// All columns of the schema.
  public var columns: [Column] { listed.flatMap(\.self) }

  /// The number of values that each record has of a column of this schema.
  public func width(_ column: Column) -> Int {
    switch column.kind {
    case .number where column.record == .evaluation: logitCount
    case .number, .word, .digest: 1
    case .count: countsPerEvaluation
    case .label: hasPredictions ? developmentExamples : 0
    }
  }

  /// The number of values in a record.
  public func valueCount(_ record: Column.Record) -> Int {
    columns(record).reduce(0) { $0 + width($1) }
  }
}
