import ArgumentParser
import Streams
import Text

/// `seedproof streams wi`
struct StreamsWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wi",
    abstract: "Prints the weights that a trial draws from a WI seed.",
    discussion: """
      They are drawn from normal(0, 0.02). With --profile they are those that 'normal_' gives a \
      tensor, as AVX2 and AVX-512 compute them: the classifier of 'from_pretrained' right after \
      the seed was set, from transformers 4.36 on. Earlier versions drew all layers before: \
      --draws-before says how many words that took.
      """)

  @OptionGroup var stream: StreamOptions

  @Flag(help: "Print the pooler's weights, which a trial draws where a model has no pooler.")
  var pooler = false

  @Option(
    help: ArgumentHelp(
      "With --profile: words of 32 bits that were drawn between the seed and these weights.",
      valueName: "n"))
  var drawsBefore: UInt64?

  func validate() throws {
    switch stream.streams {
    case .philox:
      guard drawsBefore == nil else {
        throw ValidationError("--draws-before has no effect without --profile")
      }
    case .published(let profile):
      guard !pooler else {
        throw ValidationError(
          "--pooler: '\(profile.name)' draws a pooler as it draws a classifier; give its --count")
      }
      if let refusal = profile.refusalOfWeights(drawsBefore: drawsBefore) {
        throw ValidationError(refusal)
      }
    }
  }

  func run() {
    let weights = weights()
    stream.print(weights.map { HexFloat.text($0) }) { .string($0) }
  }

  private func weights() -> [Float] {
    switch stream.streams {
    case .philox:
      Streams.normals(
        count: stream.count, seed: UInt32(stream.seed),
        site: pooler ? WeightSite.pooler : WeightSite.classifier)
    case .published(let profile):
      profile.weights(count: stream.count, seed: stream.seed, drawsBefore: drawsBefore ?? 0)
    }
  }
}
