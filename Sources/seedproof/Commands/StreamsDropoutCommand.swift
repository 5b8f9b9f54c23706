import ArgumentParser
import Streams
import Text

/// `seedproof streams dropout`
struct StreamsDropoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dropout",
    abstract: "Prints which elements a dropout mask of PyTorch keeps.",
    discussion: """
      One line an element, in the order of memory: 1 for kept, 0 for dropped. It is the first mask \
      after the seed was set, unless --draws-before says what was drawn since. Before PyTorch 2.13 \
      masks depend on the processor's maker, so --processor has to name it.
      """)

  @OptionGroup var stream: StreamOptions

  @Option(help: ArgumentHelp("Drop an element with this probability.", valueName: "p"))
  var probability = 0.1

  @Option(
    help: ArgumentHelp("The processor that drew the mask: intel, or amd.", valueName: "maker"))
  var processor: ProcessorMaker?

  @Option(
    help: ArgumentHelp(
      "Words of 32 bits that were drawn between the seed and the mask.", valueName: "n"))
  var drawsBefore: UInt64 = 0

  func validate() throws {
    guard (0...1).contains(probability) else {
      throw ValidationError("--probability must be 0...1, not \(probability)")
    }
    guard case .published(let profile) = stream.streams else {
      throw ValidationError(
        "give --profile torch/...: a trial's own masks also depend on sequence, place and update")
    }
    if let refusal = profile.refusalOfMask(by: processor, drawsBefore: drawsBefore) {
      throw ValidationError(refusal)
    }
  }

  func run() {
    guard case .published(let profile) = stream.streams else { return }
    let mask = profile.mask(
      count: stream.count, probability: probability, seed: stream.seed, by: processor,
      drawsBefore: drawsBefore)
    stream.print(mask.map { $0 ? 1 : 0 }) { .integer($0) }
  }
}

extension ProcessorMaker: ExpressibleByArgument {}
