import Foundation
import TestSupport
import Text

/// `Sources/seedproof/JSON.md` as a program reads it: for each command the members of its document.
struct OutputPage {
  /// What a value must be.
  indirect enum Kind: Equatable {
    case text, integer, number, float, digest, boolean, document, object
    case list(Kind)
    /// An object with a member for each name.
    case each(Kind)
    case nullable(Kind)
    case shape(String)
  }

  /// A member of an object, and what follows it in the table.
  final class Member {
    let kind: Kind
    let isOptional: Bool
    var members: [String: Member] = [:]

    init(_ kind: Kind, isOptional: Bool) { (self.kind, self.isOptional) = (kind, isOptional) }
  }

  struct Section {
    var schema: String?
    var members: [String: Member] = [:]
    /// Other sections or shapes whose members it has too.
    var others: [String] = []
  }

  private(set) var sections: [String: Section] = [:]
  private(set) var shapes: [String: Section] = [:]
  /// Lines that cannot be read.
  private(set) var faults: [String] = []

  init(_ path: String = Repository.path("Sources/seedproof/JSON.md")) throws {
    var (name, isShape) = ("", false)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") || line.hasPrefix("### ") {
        name = String(line.drop { $0 == "#" }.dropFirst())
        isShape = line.hasPrefix("### ")
        if isShape { shapes[name] = Section() }
      } else if line.hasPrefix("Schema: `") {
        sections[name] = Section(schema: String(line.split(separator: "`")[1]))
      } else if line.hasPrefix("The members of `") || line.hasPrefix("All members of the shape `") {
        sections[name]?.others.append(String(line.split(separator: "`")[1]))
      } else if line.hasPrefix("| `"), isShape || sections[name] != nil {
        let cells = line.replacing("\\|", with: "/").split(separator: "|")
          .map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count >= 2, let kind = Self.kind(cells[1]) else {
          faults.append("\(name): \(line)")
          continue
        }
        let place = cells[0].filter { $0 != "`" }.split(separator: ".").map(String.init)
        var section = (isShape ? shapes[name] : sections[name]) ?? Section()
        if !Self.add(kind.kind, kind.isOptional, at: place[...], to: &section.members) {
          faults.append("\(name): \(cells[0]) stands before its object, or twice")
        }
        if isShape { shapes[name] = section } else { sections[name] = section }
      }
    }
    // Shapes that are no objects.
    shapes["cell"] = nil
    shapes["interval"] = nil
  }

  private static func add(
    _ kind: Kind, _ isOptional: Bool, at place: ArraySlice<String>,
    to members: inout [String: Member]
  ) -> Bool {
    guard let first = place.first else { return false }
    let name = first.hasSuffix("[]") ? String(first.dropLast(2)) : first
    if place.count == 1 {
      guard members[name] == nil else { return false }
      members[name] = Member(kind, isOptional: isOptional)
      return true
    }
    guard let member = members[name] else { return false }
    return add(kind, isOptional, at: place.dropFirst(), to: &member.members)
  }

  private static func kind(_ text: String) -> (kind: Kind, isOptional: Bool)? {
    let isOptional = text.hasSuffix(", optional")
    let kind = Self.kind(of: isOptional ? text.dropLast(", optional".count) : text[...])
    return kind.map { ($0, isOptional) }
  }

  private static func kind(of text: Substring) -> Kind? {
    if text.hasSuffix(" or null") { return kind(of: text.dropLast(8)).map(Kind.nullable) }
    if text.hasPrefix("list of ") { return kind(of: text.dropFirst(8)).map(Kind.list) }
    if let by = text.firstRange(of: " by ") {
      return kind(of: text[..<by.lowerBound]).map(Kind.each)
    }
    switch text {
    case "text": return .text
    case "integer": return .integer
    case "number": return .number
    case "float": return .float
    case "digest": return .digest
    case "boolean": return .boolean
    case "document": return .document
    case "object": return .object
    case "cell": return .list(.integer)
    case "interval": return .list(.nullable(.number))
    case let name where !name.isEmpty && name.allSatisfy(\.isLetter): return .shape(String(name))
    default: return nil
    }
  }
}

extension OutputPage {
  /// The members of a section, with those of the sections that it names.
  func members(of name: String) -> [String: Member] {
    guard let section = sections[name] ?? shapes[name] else { return [:] }
    return section.others.reduce(section.members) { all, other in
      all.merging(members(of: other)) { own, _ in own }
    }
  }

  /// Members that are not optional; each by the section that has it and its place there.
  var promised: Set<String> {
    var all: Set<String> = []
    func add(_ members: [String: Member], at place: String) {
      for (name, member) in members where !member.isOptional {
        all.insert("\(place).\(name)")
        add(member.members, at: "\(place).\(name)")
      }
    }
    for (name, section) in sections { add(section.members, at: name) }
    for (name, shape) in shapes { add(shape.members, at: name) }
    return all
  }
}
