import Text

/// What is known of why a rerun differs from its golden, or cannot be compared with it.
public struct Diagnosis: Sendable {
  /// What the two sides have in common, and what not.
  public var categories: [CategoryComparison]
  /// What the two sides declare of the trial in different ways.
  public var settings: [SettingDifference]
  /// What the pattern of differences points to; nil where nothing was compared.
  private let found: LikelyCause?
  /// What the record with the first difference says beyond it.
  public let notes: [String]
  /// What the two sides are called.
  private let sides: (expected: String, actual: String)

  public init(
    categories: [CategoryComparison] = [], pattern: DivergencePattern = DivergencePattern(),
    settings: [SettingDifference] = [], notes: [String] = [],
    sides: (expected: String, actual: String) = ("the golden", "this run")
  ) {
    self.categories = categories
    self.settings = settings
    self.sides = sides
    found = LikelyCause(pattern)
    self.notes = pattern.notes + notes
  }

  /// What is likely the reason; nil where nothing points to one.
  public var cause: LikelyCause? { found ?? (settings.isEmpty ? nil : .settings) }

  /// The likely cause in words: what was declared in another way, and what the pattern of differences points to.
  /// Foreign text may be in it.
  public var explanation: String? {
    let said = [settings.words(sides), found?.text].compactMap(\.self)
    return said.isEmpty ? nil : said.joined(separator: "; ")
  }

  /// For people, without indentation.
  public var lines: [String] {
    var lines = notes
    if let explanation { lines.append("likely cause: \(explanation)") }
    let same = categories.filter { $0.status == .same && $0.details.isEmpty }
    if !same.isEmpty {
      lines.append("same: " + same.map(\.category.rawValue).joined(separator: ", "))
    }
    return lines + categories.filter { !same.contains($0) }.map(\.line)
  }

  public var json: JSONValue {
    [
      "likelyCause": cause.map { .string($0.rawValue) } ?? .null,
      "explanation": explanation.map(JSONValue.string) ?? .null,
      "notes": .array(notes.map(JSONValue.string)),
      "settings": .array(settings.map(\.json)),
      "categories": .array(categories.map(\.json)),
    ]
  }
}

extension DivergencePattern {
  /// What the first record that differs says beyond its first value, and what agreed before it.
  var notes: [String] {
    guard let first else { return [] }
    var notes: [String] = []
    let others = shares.map { "\($0.share.differing) of \($0.share.total) \($0.column.plural)" }
    if !others.isEmpty { notes.append("of this record differ: " + others.joined(separator: ", ")) }
    if !differingComponents.isEmpty {
      var text = "of the state differ: " + differingComponents.joined(separator: ", ")
      if !equalComponents.isEmpty { text += "; equal: " + equalComponents.joined(separator: ", ") }
      notes.append(text)
    }
    let anchor = agreedAnchor.map { "; last equal anchor: at \($0)" } ?? ""
    if let takenUpAt {
      notes.append("the trainer was killed, and took the trial up after \(takenUpAt) updates")
    }
    notes.append(
      "equal before: \(agreedUpdates) updates, \(agreedEvaluations) evaluations\(anchor)")
    if first.column != .outcome {
      notes.append("the rerun ended here; what follows was not computed")
    }
    return notes
  }
}
