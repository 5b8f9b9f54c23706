import Foundation
import TestSupport

/// Files in Tests/Fixtures/Arithmetic; how each was made stands beside it.
enum Fixture {
  /// The lines of a file as words.
  static func lines(_ name: String) throws -> [[Substring]] {
    let file = Repository.fixture("Arithmetic/" + name)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return lines.map { $0.split(separator: " ") }
  }

  /// Inputs of a function near a rounding boundary, and the right results.
  static func hardCases(_ name: String) throws -> [(x: Float, y: Float)] {
    try lines("hard_\(name).txt").map { line in
      guard line.count == 3, let x = UInt32(line[0], radix: 16), let y = UInt32(line[1], radix: 16)
      else { throw CocoaError(.fileReadCorruptFile) }
      return (Float(bitPattern: x), Float(bitPattern: y))
    }
  }
}
