import Arithmetic
import Experiment
import Training

/// What one run of `seedproof bench` measures, and how often.
package struct Benchmark {
  /// Experiment files whose updates are timed.
  package var experiments: [String] = []
  /// A size whose updates are timed with random weights and texts.
  package var shape: BenchShape?
  package var updates = 16
  /// Texts in a batch of `shape`, and tokens of each.
  package var batch = 16
  package var length = 128
  package var rounds = 4
  package var timesOpenBLAS = true
  package let setting: ArithmeticSetting
  private var threads: Int { setting.threads }

  package init(_ setting: ArithmeticSetting) { self.setting = setting }

  /// Measures; without experiments and shape products and functions too.
  ///
  /// - Parameter progress: is told the share that is done, and what comes next.
  /// - Throws: `InputError` if an experiment cannot be used, `ArithmeticError` if this machine lacks something.
  package func run(_ progress: (Double, String) -> Void) throws -> BenchReport {
    let openBLAS = try? OpenBLAS.fingerprint(threads: threads)
    var report = BenchReport(instructionSet: setting.place, openblas: openBLAS)
    // Products and functions are compared with those of the processor's libraries.
    if experiments.isEmpty, shape == nil, setting.device == .processor {
      if openBLAS != nil {
        report.products = try products { progress($0 * 0.8, $1) }
        report.summarise()
      }
      progress(0.8, "functions")
      report.functions = try FunctionBench.run(setting, rounds: 11)
    }
    let subjects = try subjects()
    for (index, subject) in subjects.enumerated() {
      progress(0.85 + 0.15 * Double(index) / Double(subjects.count), subject.name)
      report.steps.append(try steps(subject, hasOpenBLAS: openBLAS != nil))
    }
    return report
  }

  private func products(_ progress: (Double, String) -> Void) throws -> [ProductBench] {
    // Tokens of a batch of 16 pairs of RTE.
    let shapes = BenchShape.allCases.flatMap { ProductBench.Shape.all(of: $0, rows: 1048) }
    let work = (threads == 1 ? [1] : [1, threads]).flatMap { count in
      shapes.filter { count == 1 || !$0.isOfHead }.map { (count, $0) }
    }
    let units = try Dictionary(
      uniqueKeysWithValues: Set(work.map(\.0)).map {
        ($0, try setting.unit(threads: $0))
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
    if let shape { return [try synthetic(shape)] }
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
      let inputs = try InputLoader().load(plan)
      return StepSubject(
        name: plan.name, inputs: inputs, plan: plan.protocol, cell: plan.cells.first ?? cell)
    }
  }

  private func steps(_ subject: StepSubject, hasOpenBLAS: Bool) throws -> StepBench {
    let other =
      hasOpenBLAS && timesOpenBLAS && setting.device == .processor
      ? try setting.onProcessor.unit(.openBLAS)
      : nil
    return try StepBench.run(
      subject, setting, unit: setting.unit(),
      openBLAS: other,
      updates: subject.isSmall ? 10 * updates : updates, rounds: rounds
    ) { hasOpenBLAS ? try ProductBench.bestOpenBLAS(threads: threads) : nil }
  }
}

extension ArithmeticSetting {
  /// A unit with so many threads.
  func unit(threads: Int) throws -> ArithmeticUnit {
    var setting = self
    setting.threads = threads
    return try setting.unit()
  }
}
