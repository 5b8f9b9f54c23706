import Foundation
import TestSupport
import Testing

/// The lines of `known_answers.txt` and `published_answers.txt` in `Fixtures/Streams`, made by the scripts beside them:
/// `name inputs = values`.
struct KnownAnswer: Sendable, CustomTestStringConvertible {
  let inputs: [String]
  let values: [String]

  var testDescription: String { inputs.joined(separator: " ") }

  func input(_ index: Int) throws -> UInt32 { try #require(UInt32(inputs[index])) }
  func inputWord(_ index: Int) throws -> UInt32 { try #require(UInt32(inputs[index], radix: 16)) }

  static func all(_ name: String) -> [KnownAnswer] {
    lines.filter { $0.first?.first == name }.map {
      KnownAnswer(inputs: Array($0[0].dropFirst()), values: $0.count > 1 ? $0[1] : [])
    }
  }

  private static let lines: [[[String]]] = {
    let text = ["known_answers.txt", "published_answers.txt"].map { name in
      let file = Repository.fixture("Streams/" + name)
      return (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }.joined(separator: "\n")
    return text.split(separator: "\n").map { line in
      line.split(separator: "=", omittingEmptySubsequences: false).map { part in
        part.split(separator: " ").map(String.init)
      }
    }
  }()
}

/// Eight or sixteen hexadecimal digits.
func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: value.bitWidth / 4 - digits.count) + digits
}
