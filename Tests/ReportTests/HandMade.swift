import Statistics

@testable import Report

/// Tables of trials for tests: the same numbers on every machine.
enum HandMade {
  /// Names that try to break out of every sink.
  static let hostileNames = [
    "<script>alert('x')</script>", "a|b `c` *d* _e_ [f](javascript:g) <h> ![i](j) @octocat",
    "=1+cmd|' /C calc'!A0", "+1", "-1", "@x", "  =2", "\u{ff1d}3", "\"quoted\", with; commas",
    "\\input{/etc/passwd} $x_1$ 100% #1 ~ ^ & {}", "[x] * --", "\u{1b}[31mred\u{7}\u{0}",
    "\u{202e}reversed\u{2066}", "line\nfeed\r\tand\u{2028}more\u{85}",
    "]]>&amp;<!--\u{fffe}\u{ffff}",
    "zero\u{200b}width\u{feff}", "https://example.com www.example.com", "漢字 and 한글",
    "e\u{301}\u{325}",
  ]

  /// Scores between 0 and 1 that differ by cell; some runs stay at `baseline`.
  static func task(
    _ name: String, wi: Int, do orders: Int, evaluations: Int = 5, baseline: Double = 0.5,
    without: Set<Cell> = [], nonfinite: Set<Cell> = [], stopped: Set<Cell> = []
  ) -> TaskTrials {
    var trials: [Trial] = []
    for wi in 1...wi {
      for order in 1...orders {
        let cell = Cell(wi: wi, do: order)
        guard !without.contains(cell) else { continue }
        // Multiplication modulo a prime scatters the cells.
        let scatter = Double((wi * 37 + order * 61 + wi * order * 17) % 101) / 101
        let isDegenerate = (wi * 5 + order * 3) % 11 == 0
        let scores = (1...evaluations).map { evaluation -> Double in
          let progress = Double(evaluation) / Double(evaluations)
          let goal = 0.2 + 0.2 * scatter + 0.01 * Double(wi) - 0.005 * Double(order)
          let share = isDegenerate ? 0 : goal * progress
          return ((baseline + share) * 1000).rounded() / 1000
        }
        let status: TrialStatus =
          nonfinite.contains(cell) ? .nonfinite : stopped.contains(cell) ? .stopped : .completed
        trials.append(
          Trial(
            cell: cell, scores: status == .completed ? scores : Array(scores.prefix(2)),
            status: status))
      }
    }
    return TaskTrials(
      name: name, steps: (1...evaluations).map { $0 * 10 }, trials: trials,
      majorityBaseline: baseline, support: 0...1)
  }

  /// Options that keep a test quick.
  static var options: AnalysisOptions {
    var options = AnalysisOptions()
    options.permutationCount = 99
    options.shuffleCount = 99
    options.distinctDrawCount = 200
    options.largestBudget = 6
    options.largestStart = 20
    return options
  }

  /// Two complete grids.
  static func twoTasks() throws -> TrialTable {
    try TrialTable(tasks: [task("glue/RTE", wi: 6, do: 5), task("glue/MRPC", wi: 6, do: 5)])
  }

  /// A task for each hostile name; one grid has holes, a trial that was not finite and a stopped one.
  static func hostile() throws -> TrialTable {
    try TrialTable(
      tasks: hostileNames.enumerated().map { index, name in
        index == 0
          ? task(
            name, wi: 4, do: 4, without: [Cell(wi: 1, do: 2)], nonfinite: [Cell(wi: 2, do: 2)],
            stopped: [Cell(wi: 3, do: 3)])
          : task(name, wi: 4, do: 3)
      })
  }

  /// The words of `text`, whatever the lines they stand on.
  static func unwrapped(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A page about `table`.
  static func page(
    _ table: TrialTable, title: String = "two tasks", environment: [FactGroup] = []
  ) -> ReportPage {
    ReportPage(
      title: title, table: table, analysis: Analysis.run(table, options: options),
      environment: environment)
  }
}
