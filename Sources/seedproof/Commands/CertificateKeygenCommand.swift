import ArgumentParser
import Attestation
import Text

/// `seedproof certificate keygen`
struct CertificateKeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Makes a pair of keys: NAME.key signs and stays secret, NAME.pub checks.",
    discussion: """
      Both are in PEM, as OpenSSL reads and writes them. Only you can read the private key, and it has \
      no password. Neither file is replaced if it is there.
      """)

  @Option(help: ArgumentHelp("The names of both files, without their endings.", valueName: "name"))
  var out: String

  @Option(help: "The kind of key: ed25519 or p256.")
  var algorithm: KeyAlgorithm = .ed25519

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    let key = SigningKey(algorithm)
    let (secret, known) = (out + ".key", out + ".pub")
    try key.write(to: secret, publicKey: known)
    if output.isJSON {
      let document: JSONValue = [
        "algorithm": .string(algorithm.rawValue), "key": .string(secret), "pub": .string(known),
        "keyid": .string(key.publicKey.identifier),
      ]
      OutputSchema.certificateKeys.print(document)
    } else {
      print("\(secret.printable)  signs: keep it secret")
      print("\(known.printable)  checks: give it to whoever asks, by a way that they trust")
      print("key \(key.publicKey.identifier)")
    }
  }
}

extension KeyAlgorithm: ExpressibleByArgument {}
