import Encoder
import Files
import Text
import Trajectory

extension TrialSpecification {
  /// The specification in the header of a golden.
  ///
  /// - Throws: `InputError` of kind `malformed` for a member that is missing, unknown, of another
  ///   type or out of range; of kind `unverifiable` for another version of the specification.
  public init(header json: JSONValue, file: String?) throws {
    let header = Members(json: json, file: file, place: "header")
    let format = try header.string("format")
    guard !format.hasPrefix("seedproof-external/") else {
      throw InputError(
        .unverifiable, file: file, place: "header", "is a trial of another trainer",
        advice: "name its command by --runner")
    }
    guard Self.formats.contains(format) else {
      throw InputError(
        .unverifiable, file: file, place: "header",
        "describes a trial in the format '\(format.prefix(40))', not \(Self.formats[0])",
        advice: "use the version of seedproof that wrote it")
    }
    let data = try header.members("data")
    let model = try header.members("model")
    do {
      `protocol` = try TrainingProtocol(from: try header.value("protocol"))
    } catch let error as InputError {
      throw InputError(.malformed, file: file, place: error.place, error.reason)
    }
    task = try header.string("task")
    labels = try header.strings("labelNames")
    metric = try header.string("metric")
    self.data = DataIdentity(
      train: try data.digest("train"), trainCount: try data.count("trainExamples"),
      development: try data.digest("development"),
      developmentCount: try header.count("developmentExamples"))
    self.model = ModelIdentity(
      configuration: try model.digest("configuration"), weights: try model.digest("weights"),
      vocabulary: try model.digest("vocabulary"),
      normalization: TextNormalization(
        lowerCase: try model.bool("lowerCase"),
        stripsAccents: try model.optionalBool("stripsAccents"),
        separatesIdeographs: try model.optionalBool("separatesIdeographs") ?? true))
    streams = try header.string("streams")
    numerics = try header.string("numerics")
    wi = try header.seed("wi")
    `do` = try header.seed("do")
    if json["perturbation"] != nil {
      perturbation = try header.value("perturbation", "is none", Perturbation.init)
    }
    let names = json["columns"]?["step"]?.array?.compactMap(\.string)
    guard let columns = Column.recorded.last(where: { $0.map(\.name) == names }) else {
      throw header.failure("columns.step", "is not what a trial records")
    }
    self.columns = columns
    // What was not read above is not known here; it would not come back when written again.
    guard (try? self.header()) == json else {
      throw InputError(
        .malformed, file: file, place: "header", "has members that do not belong to a trial")
    }
  }
}

/// The members of a JSON object, read with errors that name them.
private struct Members {
  let json: JSONValue
  let file: String?
  let place: String

  func failure(_ key: String, _ reason: String) -> InputError {
    InputError(.malformed, file: file, place: place, "'\(key)' \(reason)")
  }

  func value(_ key: String) throws -> JSONValue {
    guard let value = json[key] else { throw failure(key, "is missing") }
    return value
  }

  /// What `read` makes of a member that must be there.
  func value<T>(_ key: String, _ reason: String, _ read: (JSONValue) -> T?) throws -> T {
    guard let found = read(try value(key)) else { throw failure(key, reason) }
    return found
  }

  func members(_ key: String) throws -> Members {
    Members(json: try value(key), file: file, place: place + "." + key)
  }

  func string(_ key: String) throws -> String { try value(key, "is not text", \.string) }

  func strings(_ key: String) throws -> [String] {
    let values = try value(key, "is not a list", \.array)
    let texts = values.compactMap(\.string)
    guard texts.count == values.count, texts.count >= 2 else {
      throw failure(key, "is not a list of two or more names")
    }
    return texts
  }

  func bool(_ key: String) throws -> Bool { try value(key, "is not true or false", \.bool) }

  func optionalBool(_ key: String) throws -> Bool? {
    json[key] == nil ? nil : try bool(key)
  }

  func digest(_ key: String) throws -> Digest {
    let text = try string(key)
    return try value(key, "is not a SHA-256 digest") { _ in Digest(hex: text) }
  }

  func count(_ key: String) throws -> Int {
    try value(key, "is not a number of examples") {
      $0.integer.flatMap { $0 > 0 && $0 < 1 << 31 ? Int($0) : nil }
    }
  }

  func seed(_ key: String) throws -> UInt32 {
    try value(key, "is not a seed in 0...4294967295") { $0.integer.flatMap(UInt32.init(exactly:)) }
  }
}
