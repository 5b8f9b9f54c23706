import Testing

@testable import Text

/// A document that is written out means what it meant.
@Suite struct YAMLWritingTests {
  private func flat(_ value: YAMLDocument.Value) -> String {
    switch value.content {
    case .scalar(let text, let isPlain): isPlain ? "<\(text)>" : "'\(text)'"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key)=\(flat($0.value))" }.joined(separator: ";") + "}"
    case .sequence(let values): "[" + values.map(flat).joined(separator: ";") + "]"
    }
  }

  private func root(_ text: String) throws -> YAMLDocument.Value {
    try YAMLDocument(text, path: "x.yaml").root
  }

  @Test(arguments: [
    "a: 1\nb: x-y/z\nc: 1...25\nd: 5e-5\ne: -3\n",
    "a: { b: [1, 'two', \"three\\n\"], c: '5' }\n", "a: [[1, 2], []]\nb: {}\n",
    "\"key: with\\\"marks\": \"é \\u202e \\x00\"\n",
  ])
  func meansTheSame(_ text: String) throws {
    let before = try root(text)
    #expect(try flat(root(before.written)) == flat(before))
  }

  /// A word that would end early within brackets stands in quotes; no reader of text minds.
  @Test func wordsThatWouldBeReadInAnotherWayAreQuoted() throws {
    let before = try root("a: one, two\nb: x [y] {z}\nc: /data/my folder\n")
    #expect(
      try flat(root(before.written)) == "{a='one, two';b='x [y] {z}';c='/data/my folder'}")
  }

  @Test func keysAreSetWhereTheyAreOrMade() throws {
    let value = try root("name: n\nprotocol: { epochs: 3 }\n")
      .setting(["protocol", "epochs"], to: .word("1"))
      .setting(["protocol", "max_steps"], to: .word("9"))
      .setting(["seeds", "wi"], to: .list([.word("1"), .text("x")]))
    #expect(
      try flat(root(value.written))
        == "{name=<n>;protocol={epochs=<1>;max_steps=<9>};seeds={wi=[<1>;'x']}}")
  }
}
