import Text

/// What is known of why a rerun differs from its golden, or cannot be compared with it.
public struct Diagnosis: Sendable {
  /// What the two sides have in common, and what not.
  public var categories: [CategoryComparison]
  /// What the pattern of differences points to; nil where nothing was compared.
  public let cause: LikelyCause?
  /// What the record with the first difference says beyond it.
  public let notes: [String]

  public init(
    categories: [CategoryComparison], pattern: DivergencePattern = DivergencePattern(),
    notes: [String] = []
  ) {
    self.categories = categories
    cause = LikelyCause(pattern)
    self.notes = pattern.notes + notes
  }

  /// For people, without indentation.
  public var lines: [String] {
    var lines = notes
    if let cause { lines.append("likely cause: \(cause.text)") }
    let same = categories.filter { $0.status == .same && $0.details.isEmpty }
    if !same.isEmpty {
      lines.append("same: " + same.map(\.category.rawValue).joined(separator: ", "))
    }
    return lines + categories.filter { !same.contains($0) }.map(\.line)
  }

  public var json: JSONValue {
    [
      "likelyCause": cause.map { .string($0.rawValue) } ?? .null,
      "explanation": cause.map { .string($0.text) } ?? .null,
      "notes": .array(notes.map(JSONValue.string)),
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
    notes.append(
      "equal before: \(agreedUpdates) updates, \(agreedEvaluations) evaluations\(anchor)")
    if first.column != .outcome {
      notes.append("the rerun ended here; what follows was not computed")
    }
    return notes
  }
}
