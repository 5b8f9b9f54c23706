import Text

/// An option for `sbatch` that the user passes through, such as `--partition=long`; one word.
public struct SbatchOption: Sendable, Equatable {
  public let text: String

  /// What decides which tasks there are, where they write and what this program reads: long and short names.
  private static let own = [
    "array": "a", "wait": "W", "quiet": "Q", "parsable": "", "wrap": "", "output": "o",
    "error": "e", "open-mode": "", "chdir": "D", "job-name": "J", "test-only": "", "help": "h",
    "usage": "", "version": "V", "clusters": "M",
  ]

  /// - Throws: `InputError` for what is no option of one line, or decides what this program decides.
  public init(_ text: String) throws {
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw InputError(
        "--sbatch '\(text.prefix(64))' holds a control character",
        advice: "give one option on one line")
    }
    guard text.hasPrefix("-"), text.utf8.count >= 2, text.utf8.count <= 4096, text != "--" else {
      throw InputError(
        "--sbatch '\(text.prefix(64))' is no option of sbatch",
        advice: "write it as one word, such as --sbatch --partition=long")
    }
    let name = text.drop { $0 == "-" }.prefix { $0 != "=" && $0 != " " }
    let isLong = text.hasPrefix("--")
    // sbatch takes a beginning of a long name for the name, and what follows the letter of a short one for its value.
    let known = Self.own.first { long, short in
      isLong ? long.hasPrefix(name) : !short.isEmpty && name.hasPrefix(short)
    }
    if let known {
      throw InputError(
        "--sbatch '\(text.prefix(64))' sets --\(known.key), which the grid sets itself",
        advice: "leave it out")
    }
    self.text = text
  }

  /// The option as `sbatch` reads it on a line that begins with `#SBATCH`: in quotes unless every character is plain.
  ///
  /// Outside of quotes sbatch takes `#` for a comment, without a word, and a space for an end even after a backslash.
  ///
  /// - Precondition: there is no control character in `text`.
  static func line(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { !" \"'\\#".utf8.contains($0) }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "#SBATCH " + (isPlain ? text : "\"" + escaped + "\"")
  }
}
