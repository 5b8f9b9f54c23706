import Attestation
import Files
import Processes
import Text

extension Certificate.Harness {
  /// This program and machine, as a certificate names them.
  ///
  /// - Parameter instructionSet: what the trials ran on, or `external` for another trainer.
  /// - Throws: `InputError` where the system does not show the program its own file.
  static func here(_ instructionSet: String) throws -> Self {
    .init(
      name: "seedproof", version: Seedproof.configuration.version,
      digest: try programDigest(), processor: processor, instructionSet: instructionSet)
  }

  /// SHA-256 of the program's own file, which stays the one that runs though its path may be another's by now.
  ///
  /// - Throws: `InputError` that says why it is needed, and what to do.
  static func programDigest(at path: String = "/proc/self/exe") throws -> Digest {
    do {
      return try LargeFile(path, limit: .max).digest
    } catch let error as InputError {
      throw InputError(
        file: path, place: "program",
        "\(error.reason): this program does not find its own file, whose SHA-256 a certificate names",
        advice: "run it where /proc is mounted, as by 'mount -t proc proc /proc'")
    }
  }

  private static var processor: String {
    ProcessorModel.name.map { String($0.prefix(100)).printable } ?? "unknown"
  }
}
