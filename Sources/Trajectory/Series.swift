import Text

/// Values that a trial records under a name of their own, beside its updates, evaluations and anchors: the loss on the
/// development set, a second set of examples, the updates that were skipped.
///
/// Each of its records belongs to a number of updates done, as an evaluation does. Goldens hold series since format 1.1.
public struct Series: Sendable, Equatable {
  /// What one record holds.
  public enum Form: Sendable, Equatable {
    /// Nothing: that it is there is what it says.
    case mark
    /// One binary32 number.
    case binary32
    /// One binary64 number.
    case binary64
    /// Answers on a set of examples of its own.
    case evaluation(EvaluationShape)
    /// A SHA-256 digest under each of these names.
    case digests([String])
    /// What another process saw of an update: columns of the table of updates, in its order.
    case step([Column])
  }

  public let name: String
  public let form: Form

  public init(_ name: String, _ form: Form) {
    self.name = name
    self.form = form
  }

  /// The most series of a trial.
  public static let limit = 64
  /// The most digests of a record.
  public static let digestLimit = 4096

  /// The shape of its answers; nil where it has none.
  public var evaluation: EvaluationShape? {
    if case .evaluation(let shape) = form { shape } else { nil }
  }

  /// The names of its digests.
  public var digestNames: [String] { if case .digests(let names) = form { names } else { [] } }

  /// Whether a series may have this name.
  public static func isName(_ text: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20).isSmallLetter }
    return text.utf8.first.map(isLetter) == true && text.utf8.count <= 64
      && text.utf8.allSatisfy { isLetter($0) || $0.isDigit || "_./-".utf8.contains($0) }
  }

  /// What is wrong with it; nil if nothing is.
  ///
  /// - Parameter table: the columns that an update may have.
  func defect(_ table: [Column]) -> (member: String, reason: String)? {
    guard Self.isName(name) else {
      return ("series", "has a name unlike [A-Za-z][A-Za-z0-9_./-]{0,63}: '\(name.prefix(80))'")
    }
    let member = "series.\(name)"
    switch form {
    case .mark, .binary32, .binary64: return nil
    case .evaluation(let shape):
      guard shape.detail != .none else { return (member, "is an evaluation of nothing") }
      return shape.defect.map { ("\(member).\($0.member)", $0.reason) }
    case .digests(let names):
      let isSound = names.allSatisfy { name in
        (1...128).contains(name.utf8.count) && name.utf8.allSatisfy { 0x21...0x7e ~= $0 }
      }
      guard isSound, Set(names).count == names.count, 1...Self.digestLimit ~= names.count else {
        return (
          member,
          "must have 1 to \(Self.digestLimit) different names of 1 to 128 printable characters of ASCII"
        )
      }
      return nil
    case .step(let columns):
      guard !columns.isEmpty, columns == table.filter({ columns.contains($0) }) else {
        return (member, "must list columns of an update, in their order")
      }
      return nil
    }
  }
}

extension Series {
  /// The series in the header's member `series`, an object.
  ///
  /// - Throws: `InputError` that names the member at fault.
  static func all(_ header: JSONValue, table: [Column]) throws -> [Series] {
    guard let members = header["series"] else { return [] }
    guard let object = members.object, !object.isEmpty else {
      throw InputError(place: "series", "must be an object with members")
    }
    return try object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { name, value in
        guard let form = Form(value, table: table) else {
          throw InputError(place: "series.\(name.prefix(80))", "is of no known form")
        }
        return Series(name, form)
      }
  }
}

extension Series.Form {
  /// The form as it stands in the header.
  var json: JSONValue {
    func list(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
    switch self {
    case .mark: return "mark"
    case .binary32: return "binary32"
    case .binary64: return "binary64"
    case .digests(let names): return ["digests": list(names)]
    case .step(let columns): return ["step": list(columns.map(\.name))]
    case .evaluation(let shape):
      var members: [String: JSONValue] = [
        "evaluation": list(shape.detail.names),
        "developmentExamples": .integer(Int64(shape.examples)),
      ]
      if shape.labels > 0 { members["labels"] = .integer(Int64(shape.labels)) }
      return .object(members)
    }
  }

  /// The form that `json` states; nil if it states none.
  fileprivate init?(_ json: JSONValue, table: [Column]) {
    func list(_ name: String) -> [String]? {
      let names = json[name]?.array?.map(\.string)
      return names.flatMap { $0.contains(nil) ? nil : $0.compactMap(\.self) }
    }
    if let simple = [Self.mark, .binary32, .binary64].first(where: { $0.json == json }) {
      self = simple
    } else if let names = list("digests") {
      self = .digests(names)
    } else if let names = list("step") {
      self = .step(names.compactMap { name in table.first { $0.name == name } })
    } else if let names = list("evaluation"), let detail = RecordSchema.EvaluationDetail(names) {
      // Numbers beyond the bounds are refused as any others out of them.
      func number(_ name: String) -> Int { json[name]?.integer.map { Int($0) } ?? 0 }
      self = .evaluation(
        EvaluationShape(detail, labels: number("labels"), examples: number("developmentExamples")))
    } else {
      return nil
    }
    // Nothing may be in the header that the form does not say.
    guard self.json == json else { return nil }
  }
}
