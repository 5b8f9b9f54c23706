import Files
import Testing

@testable import seedproof

@Suite struct UsageTests {
  @Test(arguments: [
    (["--nonsense"], "Unknown option '--nonsense'"),
    (["nonsense"], "Unexpected argument 'nonsense'"),
    (["streams", "do", "--count", "3"], "Missing expected argument '--seed <seed>'"),
    (["streams", "do", "--seed", "x", "--count", "3"], "The value 'x' is invalid for"),
    (["streams", "do", "--seed", "-1", "--count", "3"], "Missing value for '--seed"),
    (["streams", "do", "--seed", "4294967296", "--count", "3"], "'4294967296' is invalid"),
    (["streams", "do", "--seed", "1", "--count", "-3"], "see 'seedproof streams do --help'"),
    (["streams", "do", "--seed", "1", "--count", "3", "--profile", "torch/0"], "unknown profile"),
    (["streams", "wi", "--seed", "1", "--count", "3\u{1b}[31m"], "\\u{1b}"),
  ])
  func wrongArguments(arguments: [String], reason: String) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("seedproof: "))
    #expect(result.error.contains(reason), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    #expect(!result.error.contains("\u{1b}"))
  }

  @Test(arguments: [[], ["--help"], ["help"], ["help", "streams"], ["streams", "--help"]])
  func help(arguments: [String]) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 0)
    #expect(result.error.isEmpty)
    #expect(result.output.contains("USAGE: seedproof"))
  }

  @Test func version() throws {
    let result = try Executable.run(["--version"])
    #expect(result.status == 0)
    #expect(result.output == Seedproof.configuration.version + "\n")
  }

  /// Every command, option and flag is explained by complete sentences.
  @Test func helpTextsAreSentences() throws {
    let dump = try Executable.run(["--experimental-dump-help"]).output
    let root = try #require(try JSONParser.parse(dump.utf8, allowsFractions: true)["command"])
    var count = 0
    func check(_ command: JSONValue) {
      let name = command["commandName"]?.string ?? ""
      guard name != "help" else { return }
      expectSentence(command["abstract"]?.string, "the command \(name)")
      if let discussion = command["discussion"]?.string { expectSentence(discussion, name) }
      for argument in command["arguments"]?.array ?? [] {
        let option = argument["valueName"]?.string ?? ""
        guard option != "help", option != "version" else { continue }
        expectSentence(argument["abstract"]?.string, "\(name) \(option)")
        count += 1
      }
      for subcommand in command["subcommands"]?.array ?? [] { check(subcommand) }
    }
    check(root)
    #expect(count >= 10)
  }

  private func expectSentence(_ text: String?, _ of: String) {
    guard let text, let first = text.first else {
      Issue.record("\(of) is not explained")
      return
    }
    #expect(first.isUppercase, "\(of): \(text)")
    #expect(text.hasSuffix("."), "\(of): \(text)")
  }

  @Test func statusOfErrors() {
    #expect(CommandEnd(InputError(.usage, "x")).status == 64)
    #expect(CommandEnd(InputError(.malformed, "x")).status == 3)
    #expect(CommandEnd(InputError(.unverifiable, "x")).status == 2)
    let end = CommandEnd(InputError(file: "a.yaml", place: "3", "is wrong", advice: "mend it"))
    #expect(end.message == "seedproof: a.yaml:3: is wrong; mend it")
  }
}
