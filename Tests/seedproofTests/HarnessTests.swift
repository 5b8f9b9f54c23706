import Attestation
import Files
import TestSupport
import Testing
import Text

@testable import seedproof

/// What a certificate says of the program that made it.
@Suite struct HarnessTests {
  @Test func theProgramIsKnownByItsFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("program", to: "exe")
    #expect(try Certificate.Harness.programDigest(at: path) == Digest(of: "program".utf8))
  }

  /// Where /proc is hidden, the reason is not that some file is missing.
  @Test func aProgramThatDoesNotFindItselfSaysWhatThatMeans() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("exe")
    let error = #expect(throws: InputError.self) {
      try Certificate.Harness.programDigest(at: path)
    }
    #expect(error?.kind == .usage && error?.file == path && error?.place == "program")
    #expect(error?.reason.contains("does not find its own file, whose SHA-256") == true)
    #expect(error?.advice?.contains("/proc is mounted") == true)
  }
}
