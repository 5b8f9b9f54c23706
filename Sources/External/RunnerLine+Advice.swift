import Text

extension RunnerLine.Defect {
  /// What to do where a line is none of the protocol's.
  static let foreignText =
    "standard output belongs to the records: make the Recorder before other imports, or print to standard error"

  /// What to do with a number that JSON's readers may round.
  private static let exactText = "such as \"0x1.62e43p-1\" (Python's float.hex)"

  /// What is wrong with a line that would be a record but for a fraction in it; nil for any other line.
  init?(fraction bytes: [UInt8]) {
    guard let json = try? JSONParser.parse(bytes, depthLimit: 8, dialect: .foreign),
      let (path, number) = json.firstFraction
    else { return nil }
    let name = path.last { !$0.isEmpty } ?? "the line"
    switch name {
    case "loss", "gradientNorm", "logits", "binary32", "binary64":
      self.init("'\(name)' must be text \(Self.exactText), not the number \(number)")
    case _ where path.first == "begin":
      let place = path.dropFirst().filter { !$0.isEmpty }.joined(separator: ".")
      self.init(
        "'\(place.prefix(60))' is the number \(number), which is no integer of 64 bits",
        "declare it as text, \(Self.exactText)")
    default: self.init("'\(name.prefix(40))' is the number \(number), and must be an integer")
    }
  }
}

extension JSONValue {
  /// The first number that is no integer of 64 bits, by the bytes of the names, and the names that lead to it, empty
  /// for the places of lists.
  fileprivate var firstFraction: (path: [String], number: String)? {
    switch self {
    case .number(let text): return ([], String(text.prefix(40)))
    case .array(let values):
      return values.lazy.compactMap(\.firstFraction).first.map {
        (path: [""] + $0.path, number: $0.number)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (name, value) in sorted {
        if let found = value.firstFraction { return ([name] + found.path, found.number) }
      }
      return nil
    case .null, .bool, .integer, .string, .ordered: return nil
    }
  }
}
