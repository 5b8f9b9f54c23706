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
      WARNED or where no key or folder is named, and 3 for a bad signature or a corrupt file.
      """)

  @Argument(help: "The certificate, or the experiment folder that it lies in.")
  var certificate: String

  @Argument(help: "The experiment folder that was certified.")
  var folder: String?

  @Option(help: ArgumentHelp("A public key that must have signed it.", valueName: "file"))
  var pub: [String] = []

  @Option(
    help: ArgumentHelp(
      "The challenge that you named to the signer: the sample must have been drawn by it.",
      valueName: "text"))
  var challenge: String?

  @OptionGroup var plan: SignedPlanOptions
  @OptionGroup var output: FormatOptions<TextOrJSON>

  func validate() throws {
    guard plan.plan == nil || plan.planKey != nil || !pub.isEmpty else {
      throw ValidationError("--plan needs the key that signed it: --plan-pub or --pub")
    }
  }

  func run() throws {
    let isFolder = FileEntry.isFolder(certificate)
    guard !isFolder || folder == nil else {
      throw InputError(
        file: certificate, "is a folder", advice: "name the certificate, then the folder")
    }
    let path =
      isFolder ? FilePlace.path(of: CertificateFile.name, in: certificate) : certificate
    var grounds = CertificateCheck.Grounds()
    grounds.keys = try pub.map { try PublicKey($0) }
    guard Set(grounds.keys).count == grounds.keys.count else {
      throw InputError("--pub: one key is named twice", advice: "name each key once")
    }
    let file = try CertificateFile(path)
    grounds.plan = try plan.signedPlan(grounds.keys)?.plan
    grounds.challenge = challenge
    // Signatures before anything else.
    try file.requireSignatures(of: grounds.keys)
    grounds.folder = try (isFolder ? certificate : folder).map { try RecordedGrid(at: $0) }
    let check = try CertificateCheck(file, grounds)
    print(output.isJSON ? check.json.canonical : check.table)
    if check.result != .passed { throw ExitCode(check.result.exitStatus) }
  }
}
