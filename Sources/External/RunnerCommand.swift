import Experiment
import Text

/// The command that runs one trial of another trainer, such as `python train.py --wi {wi} --do {do}`.
///
/// It is given on the command line, never read from a file, and no shell sees it. The text is split once:
///
/// - Spaces, tabs and line ends part the words.
/// - Between `'` and `'` every character stands for itself.
/// - Between `"` and `"` too, but `\"` is a quotation mark and `\\` a backslash.
/// - Elsewhere a backslash makes the next character stand for itself.
/// - What a shell would act upon (`| & ; < > $` and the back quote) is refused unless it is quoted.
///
/// In each word but the first, the program, `{wi}` and `{do}` become the seeds in decimal digits. The
/// words are not split again.
public struct RunnerCommand: Sendable, Equatable {
  /// The program and its arguments, with the places of the seeds.
  public let words: [String]

  static let byteLimit = 1 << 16

  /// Whether each of the seeds stands in an argument.
  public var holdsWI: Bool { words.dropFirst().contains { $0.contains("{wi}") } }
  public var holdsDO: Bool { words.dropFirst().contains { $0.contains("{do}") } }

  /// - Throws: `InputError` that says what is wrong with the command.
  public init(_ text: String) throws {
    guard text.utf8.count <= Self.byteLimit else {
      throw Self.failure("is longer than \(Self.byteLimit) bytes")
    }
    words = try Self.split(text)
    guard let program = words.first, !program.isEmpty else { throw Self.failure("is empty") }
    guard !program.contains("{wi}"), !program.contains("{do}") else {
      throw Self.failure("has a seed in the program's name")
    }
    guard holdsWI || holdsDO else {
      throw Self.failure(
        "has neither {wi} nor {do} in its arguments, so that all trials would be one",
        advice: "write --runner 'python train.py --wi {wi} --do {do}'")
    }
  }

  /// The program and its arguments for one trial.
  public func arguments(for cell: Cell) -> [String] {
    [words[0]]
      + words.dropFirst().map { word in
        word.replacing("{wi}", with: String(cell.wi)).replacing("{do}", with: String(cell.do))
      }
  }

  /// Refuses trials of different seeds if the seed does not stand in the command.
  ///
  /// - Throws: `InputError` that names the missing place.
  public func check(_ cells: some Sequence<Cell>) throws {
    var first: Cell?
    for cell in cells {
      let known = first ?? cell
      first = known
      for (isHeld, isEqual, name) in [
        (holdsWI, cell.wi == known.wi, "{wi}"), (holdsDO, cell.do == known.do, "{do}"),
      ] where !isHeld && !isEqual {
        throw Self.failure("lacks \(name), but the trials differ in that seed")
      }
    }
  }

  private static func split(_ text: String) throws -> [String] {
    var words: [String] = []
    // Nil between words; a word may be empty if it was quoted.
    var word: String?
    var quote: Unicode.Scalar?
    var isEscaped = false
    for scalar in text.unicodeScalars {
      guard scalar != "\0" else { throw failure("holds a NUL") }
      if isEscaped {
        isEscaped = false
        if quote != nil, scalar != "\"", scalar != "\\" { word?.append("\\") }
        word?.unicodeScalars.append(scalar)
      } else if scalar == quote {
        quote = nil
      } else if scalar == "\\", quote != "'" {
        isEscaped = true
        word = word ?? ""
      } else if quote != nil {
        word?.unicodeScalars.append(scalar)
      } else if scalar == "'" || scalar == "\"" {
        quote = scalar
        word = word ?? ""
      } else if " \t\n\r".unicodeScalars.contains(scalar) {
        if let word { words.append(word) }
        word = nil
      } else {
        guard !"|&;<>$`".unicodeScalars.contains(scalar) else {
          throw failure(
            "holds '\(scalar)', but there is no shell",
            advice: "quote it to pass it on, or put the pipeline into a script")
        }
        word = word ?? ""
        word?.unicodeScalars.append(scalar)
      }
    }
    guard quote == nil else { throw failure("has a quotation without end") }
    guard !isEscaped else { throw failure("ends with a backslash") }
    if let word { words.append(word) }
    return words
  }

  private static func failure(_ reason: String, advice: String? = nil) -> InputError {
    InputError("the command of --runner \(reason)", advice: advice)
  }
}
