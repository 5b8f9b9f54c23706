import ArgumentParser
import Report
import Streams
import Text

/// `seedproof streams profiles`
struct StreamsProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "Lists the profiles of streams, and what each depends on.",
    discussion: """
      A profile exists for versions that were measured. Beside each stand the exact versions, what \
      its numbers depend on beside the seed, and the profiles with the same orders. A plan can \
      name those that are marked with a star: their orders are functions of the seed alone.
      """)

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() {
    guard !output.isJSON else {
      return OutputSchema.streamsProfiles.print([
        "profiles": .array(PublishedProfile.all.map(\.json))
      ])
    }
    print("* \(StreamsProfile.philox.rawValue): this program's own, the default of a plan")
    for profile in PublishedProfile.all {
      print("\(profile.isFunctionOfSeed ? "*" : " ") \(profile.name): \(profile.measured)")
      let sharing = profile.sharing.map(\.name).joined(separator: ", ")
      let orders = sharing.isEmpty ? [] : ["same orders: \(sharing)"]
      let neighbours = profile.neighbouringSeeds.sentence.map { [$0] } ?? []
      for line in orders + profile.dependencies + neighbours {
        print(TextWrap.fitted("    " + line))
      }
    }
  }
}

extension PublishedProfile {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "measured": .string(measured),
      "functionOfSeed": .bool(isFunctionOfSeed),
      "dependsOn": .array(dependencies.map(JSONValue.string)),
      "sameOrders": .array(sharing.map { .string($0.name) }),
      "neighbouringSeeds": neighbouringSeeds.sentence.map(JSONValue.string) ?? .null,
    ]
  }
}

extension PublishedProfile.NeighbouringSeeds {
  /// For people; nil if there is nothing to be said.
  fileprivate var sentence: String? {
    switch self {
    case .shareAllButOne:
      "epoch e + 1 of a seed and epoch e of the next seed have one order: their trials are not independent"
    case .shareOne: "epoch 1 of a seed and epoch 0 of the next seed have one order"
    case .shareNone, .notMeasured: nil
    }
  }
}
