import Text

extension TrialTable {
  /// Remarks that a reader should see before the numbers; one that holds for several tasks is made once.
  ///
  /// - Parameter direction: which scores are better.
  public func doubts(_ direction: ScoreDirection) -> [String] {
    let all = tasks.flatMap { task in task.doubts(direction).map { (task.name, $0) } }
    var texts: [String] = []
    for (_, text) in all where !texts.contains(text) { texts.append(text) }
    return texts.map { text in
      let names = all.filter { $0.1 == text }.map { TableError.quoted($0.0) }
      return names.count == 1
        ? "task \(names[0]): \(text)"
        : "\(names.count) tasks, each: \(text): \(names.listed(3))"
    }
  }
}

/// What looks like a mistake in a table, or is too little to say much.
extension TaskTrials {
  /// Remarks that a reader should see before the numbers, without the task's name.
  func doubts(_ direction: ScoreDirection) -> [String] {
    [fewSeeds, mixedUnits(direction), strangeCounts, twins].compactMap(\.self)
  }

  private func place(_ cell: Cell) -> String { hasOneSeed ? "\(cell.wi)" : cell.description }

  private var scored: [Trial] { trials.filter { $0.status == .completed } }

  /// So few seeds that the spread between them is hardly known; of a grid, intervals say it.
  private var fewSeeds: String? {
    let count = scored.count
    guard hasOneSeed, (2..<5).contains(count) else { return nil }
    let least = ChiSquaredDistribution(count - 1).quantile(0.025)
    let factor = (Double(count - 1) / least).squareRoot().decimals(1)
    return
      "\(count) seeds: the true spread of scores may be \(factor) times the one of these trials (95%)"
  }

  /// Shares and percentages in one column.
  private func mixedUnits(_ direction: ScoreDirection) -> String? {
    guard direction == .higher else { return nil }
    let scores = scored.flatMap(\.scores)
    guard let share = scores.filter({ $0 > 0 && $0 <= 1 }).max(),
      let percent = scores.filter({ $0 > 1 }).min(), percent <= 100, percent >= 10 * share
    else { return nil }
    return
      "scores lie both within 0...1 (such as \(share.decimals(4))) and far above (such as \(percent.decimals(2))): percentages beside shares?"
  }

  /// Most examples of a development set that is guessed from its scores.
  private static let guessLimit = 20_000

  /// Shares of right answers that no number of right answers gives.
  private var strangeCounts: String? {
    let all = scored.flatMap(\.scores)
    guard resolution > 0, all.allSatisfy((0...1).contains) else { return nil }
    let values = Array(Set(all).sorted().prefix(60))
    func tolerance(_ count: Int) -> Double { Double(count) * resolution + 1e-9 * Double(count) }
    func fits(_ value: Double, _ count: Int) -> Bool {
      let right = value * Double(count)
      return abs(right - right.rounded()) <= tolerance(count)
    }
    func remark(_ odd: [Double], _ count: Int, _ what: String) -> String {
      let shown = odd.prefix(3).map { "\($0)" }.joined(separator: ", ")
      return
        "\(odd.count.counted("score")) \(odd.count == 1 ? "is" : "are") no share of \(count) examples, \(what): \(shown)"
    }
    if let count = exampleCount, metric?.isAssumed == false, tolerance(count) < 0.25 {
      let odd = values.filter { !fits($0, count) }
      return odd.isEmpty
        ? nil : remark(odd, count, "the development set's (means, or another set?)")
    }
    // Where nothing says how many examples there are, the least number that gives nearly all scores tells.
    guard exampleCount == nil, values.count >= 8, tolerance(Self.guessLimit) < 0.03 else {
      return nil
    }
    for count in 10...Self.guessLimit {
      let odd = values.filter { !fits($0, count) }
      if odd.isEmpty { return nil }
      if 5 * odd.count <= values.count { return remark(odd, count, "as the others are") }
    }
    return nil
  }

  /// Trials with other seeds and the same learning curve.
  private var twins: String? {
    guard steps.count >= 5 else { return nil }
    var first: [[Double]: Cell] = [:]
    var found: [String] = []
    for trial in scored where Set(trial.scores).count >= 3 {
      if let other = first[trial.scores], other != trial.cell {
        found.append("\(place(other)) and \(place(trial.cell))")
      } else {
        first[trial.scores] = trial.cell
      }
    }
    if found.isEmpty { return nil }
    return
      "the same \(steps.count) scores in trials of different seeds: the same run twice? \(found.listed(4))"
  }
}
