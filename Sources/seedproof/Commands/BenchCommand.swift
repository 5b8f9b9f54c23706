import ArgumentParser
import Arithmetic
import Benchmarks
import Training

/// `seedproof bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures products, functions and updates.",
    discussion: """
      Without arguments: the products of updates of MiniLM, BERT-base and BERT-large against OpenBLAS, \
      the functions, and updates of the embedded experiment and of MiniLM's size. With experiments or \
      --model: the updates of those only. Both sides of a ratio take turns in one run. Compare times \
      of one run only: machines differ, and one machine differs from hour to hour.
      """)

  @Argument(help: "Experiment files whose updates are timed.")
  var experiments: [String] = []

  @Option(
    help: ArgumentHelp(
      "Time updates of this size (minilm, bert-base or bert-large) with random weights and texts.",
      valueName: "size"))
  var model: BenchShape?

  @Option(
    help: ArgumentHelp(
      "Run about this many updates; ten times as many of the embedded experiment.",
      valueName: "n"))
  var updates = 16

  @Option(help: ArgumentHelp("Texts in a batch of --model.", valueName: "n"))
  var batch = 16

  @Option(help: ArgumentHelp("Tokens of each text of --model.", valueName: "n"))
  var length = 128

  @Option(
    help: ArgumentHelp("Take turns this often, with products twice as often.", valueName: "n"))
  var rounds = 4

  @Flag(
    name: .customLong("no-openblas"),
    help: "Do not run the updates with OpenBLAS as well, which takes as much memory again.")
  var withoutOpenBLAS = false

  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (2...100_000).contains(updates), (1...1000).contains(rounds), rounds <= updates else {
      throw ValidationError("--updates must be 2...100000, --rounds 1...1000 and no more than that")
    }
    guard (1...4096).contains(batch), (2...512).contains(length) else {
      throw ValidationError("--batch must be 1...4096 and --length 2...512")
    }
    guard model == nil || experiments.isEmpty else {
      throw ValidationError("give experiments or --model, not both")
    }
  }

  func run() throws {
    var benchmark = Benchmark(try arithmetic.setting(trusting: .anew(quiet: output.progress.quiet)))
    (benchmark.experiments, benchmark.shape) = (experiments, model)
    (benchmark.updates, benchmark.rounds) = (updates, rounds)
    (benchmark.batch, benchmark.length) = (batch, length)
    benchmark.timesOpenBLAS = !withoutOpenBLAS
    let bar = output.progressBar("bench")
    var report = try benchmark.run { bar.update($0, $1) }
    report.schema = OutputSchema.bench.rawValue
    bar.clear()
    print(output.json ? try report.json() : report.text)
  }
}

extension BenchShape: ExpressibleByArgument {}
