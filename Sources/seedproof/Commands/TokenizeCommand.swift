import ArgumentParser
import Encoder
import Text

/// Prints what the encoder reads for each line: the other half of `ci/oracle-tokenizer`.
struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Prints the token ids of each line of standard input.",
    discussion: """
      A line is a JSON string, or a pair of them in an array. Each gives one line of JSON: \
      {"ids":[...],"types":[...]}.
      """,
    shouldDisplay: false)

  @Option(help: "The model's folder: its tokenizer is used.")
  var model: String

  @Option(help: "Truncate to this many tokens, [CLS] and [SEP] included.")
  var maximumLength = 1 << 20

  func validate() throws {
    guard maximumLength >= 3 else { throw ValidationError("--maximum-length is at least 3.") }
  }

  func run() throws {
    let tokenizer = try ModelFolder.open(model).tokenizer()
    var number = 0
    while let line = readLine() {
      number += 1
      let texts = try TokenizeCommand.texts(line, number)
      try texts.forEach(tokenizer.check)
      let encoded = tokenizer.encode(
        texts[0], texts.count > 1 ? texts[1] : nil, maximumLength: maximumLength)
      print("{\"ids\":[\(list(encoded.ids))],\"types\":[\(list(encoded.types))]}")
    }
    // The end of the input, and no failure to read it.
    guard !StandardStreams.hasLostInput else {
      throw InputError(file: "standard input", "cannot be read", advice: "give it lines to read")
    }
  }

  private func list(_ values: [Int32]) -> String {
    values.map(String.init).joined(separator: ",")
  }

  /// One text or two.
  private static func texts(_ line: String, _ number: Int) throws -> [String] {
    let value = try? JSONParser.parse(line.utf8, depthLimit: 2)
    if let text = value?.string { return [text] }
    let texts = value?.array?.compactMap(\.string) ?? []
    guard texts.count == 2, value?.array?.count == 2 else {
      throw InputError(file: "standard input", place: "\(number)", "is not one text or a pair")
    }
    return texts
  }
}
