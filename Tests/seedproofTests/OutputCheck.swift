import Text

/// Holds documents to the page that describes them.
struct OutputCheck {
  let page: OutputPage
  /// What is wrong.
  private(set) var faults: [String] = []
  /// Members that were printed, by the section or shape that has them and their places there.
  private(set) var seen: Set<String> = []

  init(_ page: OutputPage) { self.page = page }

  /// Takes a document that is to be as `section` says.
  ///
  /// - Parameter hasSchema: whether it says what it is.
  mutating func take(_ document: JSONValue, _ section: String, hasSchema: Bool = true) {
    guard var members = document.object, let described = page.sections[section] else {
      return fault(section, "no object, or no section of the page")
    }
    let schema = members.removeValue(forKey: "schema")?.string
    if schema != (hasSchema ? described.schema : nil) {
      fault(section, "schema \(schema ?? "none")")
    }
    check(members, page.members(of: section), section, section)
  }

  private mutating func fault(_ place: String, _ reason: String) {
    faults.append("\(place): \(reason)")
  }

  /// - Parameters:
  ///   - owner: the section or shape of the members, and the place in it.
  ///   - place: where in the document, for people.
  private mutating func check(
    _ values: [String: JSONValue], _ members: [String: OutputPage.Member], _ owner: String,
    _ place: String
  ) {
    for (name, value) in values {
      guard let member = members[name] else {
        fault("\(place).\(name)", "is not on the page")
        continue
      }
      see(name, owner)
      check(value, member.kind, member, "\(owner).\(name)", "\(place).\(name)")
    }
    for (name, member) in members where values[name] == nil && !member.isOptional {
      fault("\(place).\(name)", "is on the page and missing")
    }
  }

  /// A member of a section that was taken over from another one is seen there.
  private mutating func see(_ name: String, _ owner: String) {
    seen.insert("\(owner).\(name)")
    for other in page.sections[owner]?.others ?? [] { seen.insert("\(other).\(name)") }
  }

  private mutating func check(
    _ value: JSONValue, _ kind: OutputPage.Kind, _ member: OutputPage.Member, _ owner: String,
    _ place: String
  ) {
    switch (kind, value) {
    case (.nullable, .null): break
    case (.nullable(.list(let inner)), _):
      check(value, .list(.nullable(inner)), member, owner, place)
    case (.nullable(let inner), _): check(value, inner, member, owner, place)
    case (.list(let inner), .array(let values)):
      for value in values { check(value, inner, member, owner, place + "[]") }
    case (.each(let inner), .object(let values)):
      for (name, value) in values { check(value, inner, member, owner, "\(place).\(name)") }
    case (.object, .object(let values)): check(values, member.members, owner, place)
    case (.shape(let name), .object(let values)):
      guard page.shapes[name] != nil else { return fault(place, "no shape \(name)") }
      check(values, page.members(of: name), name, place)
    case (.document, .object), (.text, .string), (.integer, .integer), (.number, .integer),
      (.number, .number), (.boolean, .bool):
      break
    case (.float, .string(let text)) where HexFloat.value(text) != nil: break
    case (.digest, .string(let text))
    where text.utf8.count == 64 && text.allSatisfy { $0.isHexDigit }:
      break
    default: fault(place, "\(value.canonical.prefix(60)) is no \(kind)")
    }
  }
}
