import Foundation

/// The oracles' answers in `Tests/Fixtures/Statistics/vectors.json`, or in another file of fixtures.
package struct KnownAnswers: Sendable {
  private let text: Data

  package init(_ group: String, file: String = "Statistics/vectors.json") throws {
    let url = URL(filePath: Repository.fixture(file))
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    guard let group = all?[group] else { preconditionFailure("no answers of \(group)") }
    text = try JSONSerialization.data(withJSONObject: group)
  }

  package var root: Node {
    get throws { Node(value: try JSONSerialization.jsonObject(with: text)) }
  }

  /// A part of the tree; a missing part ends the run.
  package struct Node {
    package let value: Any

    package subscript(key: String) -> Node {
      guard let part = (value as? [String: Any])?[key] else {
        preconditionFailure("no \(key)")
      }
      return Node(value: part)
    }
    package subscript(index: Int) -> Node { list[index] }

    package var list: [Node] { (value as? [Any] ?? []).map { Node(value: $0) } }
    package var keys: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }
    package var text: String { value as? String ?? "" }
    package var isNull: Bool { value is NSNull }
    package var int: Int { Int(number) }
    package var numbers: [Double] { list.map(\.number) }
    package var table: [[Double]] { list.map(\.numbers) }
    /// A number, or a fraction as text; NaN for anything else.
    package var number: Double {
      if let number = value as? NSNumber { return number.doubleValue }
      let parts = text.split(separator: "/").map { Double($0) ?? .nan }
      return parts.isEmpty ? .nan : parts.count == 2 ? parts[0] / parts[1] : parts[0]
    }
  }
}

/// Whether `value` agrees with `expected` to 12 digits.
package func agrees(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-12) -> Bool
{
  guard let value else { return false }
  return abs(value - expected) <= tolerance * max(abs(expected), 1e-3)
}

package func agree(_ values: [Double], _ expected: [Double], within tolerance: Double = 1e-12)
  -> Bool
{
  values.count == expected.count
    && zip(values, expected).allSatisfy { agrees($0, $1, within: tolerance) }
}
