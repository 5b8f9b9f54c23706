import Foundation
import TestSupport
import Testing

/// The lines of `Fixtures/Streams/known_answers.txt`, made by the script beside it: `name inputs = values`.
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
    let file = Repository.fixture("Streams/known_answers.txt")
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
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
