import ArgumentParser
import Text

/// Arguments that ask for help, the version or a completion script.
///
/// These are answered with status 0, so they must stand alone: `verify golden --help` would verify nothing
/// and look like success.
struct Inquiry {
  /// What is wrong; nil if the question stands alone.
  let defect: String?

  static let advice = "see 'seedproof --help'"

  private static let help: Set<String> = ["--help", "-h", "--help-hidden"]
  private static let ofTheProgram: Set<String> = [
    "--version", "--experimental-dump-help", "--generate-completion-script",
  ]

  /// - Parameter words: all arguments, without the program's name.
  init(_ words: [String]) {
    let (path, rest, _) = Self.command(in: words[...])
    let name = Self.name(of: path)
    let isQuestion = rest.count == 1 && Self.help.contains(rest[rest.startIndex])
    if words.first == "help" {
      let unknown = Self.command(in: words.dropFirst()).rest.first
      defect = unknown.map { "there is no command '\($0.printable)'; \(Self.advice)" }
    } else if isQuestion || Self.isOfTheProgram(words) {
      defect = nil
    } else if let word = words.first(where: Self.isKnown) {
      // The command may stand after the question.
      let asked = path.isEmpty ? Self.command(in: words.drop(while: Self.isKnown)).path : path
      defect =
        "'\(word.printable)' stands beside other arguments; ask for help alone: "
        + "'\(Self.name(of: asked)) --help'"
    } else {
      defect = "no command of '\(name)' is named; see '\(name) --help'"
    }
  }

  /// What to say of a word in the place of a command that is none; nil if all is well.
  static func unknownCommand(in words: [String]) -> InputError? {
    let (path, rest, subcommands) = command(in: words[...])
    guard !subcommands.isEmpty, let word = rest.first, !word.hasPrefix("-"), words.first != "help"
    else { return nil }
    let name = Self.name(of: path)
    return InputError(
      "there is no command '\(name) \(word.prefix(40))'",
      advice: didYouMean(word, among: subcommands) ?? "see '\(name) --help'")
  }

  /// A command as it is typed.
  private static func name(of path: [String]) -> String {
    (["seedproof"] + path).joined(separator: " ")
  }

  /// The names of commands and their subcommands at the beginning, what follows, and which names could follow.
  private static func command(
    in words: ArraySlice<String>
  ) -> (path: [String], rest: ArraySlice<String>, subcommands: [String]) {
    var (path, rest) = ([String](), words)
    var command: any ParsableCommand.Type = Seedproof.self
    while let word = rest.first,
      let next = command.configuration.subcommands
        .first(where: { $0.configuration.commandName == word })
    {
      (command, rest) = (next, rest.dropFirst())
      path.append(word)
    }
    // Where one of them is meant without its name, any word may follow.
    let isOpen = command.configuration.defaultSubcommand != nil
    return (
      path, rest,
      isOpen ? [] : command.configuration.subcommands.compactMap { $0.configuration.commandName }
    )
  }

  private static func isOfTheProgram(_ words: [String]) -> Bool {
    guard let first = words.first, ofTheProgram.contains(first) else { return false }
    // The shell may be named.
    return words.count == 1 || first == "--generate-completion-script" && words.count == 2
  }

  private static func isKnown(_ word: String) -> Bool {
    let name = word.prefix { $0 != "=" }
    return help.contains(word) || ofTheProgram.contains(String(name))
  }
}
