import Foundation
import Testing

@Suite(.timeLimit(.minutes(20))) struct DemoCommandTests {
  /// Nothing is left to take up once the goldens are verified, so that the first signal ends the demo.
  @Test func aSignalEndsTheVerification() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("golden/acceptability").path
    let scratch = FileManager.default.temporaryDirectory.path + "/seedproof-demo-test-\(UUID())"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let process = Process()
    process.executableURL = URL(filePath: Executable.path)
    process.arguments = ["demo", "--golden", golden, "--verbose"]
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": scratch]) { $1 }
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
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
  }
}
