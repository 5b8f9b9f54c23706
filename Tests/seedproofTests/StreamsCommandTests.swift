import Testing
import Text

@Suite struct StreamsCommandTests {
  @Test func anOrderIsAPermutation() throws {
    let result = try Executable.run(["streams", "do", "--seed", "7", "--count", "2490"])
    #expect(result.status == 0)
    #expect(result.error.isEmpty)
    let values = result.output.split(separator: "\n").compactMap { Int($0) }
    #expect(values.sorted() == Array(0..<2490))
    let later = try Executable.run([
      "streams", "do", "--seed", "7", "--count", "2490", "--epoch", "1",
    ])
    #expect(later.output != result.output)
  }

  @Test func jsonHoldsTheSameValues() throws {
    let arguments = ["streams", "wi", "--seed", "3", "--count", "768"]
    let lines = try Executable.run(arguments).output.split(separator: "\n").map(String.init)
    #expect(lines.count == 768)
    #expect(lines.allSatisfy { HexFloat.value($0) != nil })
    let json = try Executable.run(arguments + ["--json"]).output
    let values = try JSONParser.parse(json.utf8)["values"]?.array?.compactMap(\.string)
    #expect(values == lines)
    let order = try Executable.run(["streams", "do", "--seed", "1", "--count", "2", "--json"])
    #expect(
      ["[0,1]", "[1,0]"].map { "{\"schema\":\"seedproof-streams/1\",\"values\":\($0)}\n" }
        .contains(order.output))
    let none = try Executable.run(["streams", "do", "--seed", "1", "--count", "0", "--json"])
    #expect(none.output == "{\"schema\":\"seedproof-streams/1\",\"values\":[]}\n")
    #expect(try Executable.run(["streams", "do", "--seed", "1", "--count", "0"]).output.isEmpty)
  }
}
