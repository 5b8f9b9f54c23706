import Experiment
import Files
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
/// In each word but the first, the program, `{wi}` and `{do}` become the seeds in decimal digits, and `{resume}` the
/// path of a folder from which the trainer may resume, empty at first. The words are not split again.
public struct RunnerCommand: Sendable, Equatable {
  /// The program and its arguments, with the places of the seeds.
  public let words: [String]

  static let byteLimit = 1 << 16

  /// Whether each of the seeds stands in an argument.
  public var holdsWI: Bool { words.dropFirst().contains { $0.contains("{wi}") } }
  public var holdsDO: Bool { words.dropFirst().contains { $0.contains("{do}") } }
  /// Whether the trainer is told from where it may resume.
  public var holdsResume: Bool { words.dropFirst().contains { $0.contains("{resume}") } }

  /// - Throws: `InputError` that says what is wrong with the command.
  public init(_ text: String) throws {
    guard text.utf8.count <= Self.byteLimit else {
      throw Self.failure("is longer than \(Self.byteLimit) bytes")
    }
    words = try Self.split(text)
    guard let program = words.first, !program.isEmpty else { throw Self.failure("is empty") }
    guard !["{wi}", "{do}", "{resume}"].contains(where: program.contains) else {
      throw Self.failure("has a seed or {resume} in the program's name")
    }
    guard holdsWI || holdsDO else {
      throw Self.failure(
        "has neither {wi} nor {do} in its arguments, so that all trials would be one",
        advice: "write --runner 'python train.py --wi {wi} --do {do}'")
    }
  }

  /// The same command with other words.
  private init(words: [String]) { self.words = words }

  /// The command for another working directory: a word that is the relative path of something here becomes its
  /// whole path. A word without a slash or a point may be something else than a path.
  package func independent(of folder: String) -> RunnerCommand {
    RunnerCommand(
      words: words.enumerated().map { index, word in
        let isPath = word.contains("/") || index > 0 && word.contains(".")
        guard isPath, !word.hasPrefix("/"), FileEntry(at: word) != nil else {
          return word
        }
        return FilePlace.path(of: word, in: folder)
      })
  }

  /// The program and its arguments for one trial.
  ///
  /// - Parameter resume: the folder from which the trainer may resume.
  public func arguments(for cell: Cell, resume: String = "") -> [String] {
    [words[0]]
      + words.dropFirst().map { word in
        // The folder's path comes last: it may hold anything.
        word.replacing("{wi}", with: String(cell.wi)).replacing("{do}", with: String(cell.do))
          .replacing("{resume}", with: resume)
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
