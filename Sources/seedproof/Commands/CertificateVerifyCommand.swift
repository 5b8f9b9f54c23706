import ArgumentParser
import Attestation
import Files
import Judgement
import Report
import Text
import Verification

/// `seedproof certificate verify`
struct CertificateVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks a certificate: who signed it, for which files, and what it proves.",
    discussion: """
      Nothing is rerun, and neither model nor data are needed. Keys are those of --pub alone, and each \
      of them must have signed. The exit status is 0 for PASSED, 1 for FAILED or another folder, 2 for \
      WARNED or where no key or folder is named, and 3 for a bad signature or a corrupt file. A time-stamp \
      beside the certificate is checked at the time that it names, by the authority of --tsa alone.
      """)

  @Argument(help: "The certificate, or the experiment folder that it lies in.")
  var certificate: String

  @Argument(help: "The experiment folder that was certified.")
  var folder: String?

  @OptionGroup var reader: CertificateReaderOptions
  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    let isFolder = FileEntry.isFolder(certificate)
    guard !isFolder || folder == nil else {
      throw InputError(
        file: certificate, "is a folder", advice: "name the certificate, then the folder")
    }
    let path =
      isFolder ? FilePlace.path(of: CertificateFile.name, in: certificate) : certificate
    var grounds = try reader.grounds()
    let file = try CertificateFile(path)
    // Signatures before anything else.
    try file.requireSignatures(of: grounds.keys)
    try reader.addTimes(to: &grounds, of: path)
    grounds.folder = try (isFolder ? certificate : folder).map { try RecordedGrid(at: $0) }
    let check = try CertificateCheck(file, grounds)
    print(output.isJSON ? OutputSchema.certificateCheck.text(of: check.json) : check.table)
    if check.result != .passed { throw ExitCode(check.result.exitStatus) }
  }
}
