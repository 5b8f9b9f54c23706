import ArgumentParser
import Streams
import Text

/// `seedproof streams`: prints the random numbers of a trial, or of another program's published seed.
struct StreamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "streams",
    abstract: "Prints the random numbers that a trial draws from a seed.",
    discussion: """
      A WI seed gives the final layer's weights, row by row, as hexadecimal floats; a DO seed the \
      order of the training examples in an epoch, counted from 0. With --profile they are those of \
      a measured version of PyTorch or of transformers' Trainer, as 'streams profiles' lists them: \
      a published seed names its numbers only together with the version.
      """,
    subcommands: [
      StreamsWeightsCommand.self, StreamsOrderCommand.self, StreamsDropoutCommand.self,
      StreamsProfilesCommand.self, StreamsWhichCommand.self, StreamsLinesCommand.self,
    ])
}

/// Runs `streams` once for each line of standard input: the other half of `ci/oracle-streams`.
struct StreamsLinesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lines",
    abstract: "Runs 'streams' with the arguments in each line of standard input.",
    shouldDisplay: false)

  func run() throws {
    while let line = readLine() {
      var command = try StreamsCommand.parseAsRoot(line.split(separator: " ").map(String.init))
      try command.run()
    }
    guard !StandardStreams.hasLostInput else {
      throw InputError(file: "standard input", "cannot be read", advice: "give it lines to read")
    }
  }
}
