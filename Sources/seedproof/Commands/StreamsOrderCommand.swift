import ArgumentParser
import Streams
import Text

/// `seedproof streams do`
struct StreamsOrderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "do",
    abstract: "Prints the order of the training examples that a trial draws from a DO seed.",
    discussion: """
      With --profile it is the order of a loop of PyTorch or of Trainer, whose seed is then \
      --seed. Where dropout and evaluations draw from the same generator, orders of later epochs \
      depend on them, and are refused until --draws-per-epoch says how many words they drew.
      """)

  @OptionGroup var stream: StreamOptions

  @Option(help: ArgumentHelp("Print the order of this epoch, from 0.", valueName: "n"))
  var epoch: UInt32 = 0

  @OptionGroup var published: PublishedOrderOptions

  func validate() throws { try published.check(stream, epoch: epoch) }

  func run() throws {
    let order = try order()
    stream.print(order) { .integer(Int64($0)) }
  }

  private func order() throws -> [Int32] {
    switch stream.streams {
    case .philox:
      Streams.permutation(count: stream.count, seed: UInt32(stream.seed), epoch: epoch)
    case .published(let profile):
      try published.order(of: profile, stream, epoch: epoch)
    }
  }
}
