import Files
import Foundation
import Judgement
import Text
import Verification

/// What the machine of a CI system tells in its environment.
enum ContinuousIntegration {
  private static func value(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether `CI` is set, as all such systems do.
  static var isRunning: Bool { value("CI") != nil }

  /// Whether this is a job of GitHub Actions.
  static var isGitHub: Bool { value("GITHUB_ACTIONS") != nil }

  /// On GitHub, prints annotations and appends to the step's summary.
  ///
  /// The runner reads commands on both streams: they go to standard error where standard output
  /// is a document.
  static func publish(_ report: VerificationReport, outputIsDocument: Bool) {
    guard isGitHub else { return }
    for line in report.annotations {
      if outputIsDocument { StandardError.print(line) } else { print(line) }
    }
    guard let path = value("GITHUB_STEP_SUMMARY") else { return }
    do {
      try append(report.summary, to: path)
    } catch {
      StandardError.print("seedproof: \(error)")
    }
  }

  /// Sees, before any work, that the step's summary is a place to append to: a regular file or a device, or nothing
  /// yet. A link leads elsewhere, and a pipe may wait for ever.
  ///
  /// - Throws: `InputError` of kind usage.
  static func checkSummary() throws {
    guard isGitHub, let path = value("GITHUB_STEP_SUMMARY"), let entry = FileEntry(at: path),
      entry.kind != .regular, entry.kind != .device
    else { return }
    throw InputError(
      file: path, "is \(entry.kind.rawValue)", advice: "name a file by GITHUB_STEP_SUMMARY")
  }

  private static func append(_ text: String, to path: String) throws {
    let file = try OpenFile(path, .appending)
    do { try file.write(text.utf8) } catch { throw InputError(file: path, "cannot be written") }
  }
}
