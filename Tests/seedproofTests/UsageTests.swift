import ArgumentParser
import CStart
import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

@Suite struct UsageTests {
  @Test(arguments: [
    (["--nonsense"], "Unknown option '--nonsense'"),
    (["nonsense"], "there is no command 'seedproof nonsense'; see 'seedproof --help'"),
    (["verfy", "golden/tiny"], "there is no command 'seedproof verfy'; did you mean 'verify'?"),
    (["certificate", "shwo", "x"], "'seedproof certificate shwo'; did you mean 'show'?"),
    (["streams", "do", "--count", "3"], "Missing expected argument '--seed <seed>'"),
    (["streams", "do", "--seed", "x", "--count", "3"], "The value 'x' is invalid for"),
    (["streams", "do", "--seed", "-1", "--count", "3"], "The value '-1' is invalid for '--seed"),
    (["streams", "do", "--seed", "4294967296", "--count", "3"], "'4294967296' is invalid"),
    (["streams", "do", "--seed", "1", "--count", "-3"], "--count must be 0...100000000, not -3"),
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

  @Test(arguments: [
    ["--help"], ["-h"], ["help"], ["help", "streams"], ["help", "streams", "do"],
    ["streams", "--help"], ["streams", "do", "-h"],
  ])
  func help(arguments: [String]) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 0)
    #expect(result.error.isEmpty)
    #expect(result.output.contains("USAGE: seedproof"))
  }

  /// A process that did nothing has no success.
  @Test(arguments: [
    [], ["--"], [""], ["streams"], ["help", "nonsense"], ["help", "streams", "no"], ["verify"],
    ["verify", "--"], ["verify", ""], ["---completion", "verify"],
  ])
  func nothingToDoIsWrongUse(arguments: [String]) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("seedproof: "), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
  }

  /// Help beside other arguments would do nothing and look like success.
  @Test func questionsStandAlone() throws {
    let names = Seedproof.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    #expect(names.count >= 12)
    for name in names {
      for words in [
        [name, "x", "--help"], [name, "--help", "x"], [name, "x", "-h"], [name, "x", "--version"],
        [name, "--version"], [name, "--help", "--help"], ["--help", name, "x"],
      ] { try expectRefused(words) }
    }
    for words in [
      ["--version", "--help"], ["--help", "--version"], ["--version", "x"],
      ["verify", "x", "--help-hidden"], ["verify", "x", "--experimental-dump-help"],
      ["verify", "x", "--generate-completion-script", "bash"], ["help", "verify", "x"],
      ["verify", "x", "--generate-completion-script=bash"],
      ["--generate-completion-script", "bash", "verify", "x"], ["help", "--help"],
    ] { try expectRefused(words) }
  }

  /// What is to be typed is said, wherever the question stands.
  @Test(arguments: [
    (["--help", "verify"], "'seedproof verify --help'"),
    (["--help", "streams", "do"], "'seedproof streams do --help'"),
    (["-h", "certificate", "verify", "x"], "'seedproof certificate verify --help'"),
    (["verify", "x", "--help"], "'seedproof verify --help'"),
    (["--help", "nonsense"], "'seedproof --help'"),
  ])
  func theRightQuestionIsSaid(arguments: [String], question: String) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains("ask for help alone: \(question)"), "\(result.error)")
  }

  /// The parser would take a negative number for an option.
  @Test func negativeNumbersAreValues() {
    func joined(_ words: String...) -> [String] { ProgramArguments.joiningNegativeNumbers(words) }
    #expect(joined("grid", "--retries", "-1") == ["grid", "--retries=-1"])
    #expect(joined("--a", "-.5", "--b", "-1e3") == ["--a=-.5", "--b=-1e3"])
    #expect(joined("--a=1", "-1") == ["--a=1", "-1"])
    #expect(joined("--a", "-1", "-2") == ["--a=-1", "-2"])
    #expect(joined("x", "-1", "--a", "-b", "-") == ["x", "-1", "--a", "-b", "-"])
    #expect(joined("--", "--a", "-1") == ["--", "--a", "-1"])
  }

  private func expectRefused(_ words: [String]) throws {
    let result = try Executable.run(words)
    #expect(result.status == 64, "\(words)")
    #expect(result.output.isEmpty, "\(words)")
    #expect(result.error.split(separator: "\n").count == 1, "\(words): \(result.error)")
  }

  @Test func argumentsAreTakenAsCHasThem() throws {
    func decode(_ texts: [[UInt8]]) throws -> [String] {
      let pointers = texts.map { bytes in
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in (bytes + [0]).enumerated() { memory[index] = CChar(bitPattern: byte) }
        return memory
      }
      defer { for pointer in pointers { pointer.deallocate() } }
      return try ProgramArguments.decode(pointers.map { UnsafePointer($0) })
    }
    #expect(try decode([[0xff], [0x61], [], [0xc3, 0xa9]]) == ["a", "", "\u{e9}"])
    #expect(throws: InputError.self) { try decode([]) }
    let error = try #require(throws: InputError.self) { try decode([[], [0x61], [0xe9]]) }
    #expect(error.reason == "argument 2 is not UTF-8")
    #expect(try !ProgramArguments.read().isEmpty)
  }

  /// Where a library or a fault ends the process in the middle, its 0 is none.
  @Test func anEarlyExitIsNoSuccess() async {
    await #expect(processExitsWith: .exitCode(70)) {
      ct_require_completion(70)
      exit(0)
    }
    await #expect(processExitsWith: .exitCode(3)) {
      ct_require_completion(70)
      exit(3)
    }
    await #expect(processExitsWith: .exitCode(0)) {
      ct_require_completion(70)
      ct_note_completion()
      exit(0)
    }
    #expect(CommandEnd(ExitCode.success).status == 70)
  }

  @Test func inputThatCannotBeReadIsNoEmptyInput() throws {
    let words = ["tokenize", "--model", Repository.fixture("Encoder/two-labels")]
    #expect(try Executable.run(words).status == 0)
    let unread = try Executable.run(words, script: "exec \"$0\" \"$@\" </")
    #expect(unread.status == 64)
    #expect(unread.error.hasPrefix("seedproof: standard input: cannot be read"))
  }

  @Test func version() throws {
    let result = try Executable.run(["--version"])
    #expect(result.status == 0)
    #expect(result.output == Seedproof.configuration.version + "\n")
  }

  /// Every command, option and flag is explained by complete sentences.
  @Test func helpTextsAreSentences() throws {
    let dump = try Executable.run(["--experimental-dump-help"]).output
    let root = try #require(try JSONParser.parse(dump.utf8, dialect: .foreign)["command"])
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
        expectOnce(argument, "\(name) \(option)")
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

  /// The parser lists the values of a choice after the sentence, which need not list them too.
  private func expectOnce(_ argument: JSONValue, _ of: String) {
    let values = argument["allValues"]?.array?.compactMap(\.string) ?? []
    guard values.count > 1 else { return }
    let text = argument["abstract"]?.string ?? ""
    #expect(!text.contains(values.joined(separator: ", ")), "\(of): \(text)")
    #expect(argument["valueName"]?.string?.contains("|") == false, "\(of)")
  }

  @Test func statusOfErrors() {
    #expect(CommandEnd(InputError(.usage, "x")).status == 64)
    #expect(CommandEnd(InputError(.malformed, "x")).status == 3)
    #expect(CommandEnd(InputError(.unverifiable, "x")).status == 2)
    let end = CommandEnd(InputError(file: "a.yaml", place: "3", "is wrong", advice: "mend it"))
    #expect(end.message == "seedproof: a.yaml:3: is wrong; mend it")
  }

  /// For a form of output those that the command has, not those of all commands.
  @Test(arguments: [
    (["verify", "x", "--format", "xml"], "'--format <form>': use text, json, junit, github"),
    (["show", "x", "--format", "latex"], "use text, csv, json"),
    (["grid", "x", "--engine", "lsf"], "'local', 'slurm' or 'list'"),
    (["bench", "--model", "bert-huge"], "'minilm', 'bert-base' or 'bert-large'"),
  ])
  func aWrongChoiceNamesTheRightOnes(arguments: [String], choices: String) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 64)
    #expect(result.error.contains(choices), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1)
  }
}
