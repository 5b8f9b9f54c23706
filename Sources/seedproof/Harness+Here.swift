import Attestation
import Files
import Foundation
import Text

extension Certificate.Harness {
  /// This program and machine, as a certificate names them.
  ///
  /// - Parameter instructionSet: what the trials ran on, or `external` for another trainer.
  static func here(_ instructionSet: String) throws -> Self {
    .init(
      name: "seedproof", version: Seedproof.configuration.version,
      digest: try LargeFile("/proc/self/exe", limit: .max).digest, processor: processor,
      instructionSet: instructionSet)
  }

  private static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last.map { $0.drop { $0 == " " } }
    return name.map { String($0.prefix(100)).printable } ?? "unknown"
  }
}
