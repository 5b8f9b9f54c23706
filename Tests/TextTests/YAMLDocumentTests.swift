import Experiment
import Files
import TestSupport
import Testing

@testable import Text

@Suite struct YAMLDocumentTests {
  static func failure(_ text: String) throws -> String {
    let folder = try TemporaryFolder()
    let file = try InputFile(folder.write(text, to: "a.yaml"), limit: YAMLDocument.byteLimit)
    let error = #expect(throws: InputError.self) { try YAMLDocument(file.text(), path: file.path) }
    return (error?.description ?? "").replacing(file.path, with: "a.yaml")
  }

  @Test(arguments: [
    ("", "a.yaml:1: is empty"),
    ("a: &x 1\n", "a.yaml:1: holds an anchor '&x'"),
    ("b: 2\na: &x 1\nc: *x\n", "a.yaml:2: holds an anchor '&x'"),
    ("a: *x\n", "a.yaml:1: is not accepted: found undefined alias"),
    ("a: !!int 3\n", "a.yaml:1: holds a tag"),
    ("a: ! 3\n", "a.yaml:1: holds a tag"),
    ("a: !run x\n", "a.yaml:1: holds a tag '!run'"),
    ("a: !!map {}\n", "a.yaml:1: holds a tag"),
    ("a:\n  <<: { b: 1 }\n", "a.yaml:2: holds a merge key '<<'"),
    ("a: 1\n---\nb: 2\n", "a.yaml:2: is not accepted: but found another document"),
    ("a: 1\n  b: 2\n", "a.yaml:2: is not YAML: "),
    ("a: [1, 2\n", "is not YAML: "),
    ("\ta: 1\n", "a.yaml:1: is not YAML: "),
    ("a: \"x\n", "is not YAML: "),
    ("? [a]\n: 1\n", "a.yaml:1: a key is not a word"),
    ("a: 1\na: 2\n", "the key 'a' stands twice"),
    ("a: 1\n\u{1}b: 2\n", "a.yaml:2: is not YAML: control characters are not allowed"),
  ])
  func refuses(text: String, reason: String) throws {
    let failure = try Self.failure(text)
    #expect(failure.contains(reason), "\(failure)")
    #expect(!failure.contains("\n"))
  }

  /// Characters that editors put in place of plain ones, each named with its place.
  @Test(arguments: [
    ("name:\u{a0}q\n", "line 1, column 6 holds U+00A0, a no-break space: write a plain space"),
    ("protocol:\n\tepochs: 1\n", "line 2, column 1 holds U+0009, a tab: write spaces"),
    ("n\u{200b}ame: q\n", "line 1, column 2 holds U+200B, a zero-width space"),
    ("name: \u{201c}q\u{201d}\n", "holds U+201C, a curly quotation mark: write \""),
    ("seeds: { wi: 1\u{2026}2, do: 1 }\n", "column 15 holds U+2026, an ellipsis: write three dots"),
    ("task\u{ff1a} tsv\n", "holds U+FF1A, a full-width colon: write ':'"),
    ("model: m\u{202f}\n", "'model' begins or ends with U+202F, a narrow no-break space"),
  ])
  func charactersOfEditorsAreNamed(_ line: String, _ expected: String) throws {
    let key = line.prefix { $0 != ":" && $0 != "\u{ff1a}" && $0 != "\u{200b}" }
    let others = ["name: q", "task: embedded/acceptability", "model: m", "seeds: { wi: 1, do: 1 }"]
      .filter { !$0.hasPrefix(key) }
    let folder = try TemporaryFolder()
    let path = try folder.write(line + others.joined(separator: "\n"), to: "a.yaml")
    let error = try #require(throws: InputError.self) { try ExperimentPlan.read(path) }
    #expect(error.description.contains(expected), "\(error)")
  }

  @Test func aValueInQuotesMayHoldThem() throws {
    let folder = try TemporaryFolder()
    let plain = try ExperimentPlan.embedded(in: folder)
    let text = try folder.read("plan.yaml").replacing("embedded/tiny", with: "\"m\u{a0}\"")
    let other = try ExperimentPlan.read(folder.write("\u{feff}" + text, to: "b.yaml"))
    #expect(other.name == plain.name && other.model == .folder(folder.path + "/m\u{a0}"))
  }

  @Test func aPlanInUTF16IsNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("", to: "a.yaml")
    try AtomicFile.write([0xff, 0xfe, 0x61, 0] as [UInt8], to: path)
    #expect { try ExperimentPlan.read(path) } throws: {
      "\($0)" == "\(path): is UTF-16 text; save it as UTF-8"
    }
  }

  /// Numbers as YAML and editors write them.
  @Test(
    arguments: [
      (".001", 0.001), ("5.e-5", 5e-5), ("+1e-3", 1e-3), ("5.", 5), ("-.5", -0.5), ("2E-5", 2e-5),
      ("0.1", 0.1), ("00.1", nil), (".", nil), ("1e", nil), ("e5", nil), (".e5", nil), ("1_0", nil),
      ("0x1", nil), (".inf", nil), ("1e999", nil), ("+-1", nil), ("١", nil), ("", nil),
    ] as [(String, Double?)])
  func numbers(_ text: String, _ value: Double?) {
    #expect(YAMLNumber.number(text) == value)
  }

  @Test func nestingIsBounded() throws {
    let deep = String(repeating: "[", count: 9) + String(repeating: "]", count: 9)
    #expect(try Self.failure("a: " + deep).contains("is nested deeper than 8"))
    let abyss = String(repeating: "[", count: 30_000)
    #expect(try Self.failure("a: " + abyss).contains("is not YAML: "))
    let blocks = (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(try Self.failure(blocks).contains("is nested deeper than 8"))
  }

  /// Each line stands for ten of the line before: followed, the last would be 10^20 values.
  @Test func aliasesDoNotMultiply() throws {
    var text = "l0: &l0 x\n"
    for level in 1...20 {
      let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
      text += "l\(level): &l\(level) [\(aliases)]\n"
    }
    text += "? *l20\n: 1\n"
    #expect(try Self.failure(text).contains("holds more than 16 words that begin with '*'"))
  }

  @Test func sizeIsBounded() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(String(repeating: "#", count: 70_000), to: "a.yaml")
    #expect { try ExperimentPlan.read(path) } throws: {
      "\($0)" == "\(path): has 70000 bytes, more than the 65536 accepted"
    }
  }

  @Test func notUTF8() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("", to: "a.yaml")
    try AtomicFile.write([0x61, 0x3a, 0x20, 0xff] as [UInt8], to: path)
    #expect { try ExperimentPlan.read(path) } throws: {
      "\($0)" == "\(path): is not UTF-8 text"
    }
  }
}
