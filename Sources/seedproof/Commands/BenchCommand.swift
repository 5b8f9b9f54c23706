import ArgumentParser
import Arithmetic
import Experiment
import Files
import Foundation
import Training

/// `seedproof bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures products, functions and updates.",
    discussion: """
      Without arguments: the products of MiniLM, BERT-base and BERT-large steps against OpenBLAS, the \
      functions, and the updates of the embedded experiment and of MiniLM's size. With experiments or \
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
    let set = try arithmetic.instructionSet()
    let threads = arithmetic.threadCount()
    let hasOpenBLAS = (try? OpenBLAS.fingerprint(threads: threads)) != nil
    var report = BenchReport(
      instructionSet: set.rawValue, openblas: try? OpenBLAS.fingerprint(threads: threads))
    let bar = output.progressBar("bench")
    if experiments.isEmpty, model == nil {
      if hasOpenBLAS {
        report.products = try products(set, threads: threads) { bar.update($0 * 0.8, $1) }
        report.summarise()
      }
      bar.update(0.8, "functions")
      report.functions = try FunctionBench.run(set, rounds: 11)
    }
    let subjects = try subjects()
    for (index, subject) in subjects.enumerated() {
      bar.update(0.85 + 0.15 * Double(index) / Double(subjects.count), subject.name)
      report.steps.append(try steps(subject, set, threads: threads, hasOpenBLAS: hasOpenBLAS))
    }
    bar.clear()
    print(output.json ? try report.json() : report.text)
  }

  private func products(
    _ set: InstructionSet, threads: Int, _ progress: (Double, String) -> Void
  ) throws -> [ProductBench] {
    // Tokens of a batch of 16 pairs of RTE.
    let shapes = BenchShape.allCases.flatMap { ProductBench.Shape.all(of: $0, rows: 1048) }
    let work = (threads == 1 ? [1] : [1, threads]).flatMap { count in
      shapes.filter { count == 1 || !$0.isOfHead }.map { (count, $0) }
    }
    let units = try Dictionary(
      uniqueKeysWithValues: Set(work.map(\.0)).map {
        ($0, try ArithmeticUnit(instructionSet: set, threads: $0))
      })
    // An odd number of short turns: that many of them may be disturbed without moving the median far.
    let turns = 2 * rounds + 1
    return try work.enumerated().compactMap { index, item in
      progress(Double(index) / Double(work.count), "products of \(item.1.model.rawValue)")
      return try units[item.0].map { try ProductBench.run(item.1, $0, rounds: turns) }
    }
  }

  private func subjects() throws -> [StepSubject] {
    let cell = Cell(wi: 1, do: 1)
    func synthetic(_ shape: BenchShape) throws -> StepSubject {
      var plan = TrainingProtocol()
      (plan.batchSize, plan.maximumLength) = (batch, length)
      (plan.evaluationsPerEpoch, plan.anchorsPerEpoch, plan.epochs) = (1, 1, 1)
      let inputs = try shape.inputs(count: batch * (updates + rounds + 1), length: length)
      return StepSubject(
        name: "\(shape.rawValue), \(batch) x \(length)", inputs: inputs, plan: plan, cell: cell)
    }
    if let model { return [try synthetic(model)] }
    if experiments.isEmpty {
      var plan = TrainingProtocol()
      plan.maximumLength = 32
      let inputs = try InputLoader().load(
        InputSource(task: .embeddedAcceptability, model: .embedded(.tiny)), maximumLength: 32)
      let embedded = StepSubject(
        name: "embedded/acceptability", inputs: inputs, plan: plan, cell: cell)
      return [embedded, try synthetic(.miniLM)]
    }
    return try experiments.map { path in
      let plan = try ExperimentPlan.read(path)
      let inputs = try InputLoader().load(
        InputSource(plan), maximumLength: plan.protocol.maximumLength)
      return StepSubject(
        name: plan.name, inputs: inputs, plan: plan.protocol, cell: plan.cells.first ?? cell)
    }
  }

  private func steps(
    _ subject: StepSubject, _ set: InstructionSet, threads: Int, hasOpenBLAS: Bool
  ) throws -> StepBench {
    let other =
      hasOpenBLAS && !withoutOpenBLAS
      ? try ArithmeticUnit(instructionSet: set, threads: threads, backend: .openBLAS) : nil
    return try StepBench.run(
      subject, unit: ArithmeticUnit(instructionSet: set, threads: threads), openBLAS: other,
      updates: subject.isSmall ? 10 * updates : updates, rounds: rounds
    ) { hasOpenBLAS ? try ProductBench.bestOpenBLAS(threads: threads) : nil }
  }
}

extension BenchShape: ExpressibleByArgument {}
