import Foundation
import TestSupport
import Testing

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
}
