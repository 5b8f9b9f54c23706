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
    var splitter = WordSplitter()
    for scalar in text.unicodeScalars { try splitter.take(scalar) }
    words = try splitter.finish()
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

  fileprivate static func failure(_ reason: String, advice: String? = nil) -> InputError {
    InputError("the command of --runner \(reason)", advice: advice)
  }
}

/// Splits a command into words, one character at a time.
private struct WordSplitter {
  private enum Quote { case none, single, double }

  private var words: [String] = []
  /// nil between words; a word may be empty if it was quoted.
  private var word: String.UnicodeScalarView?
  private var quote = Quote.none
  private var isEscaped = false

  mutating func take(_ scalar: Unicode.Scalar) throws {
    guard scalar != "\0" else { throw RunnerCommand.failure("holds a NUL") }
    if isEscaped {
      isEscaped = false
      if quote == .double, scalar != "\"", scalar != "\\" { append("\\") }
      append(scalar)
      return
    }
    switch (quote, scalar) {
    case (.single, "'"), (.double, "\""): quote = .none
    case (.double, "\\"): isEscaped = true
    case (.single, _), (.double, _): append(scalar)
    case (.none, "'"): open(.single)
    case (.none, "\""): open(.double)
    case (.none, "\\"):
      open(.none)
      isEscaped = true
    case (.none, " "), (.none, "\t"), (.none, "\n"), (.none, "\r"): endWord()
    case (.none, _):
      guard !"|&;<>$`".unicodeScalars.contains(scalar) else {
        throw RunnerCommand.failure(
          "holds '\(scalar)', but there is no shell",
          advice: "quote it to pass it on, or put the pipeline into a script")
      }
      append(scalar)
    }
  }

  mutating func finish() throws -> [String] {
    guard quote == .none else { throw RunnerCommand.failure("has a quotation without end") }
    guard !isEscaped else { throw RunnerCommand.failure("ends with a backslash") }
    endWord()
    return words
  }

  private mutating func open(_ quote: Quote) {
    self.quote = quote
    if word == nil { word = "".unicodeScalars }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if word == nil { word = "".unicodeScalars }
    word?.append(scalar)
  }

  private mutating func endWord() {
    if let word { words.append(String(word)) }
    word = nil
  }
}
