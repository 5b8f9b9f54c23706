import Foundation
import TestSupport
import Testing
import Text

@testable import Grid

@Suite struct JobListTests {
  static let hostile = [
    "plain", "a b", "it's", "''", "\"", "$HOME", "`id`", "$(id)", "a;id", "a&id", "a|id", "*", "?",
    "~", "-x", "--out", "#x", "!x", "\\", "\\n", "{}", "%p", "a=b", "\u{202e}txt", "\u{e9}", "",
    "##[error]x", "::error::x", "<x>", "[x]",
  ]

  static func shards(_ count: Int) -> ShardChoice {
    ShardChoice(missing: Array(0..<count), of: count, limit: count)
  }

  /// The words that a program gets when a shell runs `script`, one after another.
  static func words(_ script: String, _ arguments: [String] = [], in place: TemporaryFolder) throws
    -> [String]
  {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    process.currentDirectoryURL = URL(filePath: place.path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(
      separator: "\0", omittingEmptySubsequences: false
    ).dropLast().map(String.init)
  }

  /// A program that prints its arguments, each with a zero behind it.
  static func printer(in place: TemporaryFolder, name: String = "print words") throws -> String {
    let path = try place.write("#!/bin/sh\nprintf '%s\\0' \"$@\"\n", to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test func aShellGetsExactlyTheWords() throws {
    let place = try TemporaryFolder()
    let program = try Self.printer(in: place)
    let list = JobList(
      ShardCommand(folder: place.path, words: [program] + Self.hostile), Self.shards(2))
    let lines = try list.lines()
    #expect(lines.count == 2)
    for (number, line) in lines.enumerated() {
      let words = try Self.words(line, in: place)
      #expect(words == Self.hostile + ["--shard", "\(number + 1)/2"])
    }
  }

  /// The way that the document gives.
  @Test func xargsRunsEveryLine() throws {
    let place = try TemporaryFolder()
    let program = try Self.printer(in: place)
    let list = JobList(
      ShardCommand(folder: place.path, words: [program, "it's", "a\"b", "$HOME"]), Self.shards(3))
    try place.write(try list.lines().joined(separator: "\n") + "\n", to: "jobs")
    let words = try Self.words("xargs -d '\\n' -P 1 -I {} sh -c {} <jobs", in: place)
    #expect(words.count == 15)
    #expect(words.filter { $0.hasSuffix("/3") } == ["1/3", "2/3", "3/3"])
    #expect(Array(words[..<3]) == ["it's", "a\"b", "$HOME"])
  }

  /// Whatever the folder of who runs the list.
  @Test func aLineStartsInItsFolder() throws {
    let (place, other) = (try TemporaryFolder(), try TemporaryFolder())
    let path = try place.write("#!/bin/sh\nprintf '%s\\0' \"$PWD\"\n", to: "print folder")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let list = JobList(ShardCommand(folder: place.path, words: [path]), Self.shards(1))
    #expect(try Self.words(list.lines()[0], in: other) == [place.path])
  }

  @Test(arguments: ["a\nb", "a\rb", "a\u{0}b", "\u{1b}[2J", "\u{7f}", "\u{85}"])
  func aNameWithAControlCharacterHasNoPlace(name: String) throws {
    #expect(Escaping.shell(name) == nil)
    let list = JobList(ShardCommand(folder: "/tmp", words: ["seedproof", name]), Self.shards(1))
    let error = #expect(throws: InputError.self) { try list.lines() }
    #expect(error?.description.contains("control character") == true)
    #expect(error?.description.contains(name) == false)
  }

  @Test func theMatrixIsJSON() {
    let command = ShardCommand(folder: "/tmp", words: ["seedproof"])
    #expect(
      JobList(command, Self.shards(2)).matrix.canonical == #"{"shard":["1/2","2/2"]}"#)
    let none = ShardChoice(missing: [], of: 2, limit: 2)
    #expect(JobList(command, none).matrix.canonical == #"{"shard":[]}"#)
  }
}
