import ArgumentParser
import Streams
import Text

/// What all streams have in common.
struct StreamOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Draw from this seed, 0 to 4294967295.", valueName: "seed"))
  var seed: UInt64

  @Option(
    help: ArgumentHelp(
      "Print this many values: for 'do' the number of training examples.", valueName: "n"))
  var count: Int

  @Option(
    help: ArgumentHelp(
      "Draw by this profile of streams; 'streams profiles' lists them.", valueName: "name"),
    completion: .list(StreamOptions.names), transform: Self.profile)
  var profile: StreamsProfile?

  @OptionGroup var output: FormatOptions<TextOrJSON>

  var streams: StreamsProfile { profile ?? .philox }

  private static let names =
    [StreamsProfile.philox.rawValue] + PublishedProfile.all.map(\.name)

  private static func profile(_ name: String) throws -> StreamsProfile {
    guard let profile = StreamsProfile(rawValue: name) else {
      let nearest = PublishedProfile.nearest(to: name).map { "'\($0.name)'" }
      throw ValidationError(
        "unknown profile: not measured; the nearest measured ones are "
          + nearest.joined(separator: " and "))
    }
    return profile
  }

  func validate() throws {
    guard (0...100_000_000).contains(count) else {
      throw ValidationError("--count must be 0...100000000, not \(count)")
    }
    // PyTorch takes seeds of 64 bits; numpy, which Trainer seeds too, does not.
    let isTorch =
      if case .published(let profile) = streams { profile.library == .torch } else { false }
    guard isTorch || seed <= UInt32.max else {
      throw ValidationError(
        "the value '\(seed)' is invalid for '--seed': seeds of '\(streams.rawValue)' are 0...4294967295"
      )
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
