import Foundation
import Testing

/// Standard streams that are full or closed.
@Suite struct StandardStreamTests {
  @Test(arguments: [
    ["--help"], ["streams", "wi", "--seed", "1", "--count", "10"],
    ["streams", "do", "--seed", "1", "--count", "100000", "--json"],
  ])
  func resultsThatAreLostAreAnError(arguments: [String]) throws {
    for script in ["exec \"$0\" \"$@\" >/dev/full", "exec \"$0\" \"$@\" >&-"] {
      let result = try Executable.run(arguments, script: script)
      #expect(result.status == 74, "\(script)")
      #expect(result.error.hasPrefix("seedproof: standard output: cannot be written"))
      #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    }
  }

  @Test func aGoldenThatIsNotShownIsAnError() throws {
    let grid = try RecordedGrid()
    for arguments in [
      ["show", grid.golden(1)], ["show", grid.golden(1), "--json"],
      ["show", grid.golden(1), "--csv"],
    ] {
      let result = try Executable.run(arguments, script: "exec \"$0\" \"$@\" >/dev/full")
      #expect(result.status == 74)
    }
    // A difference stays one.
    let difference = try Executable.run(
      ["diff", grid.golden(1), grid.golden(2)], script: "exec \"$0\" \"$@\" >/dev/full")
    #expect(difference.status == 1)
    #expect(difference.error.contains("standard output: cannot be written"))
  }

  @Test(arguments: ["2>&-", "2>/dev/full", "<&- >&- 2>&-"])
  func anErrorThatNobodyCanReadKeepsItsStatus(redirection: String) throws {
    let result = try Executable.run(
      ["verify", "nothing"], script: "exec \"$0\" \"$@\" " + redirection)
    #expect(result.status == 64)
  }

  /// A file never takes the number of a stream that is closed.
  @Test(arguments: [">&-", "<&- >&- 2>&-"])
  func aGoldenHoldsNothingElse(redirection: String) throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let golden = grid.path + "/t.golden"
    let result = try Executable.run(
      ["train", grid.path + "/plan.yaml", "--wi", "1", "--do", "1", "--out", golden],
      script: "exec \"$0\" \"$@\" " + redirection)
    #expect(result.status == 74)
    #expect(
      try Data(contentsOf: URL(filePath: golden)) == Data(contentsOf: URL(filePath: grid.golden(1)))
    )
  }
}
