import ArgumentParser
import Streams
import Text

/// `seedproof streams`: prints the random numbers of a trial.
struct StreamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "streams",
    abstract: "Prints the random numbers that a trial draws from a seed.",
    discussion: """
      A WI seed gives the final layer's weights, row by row, as hexadecimal floats; a DO seed the \
      order of the training examples in an epoch, counted from 0.
      """,
    subcommands: [WeightsCommand.self, OrderCommand.self])
}

extension StreamsCommand {
  /// `seedproof streams wi`
  struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "wi",
      abstract: "Prints the weights that a trial draws from a WI seed.")

    @OptionGroup var stream: StreamOptions

    @Flag(help: "Print the pooler's weights, which a trial draws where a model has no pooler.")
    var pooler = false

    func run() {
      let weights = Streams.normals(
        count: stream.count, seed: stream.seed,
        site: pooler ? WeightSite.pooler : WeightSite.classifier)
      stream.print(weights.map { HexFloat.text($0) }) { .string($0) }
    }
  }

  /// `seedproof streams do`
  struct OrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "do",
      abstract: "Prints the order of the training examples that a trial draws from a DO seed.")

    @OptionGroup var stream: StreamOptions

    @Option(help: ArgumentHelp("Print the order of this epoch, from 0.", valueName: "n"))
    var epoch: UInt32 = 0

    func run() {
      let order = Streams.permutation(count: stream.count, seed: stream.seed, epoch: epoch)
      stream.print(order) { .integer(Int64($0)) }
    }
  }
}

/// What all streams have in common.
struct StreamOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Draw from this seed, 0 to 4294967295.", valueName: "seed"))
  var seed: UInt32

  @Option(
    help: ArgumentHelp(
      "Print this many values: for 'do' the number of training examples.", valueName: "n"))
  var count: Int

  @Option(help: ArgumentHelp("Draw by this profile of streams.", valueName: "name"))
  var profile: String = StreamsProfile.philox.rawValue

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func validate() throws {
    guard (0...100_000_000).contains(count) else {
      throw ValidationError("--count must be 0...100000000, not \(count)")
    }
    guard StreamsProfile(rawValue: profile) != nil else {
      throw ValidationError(
        "unknown profile '\(profile)': there is '\(StreamsProfile.philox.rawValue)'")
    }
  }

  /// Prints one value a line, or `{"values":[...]}`.
  func print<Value: CustomStringConvertible>(
    _ values: [Value], as json: (Value) -> JSONValue
  ) {
    if output.isJSON {
      OutputSchema.streams.print(["values": .array(values.map(json))])
    } else if !values.isEmpty {
      Swift.print(values.map(\.description).joined(separator: "\n"))
    }
  }
}
