import Foundation
import Testing

/// The oracles' answers in `Tests/Fixtures/Statistics/vectors.json`.
struct KnownAnswers: Sendable {
  private let text: Data

  init(_ group: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Statistics/vectors.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    text = try JSONSerialization.data(withJSONObject: try #require(all?[group]))
  }

  var root: Node { get throws { Node(value: try JSONSerialization.jsonObject(with: text)) } }

  /// A part of the tree; a missing part fails the test that reads it.
  struct Node {
    let value: Any

    subscript(key: String) -> Node {
      guard let part = (value as? [String: Any])?[key] else {
        Issue.record("no \(key)")
        return Node(value: NSNull())
      }
      return Node(value: part)
    }
    subscript(index: Int) -> Node { list[index] }

    var list: [Node] { (value as? [Any] ?? []).map { Node(value: $0) } }
    var keys: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }
    var text: String { value as? String ?? "" }
    var isNull: Bool { value is NSNull }
    var int: Int { Int(number) }
    var numbers: [Double] { list.map(\.number) }
    var table: [[Double]] { list.map(\.numbers) }
    /// A number, or a fraction as text; NaN for anything else.
    var number: Double {
      if let number = value as? NSNumber { return number.doubleValue }
      let parts = text.split(separator: "/").map { Double($0) ?? .nan }
      return parts.isEmpty ? .nan : parts.count == 2 ? parts[0] / parts[1] : parts[0]
    }
  }
}

/// Whether `value` agrees with `expected` to 12 digits.
func agrees(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-12) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance * max(abs(expected), 1e-3)
}

func agree(_ values: [Double], _ expected: [Double], within tolerance: Double = 1e-12) -> Bool {
  values.count == expected.count
    && zip(values, expected).allSatisfy { agrees($0, $1, within: tolerance) }
}
