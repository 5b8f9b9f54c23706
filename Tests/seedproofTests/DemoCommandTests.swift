import Foundation
import TestSupport
import Testing
import Text

@Suite(.timeLimit(.minutes(20))) struct DemoCommandTests {
  /// Nothing is left to take up once the goldens are verified, so that the first signal ends the demo.
  @Test func aSignalEndsTheVerification() throws {
    let golden = Repository.path("golden/acceptability")
    let scratch = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: Executable.path)
    process.arguments = ["demo", "--golden", golden, "--verbose"]
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": scratch.path]) {
      $1
    }
    let error = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = error
    try process.run()
    var text = ""
    while !text.contains("verify: ") {
      let bytes = error.fileHandleForReading.availableData
      try #require(!bytes.isEmpty, "\(text)")
      text += String(decoding: bytes, as: UTF8.self)
    }
    kill(process.processIdentifier, SIGINT)
    text += String(
      decoding: try error.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
    #expect(!text.contains("again"), "\(text)")
    #expect(try scratch.names() == [])
  }

  /// What was found is signed and checked, and neither key nor certificate stays.
  @Test func theVerificationIsCertified() throws {
    let grid = try RecordedGrid()
    let scratch = try TemporaryFolder()
    let result = try Executable.run(
      ["demo", "--golden", grid.folder], environment: ["TMPDIR": scratch.path])
    #expect(result.status == 0, "\(result.error)")
    // Long lines go on below, indented.
    let lines = result.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.suffix(4)
      .map(String.init)
    #expect(lines[0].hasPrefix("reproduced: 2 of 2 compared"), "\(lines)")
    #expect(lines[1].hasPrefix("proved      signature"), "\(lines)")
    #expect(lines[2].hasPrefix("proved      rerun      2 of 2 trials"), "\(lines)")
    #expect(lines[3].hasPrefix("PASSED: short, 2 of 2 trials rerun"), "\(lines)")
    #expect(try scratch.names() == [])
    let json = try Executable.run(["demo", "--golden", grid.folder, "--json"])
    let document = try JSONParser.parse(Array(json.output.utf8.dropLast()))
    #expect(document["certificate"]?["result"]?.string == "PASSED")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: grid.folder).sorted()
        == ["experiment.yaml", "ledger.jsonl", "trials"])
  }
}
