import CStart
import Foundation
import Text

/// The arguments that the process was started with.
enum ProgramArguments {
  /// All but the program's name.
  ///
  /// - Throws: `InputError` if there is not even a name, or an argument is not UTF-8.
  static func read() throws -> [String] {
    let count = Int(ct_argument_count())
    guard count >= 0 else { throw InputError("the arguments cannot be read on this system") }
    return try decode((0..<count).map { ct_argument(Int32($0)) })
  }

  /// `words`, with a negative number joined to the option before it.
  ///
  /// The parser would take `--retries -1` for an option without a value, and `-1` for one that nobody knows. As
  /// `--retries=-1` it comes to the command, which says what it wants.
  static func joiningNegativeNumbers(_ words: [String]) -> [String] {
    var joined: [String] = []
    for (index, word) in words.enumerated() {
      if word == "--" { return joined + words[index...] }
      if isNegativeNumber(word), let option = joined.last, isOptionWithoutValue(option) {
        joined[joined.count - 1] = option + "=" + word
      } else {
        joined.append(word)
      }
    }
    return joined
  }

  private static func isNegativeNumber(_ word: String) -> Bool {
    guard word.hasPrefix("-") else { return false }
    let number = word.utf8.dropFirst()
    return (number.first == UInt8(ascii: ".") ? number.dropFirst() : number).first?.isDigit == true
  }

  private static func isOptionWithoutValue(_ word: String) -> Bool {
    word.hasPrefix("--") && !word.utf8.contains(UInt8(ascii: "="))
  }

  /// The path of the program itself; nil where the system does not tell.
  static var program: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// - Parameter arguments: as C has them, the name first.
  static func decode(_ arguments: [UnsafePointer<CChar>?]) throws -> [String] {
    guard !arguments.isEmpty else {
      throw InputError(
        "was started without any argument, not even a name",
        advice: "start it with its name as the first one")
    }
    return try arguments.enumerated().dropFirst().map { index, argument in
      guard let argument, let text = String(validatingCString: argument) else {
        throw InputError("argument \(index) is not UTF-8", advice: "name files in UTF-8")
      }
      return text
    }
  }
}
