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
      The default is a line for each member of the three statements; with --json each statement is a line, \
      as it was signed. With --export, what is signed and each signature are written as files, so that OpenSSL alone can \
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

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    let file = try CertificateFile(certificate)
    if let export { try write(file, to: export) }
    let statements = file.certificate.statements
    for (index, statement) in statements.enumerated() {
      if !output.isJSON { print("statement \(index + 1) of \(statements.count)") }
      for line in lines(of: statement) { print(line) }
    }
    StandardError.print(
      "seedproof: note: nobody is known to have signed this: see 'certificate verify --pub'")
  }

  private func lines(of statement: Statement) -> [String] {
    output.isJSON
      ? [String(decoding: statement.payload, as: UTF8.self).printable]
      : MemberLines.lines(statement.document)
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
