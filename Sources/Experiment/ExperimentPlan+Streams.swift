import Streams
import Text

extension ExperimentPlan {
  /// The profile under `streams`.
  ///
  /// - Throws: `InputError` with line and key for a profile of a version that was not measured, and for one whose orders
  ///   depend on more than the seed.
  static func readStreams(_ top: YAMLMapping) throws -> StreamsProfile {
    guard let text = try top.text("streams") else { return .philox }
    let profile = StreamsProfile(rawValue: text)
    if let profile, profile.namesOrders { return profile }
    let nearest = PublishedProfile.nearest(to: text, where: \.isFunctionOfSeed).map(\.name)
    let names = nearest + [StreamsProfile.philox.rawValue]
    let list = names.map { "'\($0)'" }.joined(separator: " or ")
    guard case .published(let published) = profile else {
      throw top.failure(
        top.line(of: "streams"), "unknown streams '\(text.prefix(60))'",
        advice: didYouMean(text, among: [StreamsProfile.philox.rawValue])
          ?? "of what was measured the nearest is \(list)")
    }
    throw top.failure(
      top.line(of: "streams"),
      "'streams: \(published.name)' does not name an order: "
        + (published.dependencies.first ?? "it depends on more than the seed"),
      advice: "use \(list)")
  }
}
