import Text

/// The rows of one run.
struct TableRun {
  let cell: Cell
  /// Tells runs of the same seeds apart, from 0.
  let run: Int
  /// By step.
  let rows: [TableRow]

  var isFinite: Bool { rows.allSatisfy { $0.score != nil } }
  var steps: [Int] { rows.map(\.step) }

  /// - Parameter steps: those of all trials; nil where of each only the last counts.
  func trial(_ steps: [Int]?) -> Trial {
    let finite = rows.prefix { $0.score != nil }
    let scores = finite.compactMap(\.score)
    guard !isFinite else {
      return Trial(cell: cell, scores: steps == nil ? Array(scores.suffix(1)) : scores, run: run)
    }
    // A curve is drawn as far as its steps are those of the others.
    let fits = steps.map { finite.map(\.step) == Array($0.prefix(finite.count)) } ?? false
    return Trial(cell: cell, scores: fits ? scores : [], status: .nonfinite, run: run)
  }
}

/// The runs of a task, as its rows tell them, and what is to be said of them.
///
/// Rows of the same seeds and step are of several runs: the k-th row of each step is the k-th run's. Where all such runs
/// are equal, they are one run that was written down twice, and count once. Where some differ they are repeats, and those
/// that are equal count too: to leave them out would make repeats look more different than they are.
struct RunsOfTask {
  let all: [TableRun]
  private(set) var remarks: [String] = []
  private let hasOneSeed: Bool

  init(_ task: TaskRows, hasOneSeed: Bool) {
    self.hasOneSeed = hasOneSeed
    func list(_ cells: [Cell]) -> String {
      cells.map { Self.place($0, hasOneSeed) }.listed(8)
    }
    let cells = task.order.map { cell in
      (cell: cell, runs: Self.runs(task.rows[cell, default: []]))
    }
    let repeated = cells.filter { $0.runs.count > 1 }
    let equal = repeated.filter { cell in
      cell.runs.allSatisfy { Self.isSame($0, cell.runs[0]) }
    }
    let areOne = equal.count == repeated.count
    all = cells.flatMap { cell, runs in
      (areOne ? Array(runs.prefix(1)) : runs).enumerated().map {
        TableRun(cell: cell, run: $0, rows: $1)
      }
    }
    if !repeated.isEmpty {
      let places = list(repeated.map(\.cell))
      if areOne {
        remarks.append(
          "\(repeated.count) \(repeated.count == 1 ? "seed is" : "seeds are") there more than once, "
            + "each time with the same score: the same run twice, counted once: \(places)")
      } else {
        remarks.append(
          "\(repeated.count.counted("seed")) with several runs, each of which counts: \(places)"
            + (equal.isEmpty
              ? ""
              : "; in \(equal.count) of them the scores are equal: \(list(equal.map(\.cell)))"))
      }
    }
    let lost = all.filter { !$0.isFinite }.map { trial in
      let lack = trial.rows.first { $0.score == nil }?.lack ?? ""
      return lack.isEmpty ? "empty" : TableError.quoted(lack)
    }
    if !lost.isEmpty {
      let kinds = Set(lost).sorted().map { kind in "\(lost.count { $0 == kind }) \(kind)" }
      remarks.append(
        "\(lost.count) of \(all.count.counted("trial")) without a finite score: " + kinds.listed(4))
    }
  }

  /// The steps of every trial that is whole; nil where they differ, and of each only the last counts.
  ///
  /// - Throws: `TableError` where they differ and all count.
  mutating func commonSteps(onlyLast: Bool) throws(TableError) -> [Int]? {
    let whole = all.filter(\.isFinite)
    let steps = whole.first?.steps ?? []
    guard let odd = whole.first(where: { $0.steps != steps }) else { return steps }
    guard onlyLast else {
      let who = hasOneSeed ? "seed \(odd.cell.wi)" : "wi=\(odd.cell.wi), do=\(odd.cell.do)"
      throw TableError(
        "\(who) has \(odd.rows.count.counted("evaluation")); they differ from the \(steps.count) "
          + "steps of the first trial",
        line: odd.rows[0].line,
        advice: "give each trial the same steps, or let the last one count with --score last")
    }
    let counts = whole.map(\.rows.count)
    remarks.append(
      "trials have \(counts.min() ?? 0) to \(counts.max() ?? 0) evaluations; of each the last one "
        + "counts")
    return nil
  }

  private static func place(_ cell: Cell, _ hasOneSeed: Bool) -> String {
    hasOneSeed ? "\(cell.wi)" : cell.description
  }

  private static func runs(_ rows: [TableRow]) -> [[TableRow]] {
    var seen: [Int: Int] = [:]
    var runs: [[TableRow]] = []
    for row in rows {
      let place = seen[row.step, default: 0]
      seen[row.step] = place + 1
      if place == runs.count { runs.append([]) }
      runs[place].append(row)
    }
    return runs.map { $0.sorted { $0.step < $1.step } }
  }

  private static func isSame(_ a: [TableRow], _ b: [TableRow]) -> Bool {
    a.map(\.step) == b.map(\.step) && a.map(\.score) == b.map(\.score)
  }
}
