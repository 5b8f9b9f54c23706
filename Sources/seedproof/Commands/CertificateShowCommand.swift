import ArgumentParser
import Attestation
import Files
import Text

/// `seedproof certificate show`
struct CertificateShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints what a certificate says, without checking who signed it.",
    discussion: """
      With --export, what is signed and each signature are written as files, so that OpenSSL alone can \
      check them; README.md of the room Attestation has the lines to type.
      """)

  @Argument(help: "The certificate.")
  var certificate: String

  @Option(
    help: ArgumentHelp(
      """
      Write each statement (N.json), the bytes that were signed (N.pae) and their signature (N.sig) to this \
      folder.
      """, valueName: "folder"))
  var export: String?

  func run() throws {
    let file = try CertificateFile(certificate)
    if let export { try write(file, to: export) }
    let statements = file.certificate.statements
    for statement in statements {
      print(String(decoding: statement.payload, as: UTF8.self).printable)
    }
    StandardError.print(
      "seedproof: note: nobody is known to have signed this: see 'certificate verify --pub'")
  }

  private func write(_ file: CertificateFile, to folder: String) throws {
    try OutputPlace.makeFolder(folder)
    for (index, envelope) in file.envelopes.enumerated() {
      let name = FilePlace.path(of: "\(index + 1)", in: folder)
      try AtomicFile.write(envelope.payload, to: name + ".json")
      try AtomicFile.write(envelope.signedBytes, to: name + ".pae")
      try AtomicFile.write(envelope.signatures[0].bytes, to: name + ".sig")
    }
  }
}
