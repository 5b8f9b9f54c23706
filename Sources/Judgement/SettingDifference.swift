import Text

/// A setting that two sides declare of a trial in different ways.
public struct SettingDifference: Sendable, Equatable {
  /// Its place, such as `protocol.learning_rate`; of what another trainer declares, such as `torch`.
  public let name: String
  /// What each side says, as text; nil where it has no such setting. Foreign text.
  public let expected: String?
  public let actual: String?

  public init(name: String, expected: String?, actual: String?) {
    self.name = name
    self.expected = expected
    self.actual = actual
  }

  /// As many scalars of a value are kept.
  private static let valueLimit = 200

  /// The places at which two documents differ, by name.
  public static func all(_ expected: JSONValue?, _ actual: JSONValue?) -> [SettingDifference] {
    JSONValue.differences(expected, actual).map { place, old, new in
      SettingDifference(name: place, expected: old.map(text), actual: new.map(text))
    }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// A value as people write it: a fraction that stands in hexadecimal, in the shortest decimals that give it again.
  private static func text(_ value: JSONValue) -> String {
    let text = value.string ?? value.canonical
    if text.hasPrefix("0x"), text.contains("p"), let number = Double(text) {
      return number.description
    }
    return String(text.unicodeScalars.prefix(valueLimit))
  }

  /// As a document for programs.
  public var json: JSONValue {
    [
      "name": .string(name), "expected": expected.map(JSONValue.string) ?? .null,
      "actual": actual.map(JSONValue.string) ?? .null,
    ]
  }
}

extension [SettingDifference] {
  /// As many are said; `--json` has them all.
  private static var wordLimit: Int { 3 }
  /// As many scalars of a value are said; a digest is known by its first ones.
  private static var valueLimit: Int { 40 }

  /// `the golden declares torch 2.12.0, this run 2.13.0; epochs 3, this run 4; and 2 more`; nil of none. What is short,
  /// such as a version, says more than digests, and comes before them.
  ///
  /// - Parameter sides: what the two are called.
  public func words(_ sides: (expected: String, actual: String)) -> String? {
    guard !isEmpty else { return nil }
    func isLong(_ value: String?) -> Bool {
      value.map { $0.unicodeScalars.count > Self.valueLimit } ?? false
    }
    func short(_ value: String?) -> String {
      guard let value else { return "nothing" }
      return isLong(value) ? String(value.unicodeScalars.prefix(12)) + "..." : value
    }
    let isDigest = { (setting: SettingDifference) in
      isLong(setting.expected) || isLong(setting.actual)
    }
    let sorted = filter { !isDigest($0) } + filter(isDigest)
    let shown = sorted.prefix(Self.wordLimit).map {
      "\($0.name) \(short($0.expected)), \(sides.actual) \(short($0.actual))"
    }
    let rest = count > shown.count ? ["and \(count - shown.count) more"] : []
    return "\(sides.expected) declares " + (shown + rest).joined(separator: "; ")
  }
}

/// A rerun whose trainer declares another trial than the golden, so that nothing can be compared.
public struct OtherSettings: Error, CustomStringConvertible {
  public let settings: [SettingDifference]
  /// What is said of it where there is no room for them.
  private let refusal: InputError

  /// - Parameter refusal: of kind unverifiable.
  public init(_ settings: [SettingDifference], _ refusal: InputError) {
    precondition(refusal.kind == .unverifiable, "settings make a trial unverifiable")
    self.settings = settings
    self.refusal = refusal
  }

  public var description: String { refusal.description }
}
