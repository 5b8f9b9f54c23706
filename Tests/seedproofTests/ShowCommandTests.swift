import Foundation
import Testing
import Text
import Trajectory

@Suite struct ShowCommandTests {
  @Test func tableFitsEightyColumns() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let result = try Executable.run(["show", grid.golden(1)])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let golden = try Golden(grid.golden(1))
    #expect(lines.contains { $0.contains("task  embedded/acceptability") })
    let content = try golden.contentDigest
    #expect(lines.contains { $0 == "content  \(content)" })
    // 9 updates of three words; evaluations with counts of 2 x 2 classes.
    let raw =
      9 * 12 + golden.evaluations.reduce(0) { $0 + 4 * (5 + $1.predictions.count) }
      + golden.anchors.count * (4 + 6 * 32)
    #expect(lines.contains { $0.hasSuffix("; as raw 32-bit columns \(raw)") })
    for record in golden.steps {
      #expect(
        lines.contains {
          $0.split(separator: " ").prefix(3)
            == ["\(record.step)", "\(record.loss)", "\(record.gradientNorm)"]
        })
    }
    #expect(lines.last == "outcome  completed")
    #expect(lines.count { $0.contains(": evaluation, mcc ") } == golden.evaluations.count)
    #expect(lines.count { $0.contains(": anchor, state ") } == golden.anchors.count)
  }

  @Test func commaSeparatedValuesAreExact() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let result = try Executable.run(["show", grid.golden(1), "--csv"])
    let lines = result.output.split(separator: "\n")
    let golden = try Golden(grid.golden(1))
    #expect(
      lines[0] == "record,updates,loss,gradientNorm,batchDigest,counts,predictions,anchor")
    #expect(lines.count == 1 + golden.events.count)
    let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.allSatisfy { $0.count == 8 })
    let steps = rows.filter { $0[0] == "step" }
    #expect(steps.map { Float($0[2])?.bitPattern } == golden.steps.map(\.lossBits))
    #expect(steps.map { Float($0[3])?.bitPattern } == golden.steps.map(\.gradientNormBits))
    #expect(
      steps.map { UInt32($0[4].dropFirst(2), radix: 16) } == golden.steps.map(\.batchDigest))
    let evaluations = rows.filter { $0[0] == "evaluation" }
    #expect(
      evaluations.map { $0[6].split(separator: " ").compactMap { UInt8($0) } }
        == golden.evaluations.map(\.predictions))
    #expect(
      rows.filter { $0[0] == "anchor" }.map { String($0[7]) }
        == golden.anchors.map { "0x\($0.digest)" })
  }

  @Test func jsonIsOneObjectALine() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let result = try Executable.run(["show", grid.golden(1), "--json"])
    let lines = try result.output.split(separator: "\n").map {
      try JSONParser.parse(Array($0.utf8))
    }
    let golden = try Golden(grid.golden(1))
    #expect(lines.count == golden.events.count + 1)
    #expect(lines[0]["loss"]?.string == HexFloat.text(golden.steps[0].loss))
    #expect(lines.last?["end"]?["contentDigest"]?.string == "\(try golden.contentDigest)")
  }

  @Test func unfinishedTrialIsShownOnRequest() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let golden = try Golden(grid.golden(1))
    let writer = try GoldenWriter(path: grid.path + "/t.golden", header: golden.header)
    for event in golden.events.prefix(6) { try writer.append(event) }
    let partial = grid.path + "/t.golden.partial"
    let refused = try Executable.run(["show", partial])
    #expect(refused.status == 64)
    #expect(refused.error.contains("add --partial"))
    let shown = try Executable.run(["show", partial, "--partial"])
    #expect(shown.status == 0)
    #expect(shown.output.contains("records  5 updates so far"))
    #expect(shown.output.hasSuffix("outcome  not finished\n"))
    let csv = try Executable.run(["show", partial, "--partial", "--csv"])
    #expect(csv.output.split(separator: "\n").count == 7)
    let json = try Executable.run(["show", partial, "--partial", "--json"])
    #expect(json.output.hasSuffix("{\"partial\":{\"steps\":5}}\n"))
    // The one is no other.
    #expect(try Executable.run(["show", grid.golden(1), "--partial"]).status == 3)
    #expect(try Executable.run(["show", grid.golden(1), "--csv", "--json"]).status == 64)
  }

  /// A length that no record has is not believed: reading takes no more memory for it.
  @Test func aLengthInAJournalTakesNoMemory() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let golden = try Golden(grid.golden(1))
    let path = grid.path + "/t.golden"
    let writer = try GoldenWriter(path: path, header: golden.header)
    for event in golden.events.prefix(6) { try writer.append(event) }
    let journal = try FileHandle(forWritingTo: URL(filePath: path + ".partial"))
    try journal.seekToEnd()
    try journal.write(contentsOf: Data([0xf0, 0xff, 0xff, 0xff, 0]))
    try journal.close()
    let result = try Executable.run(
      ["show", path + ".partial", "--partial"],
      script: "ulimit -v 2000000; exec \"$0\" \"$@\"")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("records  5 updates so far"))
  }

  @Test func differencesHaveTheirStatus() throws {
    let grid = try RecordedGrid()
    let same = try Executable.run(["diff", grid.golden(1), grid.golden(1)])
    #expect(same.status == 0)
    #expect(same.output.hasPrefix("equal: "))
    let other = try Executable.run(["diff", grid.golden(1), grid.golden(2), "--json"])
    #expect(other.status == 1)
    let document = try JSONParser.parse(other.output.utf8, dialect: .foreign)
    #expect(document["header"]?.array == [.string("wi")])
    #expect(document["firstDivergence"]?["column"]?.string == "anchor")
    #expect(
      document["explanation"]?.string?.hasPrefix("the first golden declares wi 1, the second 2; ")
        == true)
    let text = try Executable.run(["diff", grid.golden(1), grid.golden(2)])
    #expect(text.output.contains("header: wi differs: 1 / 2\n"))
    #expect(text.output.contains("score, by mcc"))
    #expect(text.wideLines.isEmpty, "\(text.wideLines)")
    try Data([1, 2]).write(to: URL(filePath: grid.golden(2)))
    #expect(try Executable.run(["diff", grid.golden(1), grid.golden(2)]).status == 3)
    #expect(try Executable.run(["diff", grid.golden(1), grid.path + "/nothing"]).status == 64)
  }
}
