import Streams
import Text

extension TrialSpecification {
  /// The profile of the trial's streams.
  ///
  /// - Throws: `InputError` of kind `unverifiable` if this program does not know it, or if it gives no order for a seed
  ///   alone, or none of as many examples.
  package func knownStreams(file: String? = nil) throws -> StreamsProfile {
    func refuse(_ reason: String, _ advice: String?) -> InputError {
      InputError(
        .unverifiable, file: file, "was recorded with the streams '\(streams)'" + reason,
        advice: advice)
    }
    guard let profile = StreamsProfile(rawValue: streams) else {
      throw refuse(
        ", which this program does not have", "use the version of seedproof that wrote it")
    }
    guard profile.namesOrders else {
      throw refuse(", whose orders depend on more than the seed", nil)
    }
    guard data.trainCount <= profile.greatestCount else {
      throw refuse(", which have no order of \(data.trainCount) examples", nil)
    }
    return profile
  }
}
