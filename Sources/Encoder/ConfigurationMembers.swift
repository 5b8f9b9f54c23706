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

  /// A count from 1 to `limit`.
  func size(_ key: String, atMost limit: Int) throws -> Int {
    guard let value = self[key] else { throw failure(key, "is missing") }
    guard let size = value.integer, size >= 1, size <= Int64(limit) else {
      throw failure(key, "is not an integer from 1 to \(limit)")
    }
    return Int(size)
  }

  func index(_ key: String, below limit: Int, default standard: Int) throws -> Int {
    guard let value = self[key] else { return standard }
    guard let index = value.integer, index >= 0, index < Int64(limit) else {
      throw failure(key, "is not an integer from 0 to \(limit - 1)")
    }
    return Int(index)
  }

  func flag(_ key: String, default standard: Bool) throws -> Bool {
    guard let value = self[key] else { return standard }
    guard let flag = value.bool else { throw failure(key, "is not true or false") }
    return flag
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
    let value = try number(key) ?? standard
    guard value >= 0, value < 1 else { throw failure(key, "is not a number from 0 to below 1") }
    return value
  }

  func epsilon(_ key: String, default standard: Double) throws -> Float {
    let value = Float(try number(key) ?? standard)
    guard value > 0, value.isNormal, value < 1 else {
      throw failure(key, "is not a number between 0 and 1")
    }
    return value
  }

  private func number(_ key: String) throws -> Double? {
    guard let value = self[key] else { return nil }
    switch value {
    case .integer(let integer): return Double(integer)
    case .number(let text):
      guard let number = Double(text), number.isFinite else { fallthrough }
      return number
    default: throw failure(key, "is not a number")
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
