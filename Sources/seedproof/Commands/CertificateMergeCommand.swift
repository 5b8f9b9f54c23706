import ArgumentParser
import Attestation
import Judgement
import Report
import Text
import Verification

/// `seedproof certificate merge`
struct CertificateMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Shows what several auditors' certificates of one folder prove together.",
    discussion: """
      Each certificate must be signed by a key of --pub, and be of the folder. A key counts as one \
      auditor, however many certificates it signed, and draws by one challenge as one draw. The exit \
      status is 0 if every trial that somebody drew was reproduced and none differed for anybody, 1 if \
      one differed, 2 if something is missing or of another folder, and 3 for a bad signature.
      """)

  @Argument(help: "The experiment folder.")
  var folder: String

  @Argument(help: "Certificates of it.")
  var certificates: [String]

  @Option(help: ArgumentHelp("The public keys of the auditors.", valueName: "file"))
  var pub: [String] = []

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func validate() throws {
    guard !pub.isEmpty else { throw ValidationError("name the auditors' keys by --pub") }
    guard !certificates.isEmpty else { throw ValidationError("name certificates to merge") }
  }

  func run() throws {
    let keys = try pub.map { try PublicKey($0) }
    let files = try certificates.map { try CertificateFile($0) }
    let merged = try MergedCertificates(files, signedBy: keys, of: RecordedGrid(at: folder))
    print(output.isJSON ? OutputSchema.certificateMerge.text(of: merged.json) : merged.table)
    if merged.result != .passed { throw ExitCode(merged.result.exitStatus) }
  }
}
