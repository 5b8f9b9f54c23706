import ArgumentParser

/// The command line: parse, call, print.
struct Seedproof: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seedproof",
    abstract: "Fine-tunes BERT classifiers with the same bits on every machine, and proves it.",
    discussion: """
      The exit status is 0 for success, 1 where results differ or trials failed, 2 where nothing \
      can be said, 3 for a corrupt golden or download, 64 for wrong arguments or input, 70 where the process \
      ended before its work was done, 74 where standard output cannot be written, and 130 after an \
      interruption. Help and version are asked for alone, since they do nothing else.
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, TrainCommand.self, GridCommand.self, VerifyCommand.self,
      CertifyCommand.self, ShowCommand.self, DiffCommand.self, AcceptCommand.self,
      CertificateCommand.self, AnalyzeCommand.self, CompareCommand.self, ReportCommand.self,
      ExportCommand.self, AuditCommand.self, FetchCommand.self,
      DevicesCommand.self, BenchCommand.self,
      TokenizeCommand.self, StreamsCommand.self,
    ])
}
