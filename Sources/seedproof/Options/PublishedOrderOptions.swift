import ArgumentParser
import Files
import Streams
import Text

/// What an order of a profile of other programs depends on, beside seed, count and epoch.
struct PublishedOrderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With --profile trainer/...: the data_seed that was set beside the seed.", valueName: "seed"))
  var dataSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "With --profile: words of 32 bits that were drawn between the seed and the first epoch.",
      valueName: "n"))
  var drawsBefore: UInt64?

  @Option(
    help: ArgumentHelp(
      """
      With --profile: words that dropout, evaluations and all else but the shuffling drew in each \
      epoch; 0 for none. A mask takes two words an element, a pass over an evaluation loader two.
      """, valueName: "n"))
  var drawsPerEpoch: UInt64?

  @Option(
    help: ArgumentHelp(
      "With a profile that ends in +group_by_length: a file with the examples' lengths, one a line.",
      valueName: "file"), completion: .file())
  var lengths: String?

  @Option(
    help: ArgumentHelp(
      "With a profile that ends in +group_by_length: the examples of an update.", valueName: "n"))
  var updateSize: Int?

  private var given: [(name: String, isSet: Bool)] {
    [
      ("--data-seed", dataSeed != nil), ("--draws-before", drawsBefore != nil),
      ("--draws-per-epoch", drawsPerEpoch != nil), ("--lengths", lengths != nil),
      ("--update-size", updateSize != nil),
    ]
  }

  private var draws: OtherDraws {
    OtherDraws(before: drawsBefore ?? 0, perEpoch: drawsPerEpoch ?? 0)
  }

  /// - Throws: `ValidationError` for what has no effect, and for an order that depends on more than was said.
  func check(_ stream: StreamOptions, epoch: UInt32) throws {
    guard case .published(let profile) = stream.streams else {
      if let first = given.first(where: \.isSet) {
        throw ValidationError("\(first.name) has no effect without --profile")
      }
      return
    }
    func refuse(_ name: String, _ isSet: Bool, unless hasEffect: Bool) throws {
      guard isSet, !hasEffect else { return }
      throw ValidationError("\(name) has no effect on the orders of '\(profile.name)'")
    }
    try refuse("--data-seed", dataSeed != nil, unless: profile.dataSeed != nil)
    try refuse("--draws-before", drawsBefore != nil, unless: profile.order.dependsOnDrawsBefore)
    try refuse("--draws-per-epoch", drawsPerEpoch != nil, unless: profile.order.dependsOnOtherDraws)
    let isGrouped = profile.variant == .groupedByLength
    try refuse("--lengths", lengths != nil, unless: isGrouped)
    try refuse("--update-size", updateSize != nil, unless: isGrouped)
    if isGrouped, lengths == nil || updateSize ?? 0 < 1 {
      throw ValidationError(
        "'\(profile.name)' sorts by length: give --lengths FILE and --update-size N, from 1 on")
    }
    if let refusal = profile.refusalOfOrder(
      count: stream.count, epoch: epoch, before: drawsBefore, perEpoch: drawsPerEpoch)
    {
      throw ValidationError(refusal)
    }
  }

  /// - Throws: `InputError` for a file of lengths that is none.
  func order(
    of profile: PublishedProfile, _ stream: StreamOptions, epoch: UInt32
  ) throws -> [Int32] {
    if dataSeed != nil, profile.dataSeed == .ignored {
      StandardError.print(
        "seedproof: '\(profile.name)' does not heed data_seed; the order is --seed's")
    }
    guard let lengths, let updateSize else {
      return profile.permutation(
        count: stream.count, seed: stream.seed, epoch: epoch, dataSeed: dataSeed, draws: draws)
    }
    let values = try NumberList.read(lengths, "a length")
    guard values.count == stream.count else {
      throw InputError(
        file: lengths, "has \(values.count) lengths, but --count is \(stream.count)",
        advice: "give a length for each example, in their order")
    }
    return profile.permutation(
      lengths: values, updateSize: updateSize, seed: stream.seed, epoch: epoch, dataSeed: dataSeed,
      draws: draws)
  }
}
