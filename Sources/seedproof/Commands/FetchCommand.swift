import ArgumentParser
import Fetch
import Files

/// `seedproof fetch`
struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Downloads a model or the data of a task, and holds them to their digests.",
    discussion: """
      Files come over HTTPS from huggingface.co and dl.fbaipublicfiles.com, or from a mirror of both, by the program \
      curl. What was interrupted goes on by the same command. A file's SHA-256 is compared with the one that this \
      program, the list of --digests or the folder's fetched.json names; where nobody names one it is recorded in \
      fetched.json, and compared from then on. No other command fetches anything. The exit status is 2 if a server \
      cannot be reached or lacks a file, and 3 if what it sends is not the file or breaks a rule.
      """,
    subcommands: [FetchModelCommand.self, FetchGLUECommand.self])
}

/// `seedproof fetch model`
struct FetchModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Downloads a BERT encoder in Hugging Face's layout.")

  @Argument(
    help: "The model's name on Hugging Face, such as sentence-transformers/all-MiniLM-L6-v2.")
  var name: String

  @Option(
    help: ArgumentHelp(
      """
      Take this commit, branch or tag; the default is the one that the folder has, that this program knows, or main.
      """, valueName: "revision"))
  var revision: String?

  @Option(
    help: ArgumentHelp(
      "Put the files into this folder; the default is models/ and the name without its owner.",
      valueName: "folder"))
  var out: String?

  @OptionGroup var options: FetchOptions

  func run() throws {
    let name = try ModelName(name)
    let report = try options.run(named: name.model) {
      try $0.model(name, revision: revision, to: out ?? "models/\(name.model)")
    }
    options.print(report, kind: "model")
  }
}

/// `seedproof fetch glue`
struct FetchGLUECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "glue",
    abstract: "Downloads the training and development set of a task of GLUE.",
    discussion: """
      Archives are read here and not by another program. MRPC has none: its development set is taken out of its \
      training pairs, by GLUE's list of them.
      """)

  @Argument(help: "The task: RTE, MRPC, CoLA or SST-2.")
  var name: GLUEArchive

  @Option(
    help: ArgumentHelp(
      "Put the task's folder into this one; the default is data/glue.", valueName: "folder"))
  var out: String = "data/glue"

  @OptionGroup var options: FetchOptions

  func run() throws {
    let report = try options.run(named: name.rawValue) {
      try $0.glue(name, to: FilePlace.path(of: name.rawValue, in: out))
    }
    options.print(report, kind: "glue")
  }
}

extension GLUEArchive: ExpressibleByArgument {}
