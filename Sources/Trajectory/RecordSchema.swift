import Files

/// Which values a trajectory records, and their shapes. Stands in the header, see `GoldenHeader`.
public struct RecordSchema: Sendable, Equatable {
  /// A value that each update records.
  public enum StepColumn: String, Sendable, CaseIterable { case loss, gradientNorm, batchDigest }

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

  /// Starts with `loss`; in the order of `StepColumn.allCases`.
  public let stepColumns: [StepColumn]
  public let evaluation: EvaluationDetail
  /// The names of an anchor's components; empty if there are no anchors.
  public let anchorComponents: [String]
  /// The number of classes; 0 where it is not needed.
  public let labels: Int
  /// The number of examples in the development set; 0 where it is not needed.
  public let developmentExamples: Int

  /// - Throws: `InputError` that names the member of the header at fault.
  public init(
    labels: Int, developmentExamples: Int, evaluation: EvaluationDetail = .predictions,
    stepColumns: [StepColumn] = StepColumn.allCases,
    anchorComponents: [String] = AnchorRecord.componentNames
  ) throws {
    self.stepColumns = stepColumns
    self.evaluation = evaluation
    self.anchorComponents = anchorComponents
    self.labels = evaluation.names.first == "confusion" ? labels : 0
    self.developmentExamples = evaluation == .none ? 0 : developmentExamples
    if let defect { throw InputError(place: defect.member, defect.reason) }
  }

  /// What is wrong with it.
  private var defect: (member: String, reason: String)? {
    guard stepColumns.first == .loss,
      stepColumns == StepColumn.allCases.filter({ stepColumns.contains($0) })
    else {
      return ("columns.step", "must be 'loss', then 'gradientNorm' and 'batchDigest' if recorded")
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
    guard let first = text.utf8.first, (0x61...0x7a).contains(first) else { return false }
    return text.utf8.count <= 32
      && text.utf8.allSatisfy { byte in
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
      }
  }
}

extension RecordSchema {
  /// The members of a header that describe the schema: `columns`, and `labels` and
  /// `developmentExamples` where they are needed.
  public var members: [String: JSONValue] {
    func names(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
    var members: [String: JSONValue] = [
      "columns": [
        "step": names(stepColumns.map(\.rawValue)), "evaluation": names(evaluation.names),
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
  public init(header: JSONValue) throws {
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
    let steps = try names("step").map(StepColumn.init(rawValue:))
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
      anchorComponents: try names("anchor"))
  }
}
