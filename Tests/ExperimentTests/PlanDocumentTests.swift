import Files
import Testing

@testable import Experiment

@Suite struct PlanDocumentTests {
  static func failure(_ text: String) throws -> String {
    let folder = try TemporaryFolder()
    let file = try InputFile(folder.write(text, to: "a.yaml"), limit: PlanDocument.byteLimit)
    let error = #expect(throws: InputError.self) { try PlanDocument(file) }
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
