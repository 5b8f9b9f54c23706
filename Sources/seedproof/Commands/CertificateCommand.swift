import ArgumentParser

/// `seedproof certificate`
struct CertificateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificate",
    abstract: "Signs what reruns found, and checks what others signed.",
    discussion: """
      A certificate says which trials of an experiment folder were rerun and what was found: three \
      in-toto statements in signed envelopes, one a line. 'create' reruns trials and signs; 'verify' \
      needs neither model nor data, only the folder and the signer's public key. The exit status of \
      both is 0 for PASSED, 1 for FAILED or another folder, 2 for WARNED or where a key or the folder \
      is not named, and 3 for a bad signature or a corrupt file.
      """,
    subcommands: [
      CertificateKeygenCommand.self, CertificatePlanCommand.self, CertificateCreateCommand.self,
      CertificateStampCommand.self, CertificateVerifyCommand.self, CertificateShowCommand.self,
      CertificateMergeCommand.self,
    ])
}
