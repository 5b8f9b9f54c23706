import Files
import Text

/// The members of a JSON configuration file, read with errors that name file and key. What is not asked for is not judged.
struct ConfigurationMembers {
  let path: String
  private let members: [String: JSONValue]
  static let byteLimit = 8 << 20

  /// - Parameter listed: the keys of an object that is read as a list, see `JSONParser`.
  init(_ file: InputFile, listing listed: [String] = []) throws {
    path = file.path
    if let failure = InputFile.webPage(file.data, file.path) { throw failure }
    do {
      let value = try JSONParser.parse(file.data, dialect: .foreign, listing: listed)
      guard let members = value.object else {
        throw InputError(file: file.path, "is not a JSON object")
      }
      self.members = members
    } catch let failure as JSONParser.Failure {
      throw InputError(
        file: file.path, place: "byte \(failure.offset)", "is not JSON: \(failure.reason)",
        advice: failure.offset == file.data.count
          ? "the file is empty or cut short: copy or download it again" : nil)
    }
  }

  /// Those of the file at `path`; none where there is no file.
  init(ifPresent path: String) throws {
    guard FileEntry.exists(path) else {
      self.init(path: path)
      return
    }
    try self.init(InputFile(path, limit: Self.byteLimit))
  }

  /// Those of a file that is absent.
  init(path: String) {
    self.path = path
    members = [:]
  }

  var keys: [String] { Array(members.keys) }

  func failure(_ key: String, _ reason: String, advice: String? = nil) -> InputError {
    InputError(file: path, place: key, reason, advice: advice)
  }

  /// The member, or nil where it is absent or null.
  subscript(key: String) -> JSONValue? {
    guard let value = members[key], value != .null else { return nil }
    return value
  }

  /// What `read` makes of the member; `standard` where it is absent.
  private func value<T>(
    _ key: String, default standard: T, _ reason: String, _ read: (JSONValue) -> T?
  ) throws -> T {
    guard let value = self[key] else { return standard }
    guard let found = read(value) else { throw failure(key, reason) }
    return found
  }

  /// An integer; the member may be absent if there is a `standard`.
  func integer(
    _ key: String, in range: ClosedRange<Int>, default standard: Int? = nil
  ) throws -> Int {
    guard standard != nil || self[key] != nil else { throw failure(key, "is missing") }
    let reason = "is not an integer from \(range.lowerBound) to \(range.upperBound)"
    return try value(key, default: standard ?? 0, reason) {
      $0.integer.map(Int.init).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func flag(_ key: String, default standard: Bool) throws -> Bool {
    try value(key, default: standard, "is not true or false", \.bool)
  }

  /// The member's text where it is one of `accepted`; `standard` where it is absent.
  func word(_ key: String, accepted: [String], default standard: String, advice: String) throws
    -> String
  {
    guard let value = self[key] else { return standard }
    guard let word = value.string, accepted.contains(word) else {
      let given = value.string.map { "'\($0.prefix(40))'" } ?? "this value"
      throw failure(key, "\(given) is not supported", advice: advice)
    }
    return word
  }

  func probability(_ key: String, default standard: Double) throws -> Double {
    let value = try number(key, default: standard)
    guard value >= 0, value < 1 else { throw failure(key, "is not a number from 0 to below 1") }
    return value
  }

  func epsilon(_ key: String, default standard: Double) throws -> Float {
    let value = Float(try number(key, default: standard))
    guard value > 0, value.isNormal, value < 1 else {
      throw failure(key, "is not a number between 0 and 1")
    }
    return value
  }

  private func number(_ key: String, default standard: Double) throws -> Double {
    try value(key, default: standard, "is not a number") {
      switch $0 {
      case .integer(let integer): Double(integer)
      case .number(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
      default: nil
      }
    }
  }
}

extension ConfigurationMembers {
  /// - Throws: `InputError` unless the file describes an encoder whose arithmetic is plain BERT's.
  func requireBert() throws {
    let advice = "this program trains BERT encoders"
    if let type = self["model_type"] {
      guard type == "bert" else { throw failure("model_type", ModelRelative.reason(type.string)) }
    } else {
      let names = self["architectures"]?.array?.compactMap(\.string) ?? ["Bert"]
      guard names.contains(where: { $0.hasPrefix("Bert") }) else {
        throw failure("model_type", "is missing, and 'architectures' names no BERT", advice: advice)
      }
    }
    try refuseOwnCode()
    // Two names of the same function, by the error function.
    _ = try word(
      "hidden_act", accepted: ["gelu", "gelu_python"], default: "gelu",
      advice: "\(advice) with hidden_act gelu, which is exact: x * Phi(x)")
    _ = try word(
      "position_embedding_type", accepted: ["absolute"], default: "absolute", advice: advice)
    for key in ["is_decoder", "add_cross_attention"] where try flag(key, default: false) {
      throw failure(key, "'true' is not supported", advice: advice)
    }
    for key in ["pruned_heads", "quantization_config"] {
      guard let value = self[key], value != [:] else { continue }
      throw failure(key, "is not supported", advice: "use the model without it")
    }
  }

  /// Refuses a model or a tokenizer that comes with its own code, which may do anything.
  func refuseOwnCode() throws {
    guard let value = self["auto_map"], value != [:] else { return }
    throw failure(
      "auto_map", "names code that comes with the model",
      advice: "this program runs none; where the model is plain BERT, remove the key")
  }
}
