import Text

/// Values of the kinds that claims have.
extension YAMLMapping {
  /// One of the names that `Choice` has.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = try text(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw failure(
        line(of: key), "'\(prefix)\(key)' cannot be '\(text.prefix(40))'",
        advice: "use " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  func count(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
    guard let text = try text(key) else { return nil }
    guard let value = YAMLNumber.integer(text), range.contains(value) else {
      throw failure(
        line(of: key),
        "'\(prefix)\(key)' must be in \(range.lowerBound)...\(range.upperBound), not '\(text.prefix(40))'"
      )
    }
    return value
  }

  /// A number such as `30`, or a range such as `77...201`.
  func range(_ key: String) throws -> ClosedRange<Int>? {
    guard let text = try text(key) else { return nil }
    let ends = text.split(separator: "...", omittingEmptySubsequences: false).map {
      YAMLNumber.integer(String($0))
    }
    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
      first >= 0, first <= last
    else {
      throw failure(line(of: key), "'\(prefix)\(key)' must be a count such as 30 or 77...201")
    }
    return first...last
  }

  func flag(_ key: String) throws -> Bool? {
    switch try text(key) {
    case nil: nil
    case "true": true
    case "false": false
    default: throw failure(line(of: key), "'\(prefix)\(key)' must be true or false")
    }
  }

  func optionalPrinted(_ key: String) throws -> PrintedNumber? {
    guard let text = try text(key) else { return nil }
    guard let number = PrintedNumber(text) else {
      throw failure(
        line(of: key), "'\(prefix)\(key)' must be a number, not '\(text.prefix(40))'")
    }
    return number
  }

  func printed(_ key: String) throws -> PrintedNumber {
    guard let number = try optionalPrinted(key) else {
      throw failure(line, "lacks the key '\(prefix)\(key)'")
    }
    return number
  }
}
