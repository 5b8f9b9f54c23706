import ArgumentParser

/// `seedproof audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Says what can be said of published scores.",
    discussion: """
      With 'audit CLAIMS.yaml' every rule is put to each claim of a file, and with 'audit FOLDER' to a \
      submission of logs and a summary; 'audit possible' asks for one score without a file. Of several claims \
      the gravest verdict counts: malformed (exit 3), refuted (1), undetermined (2), holds (0).
      """,
    subcommands: [AuditFileCommand.self, AuditPossibleCommand.self],
    defaultSubcommand: AuditFileCommand.self)
}
