import Text

/// The command that runs a shard of a grid on whatever machine: where it starts, the program, and its arguments.
public struct ShardCommand: Sendable, Equatable {
  /// The working directory: relative names in another trainer's command start there.
  public let folder: String
  /// The program's whole path, and all arguments but `--shard`.
  public let words: [String]

  /// - Parameter folder: a whole path.
  public init(folder: String, words: [String]) {
    self.folder = folder
    self.words = words
  }

  /// The command without its shard, for a shell.
  ///
  /// - Throws: `InputError` naming a word with a control character.
  func shellWords() throws -> String { try words.map(Self.quote).joined(separator: " ") }

  /// The working directory, for a shell.
  func shellFolder() throws -> String { try Self.quote(folder) }

  static func quote(_ word: String) throws -> String {
    guard let text = Escaping.shell(word) else {
      throw InputError(
        "'\(word)' holds a control character, for which a list of commands has no place",
        advice: "name folders and files without line ends")
    }
    return text
  }
}
