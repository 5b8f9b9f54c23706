import Foundation
import TestSupport

/// The program as a user runs it: the executable that was built beside these tests.
enum Executable {
  struct Result {
    let status: Int32
    let output: String
    let error: String

    /// Standard output, with sentences that were broken into lines in one.
    var prose: String { output.replacing(/\n {4,}/, with: " ") }
    /// The same of standard error.
    var errorProse: String { error.replacing(/\n {4,}/, with: " ") }

    /// Lines of standard output that a terminal of 80 columns does not show whole.
    var wideLines: [Substring] { output.split(separator: "\n").filter { $0.count > 80 } }
  }

  /// `SEEDPROOF` names another build, to see a test fail against it.
  static var path: String {
    if let other = ProcessInfo.processInfo.environment["SEEDPROOF"] { return other }
    // The test bundle lies beside the executable, whatever the configuration.
    return Bundle.main.executableURL!.deletingLastPathComponent().appending(path: "seedproof").path
  }

  /// - Parameter script: of a shell, which starts the program as `exec "$0" "$@"`; nil to start it directly.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], script: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: script == nil ? path : "/bin/sh")
    process.arguments = (script.map { ["-c", $0, path] } ?? []) + arguments
    // These tests may run in CI themselves.
    let neutral = ["CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""]
    process.environment = ProcessInfo.processInfo.environment.merging(neutral) { $1 }
      .merging(environment) { $1 }
    let folder = try TemporaryFolder()
    let output = URL(filePath: try folder.write("", to: "output"))
    let error = Pipe()
    // Standard output may be large: it goes to a file, so that no pipe can fill up.
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = error
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let errorText = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: String(decoding: try folder.bytes(of: "output"), as: UTF8.self),
      error: String(decoding: errorText, as: UTF8.self))
  }
}
